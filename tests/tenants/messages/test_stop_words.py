import pytest

from tenants.messages.stop_words import STOP_WORDS, is_stop


@pytest.mark.parametrize("reply", [*sorted(STOP_WORDS), "r", " td ", "Ｎ", "退订。", "“拒收”", "T!"])
def test_a_stop_word_alone_ends_messages(reply: str) -> None:
    assert is_stop(reply)


@pytest.mark.parametrize("reply", ["T\u200bD", "\u202etd", "退\u00ad订", "T\u2060\r\n", "T D", "退 订", "t.d."])
def test_what_stands_inside_a_stop_word_does_not_hide_it(reply: str) -> None:
    assert is_stop(reply)


@pytest.mark.parametrize(
    "reply",
    ["回复TD", "回T", "请回复 R", "TD退订", "回T退订", "退订回T", "拒收请回复R", "TD TD", "退订!退订!", "拒收 谢谢"],
)
def test_a_stop_word_may_come_as_it_was_offered_twice_and_with_thanks(reply: str) -> None:
    assert is_stop(reply)


@pytest.mark.parametrize("reply", ["", "好的", "No problem", "不要退订", "Rechnung", "谢谢,周三来", "TT", "T_T", "T T"])
def test_other_answers_do_not(reply: str) -> None:
    assert not is_stop(reply)


@pytest.mark.parametrize(
    "reply", ["不退订", "不 退订", "先别退订", "不用拒收", "退订不了", "谢谢", "请回复", "回", "R T", "N个人"]
)
def test_a_word_that_is_not_meant_so_does_not(reply: str) -> None:
    assert not is_stop(reply)

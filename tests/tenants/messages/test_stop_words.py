import pytest

from tenants.messages.stop_words import STOP_WORDS, is_stop


@pytest.mark.parametrize("reply", [*sorted(STOP_WORDS), "r", " td ", "Ｎ", "退订。", "“拒收”", "T!"])
def test_a_stop_word_alone_ends_messages(reply: str) -> None:
    assert is_stop(reply)


@pytest.mark.parametrize("reply", ["", "好的", "No problem", "不要退订", "Rechnung", "谢谢,周三来", "TT"])
def test_other_answers_do_not(reply: str) -> None:
    assert not is_stop(reply)

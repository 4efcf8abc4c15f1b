"""Slots, optional parts and alternatives of a script."""

import pytest

from tenants.errors import DomainError
from tenants.scripts.template import absolutes, check, render, slots_of


def test_known_slots_are_filled_by_their_chinese_or_english_name() -> None:
    assert render("{称呼}您好，我是{顾问}。", {"title": "王先生", "advisor": "李婷"}).text == "王先生您好，我是李婷。"
    assert render("Hello {title}.", {"title": "Mr Wang"}).text == "Hello Mr Wang."


def test_a_slot_nobody_knows_forbids_the_words() -> None:
    rendered = render("{title}, your {model} is due on {due_on}.", {"title": "Mr Wang", "model": ""})

    assert rendered.text == ""
    assert rendered.missing == ("model", "due_on")


def test_nothing_is_said_when_a_part_that_must_be_is_missing() -> None:
    rendered = render("[Hello {title}. ]Your {model} is due.", {"title": "Mr Wang"})

    assert rendered.text == ""
    assert rendered.missing == ("model",)


def test_an_optional_part_goes_when_its_slot_is_unknown() -> None:
    template = "{称呼}，{祝福}。[给您备了{特权}，路过来坐坐。]"

    assert render(template, {"title": "王先生", "greeting_line": "生日快乐"}).text == "王先生，生日快乐。"
    assert render(template, {"title": "王先生", "greeting_line": "生日快乐"}).left_out == ("privilege",)
    assert "备了茶" in render(template, {"title": "王先生", "greeting_line": "生日快乐", "privilege": "茶"}).text


def test_the_other_words_come_in_the_place_of_an_optional_part() -> None:
    template = "Book ahead[; would {bookable_slots} suit you?|.]"

    assert render(template, {}).text == "Book ahead."
    assert render(template, {"bookable_slots": "9:00"}).text == "Book ahead; would 9:00 suit you?"


def test_a_slot_at_the_start_of_an_english_sentence_gets_a_capital() -> None:
    assert render("{event}: {tip}. {tip}.", {"event": "the heat", "tip": "drink"}).text == "The heat: drink. Drink."


@pytest.mark.parametrize("bad", ["{nobody}", "{title", "title}", "[{title}", "[a[b]c]", " ", "x" * 1001])
def test_a_text_that_cannot_be_rendered_is_refused(bad: str) -> None:
    with pytest.raises(DomainError):
        check(bad)


def test_slots_are_told_in_their_order_and_once() -> None:
    assert slots_of("{项目}[{due_on}|{项目}]{title}") == ("due_items", "due_on", "title")


def test_claims_the_advertising_law_forbids_are_found() -> None:
    assert absolutes("全市最便宜，第一品牌") == ("最便宜", "第一品牌")
    assert absolutes("服务全市第一，最新设备") == ("市第一", "最新")
    assert absolutes("最近一项，第一次来，最有用，本市第一时间到店") == ()
    assert absolutes("We are the best in town") == ("the best",)
    assert absolutes("All the best! Which is the best time for you?") == ()

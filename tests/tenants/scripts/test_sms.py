"""The rules of providers of text messages (domain.md 4.9)."""

import pytest

from tenants.scripts.sms import Flaw, compose, lint, parts

WELL = "【安顺城关店】尾号345的机油约7月8日到期，提前来电预约不用排队。"


@pytest.mark.parametrize(("length", "count"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (160, 3)])
def test_a_length_costs_parts(length: int, count: int) -> None:
    """TV-S"""
    assert parts(length) == count


def test_a_length_counts_the_signature_with_its_brackets() -> None:
    assert lint("【安顺】" + "好" * 66, promotes=False).parts == 1
    assert lint("【安顺】" + "好" * 67, promotes=False).parts == 2


def test_a_message_as_it_should_be_has_no_flaw() -> None:
    assert lint(WELL, promotes=False).flaws == ()


def test_who_promotes_says_how_to_refuse() -> None:
    message = compose("安顺", "欢迎您来。", promotes=True)

    assert message == "【安顺】欢迎您来。拒收请回复R"
    assert lint(message, promotes=True).flaws == ()
    assert lint("【安顺】欢迎您来。", promotes=True).flaws == (Flaw.NO_REFUSAL,)


@pytest.mark.parametrize(
    ("message", "flaw"),
    [
        ("没有签名", Flaw.UNSIGNED),
        ("【安】您好", Flaw.SIGNATURE_LENGTH),
        (f"【{'安' * 17}】您好", Flaw.SIGNATURE_LENGTH),
        ("【安顺】" + "好" * 500, Flaw.TOO_LONG),
        ("【安顺】只要¥99", Flaw.SIGN),
        ("【安顺】您好^_^", Flaw.SIGN),
        ("【安顺】预约 https://example.com/x", Flaw.LINK),
        ("【安顺】甘A12345到期", Flaw.PLATE_OR_VIN),
        ("【安顺】LSVAA49J132047371", Flaw.PLATE_OR_VIN),
        ("【安顺】车架号LSVAA49J132047371到期", Flaw.PLATE_OR_VIN),
        ("【安顺】lsvaa49j132047371", Flaw.PLATE_OR_VIN),
        ("【安顺】您的甘A 12345到期", Flaw.PLATE_OR_VIN),
        ("【安顺】您的甘Ａ·Ｄ12345到期", Flaw.PLATE_OR_VIN),
        ("【安顺】请点example.cn预约", Flaw.LINK),
        ("【安顺】请点t.cn/A6x预约", Flaw.LINK),
        ("【安顺】只要￥99", Flaw.SIGN),
        ("【安顺】您好★", Flaw.SIGN),
        ("【安顺】√免费", Flaw.SIGN),
        ("【安顺】※免费", Flaw.SIGN),
        ("【安顺】您的保险", Flaw.THEME),
        ("【安顺】彩票", Flaw.THEME),
        ("【安顺】送您优惠券", Flaw.THEME),
        ("【安顺】您的车召回", Flaw.THEME),
        ("【安顺】积分到期", Flaw.THEME),
        ("【安顺】全市最低价", Flaw.ABSOLUTE),
        ("【安顺】{称呼}您好", Flaw.NOT_FILLED),
    ],
)
def test_what_a_provider_would_refuse_is_named(message: str, flaw: Flaw) -> None:
    assert flaw in lint(message, promotes=False).flaws


@pytest.mark.parametrize(
    "text",
    [
        "尾号345的机油",
        "机油5W-30只要199元",
        "约7月8日9:30到店",
        "已行驶125000公里",
        "请回电09318888888",
        "最近天冷，第一次来",
    ],
)
def test_what_only_looks_like_it_is_sent(text: str) -> None:
    assert lint(f"【安顺】{text}", promotes=False).flaws == ()


@pytest.mark.parametrize(
    ("length", "flaws"), [(2, ()), (16, ()), (1, (Flaw.SIGNATURE_LENGTH,)), (17, (Flaw.SIGNATURE_LENGTH,))]
)
def test_a_signature_has_two_to_sixteen_characters(length: int, flaws: tuple[Flaw, ...]) -> None:
    assert lint(f"【{'安' * length}】您好", promotes=False).flaws == flaws


def test_five_hundred_characters_are_the_most() -> None:
    assert lint("【安顺】" + "好" * 496, promotes=False).flaws == ()
    assert lint("【安顺】" + "好" * 497, promotes=False).flaws == (Flaw.TOO_LONG,)

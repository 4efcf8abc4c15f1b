"""What rows of a work-order file come to (domain.md 0.5, 6.2, 6.4)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenants.imports.canonical import Payers
from tenants.imports.dates import DateOrder
from tests.tenants.imports.orders_of import order_row, taken

SHANGHAI = ZoneInfo("Asia/Shanghai")


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_row_becomes_an_order_with_its_customer_and_car() -> None:
    [order], problems, _ = taken(
        order_row(
            业务类型="保养",
            状态="已结算",
            进厂日期="2026-06-01 09:30",
            进厂里程="35,000",
            服务顾问="王",
            客户类型="个人",
            车型="朗逸",
        )
    )

    assert (order.row_no, order.order_no, order.order_type, order.status) == (2, "A1", "maintenance", "settled")
    assert (order.arrived_on, order.settled_on, order.delivered_on) == (date(2026, 6, 1), date(2026, 6, 2), None)
    assert (order.arrived_at, order.settled_at) == (datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI), None)
    assert (order.odometer_km, order.advisor, order.fen) == (35000, "王", Payers(customer=10000))
    assert (order.customer.name, order.customer.customer_type) == ("张三", "personal")
    assert (order.vehicle.plate, order.vehicle.model) == ("甘A12345", "朗逸")
    assert problems == []


@pytest.mark.parametrize(
    ("offer", "campaign"),
    [
        ({"活动名称": "店庆"}, "店庆"),
        ({"优惠券": "老客户50元"}, "优惠券 老客户50元"),
        ({"活动名称": "店庆", "优惠券": "老客户50元"}, "店庆"),
        ({"优惠券": "0.00"}, None),
        ({"优惠券": "否"}, None),
        ({"优惠券": "无"}, None),
    ],
)
def test_an_order_knows_the_offer_that_brought_it(offer: dict[str, str], campaign: str | None) -> None:
    [order], _, _ = taken(order_row(**offer))

    assert order.campaign == campaign


@pytest.mark.parametrize(
    ("amounts", "fen"),
    [
        ({"实收": "80", "应收": "100"}, Payers(customer=100_00)),
        ({"实收": "80", "应收": "100", "套餐抵扣": "20"}, Payers(customer=80_00, package=20_00)),
        ({"实收": "80", "应收": "1080", "保险金额": "1000"}, Payers(customer=80_00, insurer=1000_00)),
        ({"实收": "", "应收": "100"}, Payers(customer=100_00)),
        ({"实收": "", "合计金额": "100", "优惠金额": "-5"}, Payers(customer=95_00, discount=5_00)),
        (
            {"实收": "", "自费金额": "7", "索赔金额": "3", "内部金额": "2"},
            Payers(customer=7_00, warranty=3_00, internal=2_00),
        ),
        ({"实收": "100", "退款金额": "30"}, Payers(customer=100_00, refund=30_00)),
        ({"实收": "-30", "备注": "退款"}, Payers(refund=30_00)),
        ({"实收": "", "金额": "12"}, Payers(customer=12_00)),
    ],
)
def test_amounts_go_to_their_payers(amounts: dict[str, str], fen: Payers) -> None:
    [order], _, _ = taken(order_row(**amounts))

    assert order.fen == fen


def test_a_debt_counts_only_when_the_order_is_settled() -> None:
    [order], _, _ = taken(order_row(实收="80", 应收="100", 状态="挂账"))

    assert (order.status, order.fen.customer) == ("open", 80_00)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"结算日期": "2026-06-02", "进厂日期": "2026-06-03"}, "settled_before_arrived"),
        ({"结算日期": "2026-07-02"}, "date_in_future"),
        ({"结算日期": "1989-12-31"}, "date_too_early"),
        ({"结算日期": "昨天"}, "date_unreadable"),
        ({"结算日期": "", "状态": "已结算"}, "date_missing"),
        ({"实收": ""}, "amount_missing"),
        ({"实收": "-30"}, "amount_negative"),
        ({"状态": "转单"}, "status_unknown"),
        ({"手机": "1.39E+10"}, "digits_lost"),
        ({"工单号": "1.2E+17"}, "digits_lost"),
        ({"工单号": "9" * 129}, "text_too_long"),
        ({"车牌号": "甘A1234"}, "plate_invalid"),
        ({"车牌号": "", "客户名称": "", "手机": ""}, "party_missing"),
    ],
)
def test_a_row_that_cannot_be_true_is_kept_out_alone(changes: dict[str, str], code: str) -> None:
    good = order_row(工单号="A2", 进厂日期="", 状态="")

    orders, problems, intake = taken(good, {**good, "工单号": "A1", **changes})

    assert [order.order_no for order in orders] == ["A2"]
    assert codes(problems) == [code]
    assert (problems[0].row_no, problems[0].severity, intake.tally.quarantined) == (3, "error", 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"实收": "200000.01"}, "amount_huge"),
        ({"进厂里程": "新车"}, "number_unreadable"),
        ({"客户类型": "朋友"}, "customer_type_unknown"),
        ({"业务类型": "其他业务甲"}, None),
        ({"业务类型": "神秘"}, "type_unknown"),
        ({"备注": "长" * 2001}, "text_shortened"),
        ({"车架号": "LFMA1E2C4J0123456"}, "vin_check_digit"),
        ({"车架号": "123"}, "vin_invalid"),
        ({"车牌号": "甘A1234", "车架号": "LFMA1E2C3J0123456"}, "plate_invalid"),
        ({"结算日期": ""}, "settled_unknown"),
    ],
)
def test_a_doubt_is_told_and_the_order_taken(changes: dict[str, str], code: str | None) -> None:
    orders, problems, intake = taken(order_row(**changes))

    assert len(orders) == 1
    assert [(one.code, one.severity) for one in problems] == ([(code, "warning")] if code else [])
    assert intake.tally.quarantined == 0


def test_an_open_or_voided_order_is_kept_with_its_status() -> None:
    orders, _, _ = taken(order_row(状态="在修", 结算日期="", 实收=""), order_row(工单号="A2", 状态="作废"))

    assert [(order.status, order.fen.customer) for order in orders] == [("open", 0), ("voided", 100_00)]


def test_a_walk_in_is_an_order_without_customer() -> None:
    [order], problems, _ = taken(order_row(客户名称="散客", 车牌号="", 手机=""))

    assert (order.customer, order.vehicle, problems) == (None, None, [])


def test_a_file_without_cars_is_retail() -> None:
    row = {"order no": "1", "customer no": "7", "order date": "2026-06-02", "paid": "29.33"}

    [order], _, _ = taken(row)

    assert (order.order_type, order.customer.key, order.fen.customer) == ("retail", "7", 2933)


def test_a_missing_number_is_made_of_car_day_and_amount() -> None:
    row = order_row(工单号="")

    first, second, other = taken(row)[0], taken({**row, "客户名称": "张三丰"})[0], taken({**row, "实收": "101"})[0]

    assert first[0].order_no == second[0].order_no != other[0].order_no
    assert first[0].order_no.startswith("auto-")


def test_a_word_somebody_explained_is_known() -> None:
    [order], problems, _ = taken(order_row(状态="转单"), words={"order_status": {"转单": "voided"}})

    assert (order.status, problems) == ("voided", [])


def test_an_unknown_type_is_told_once() -> None:
    _, problems, _ = taken(*(order_row(工单号=f"A{n}", 业务类型="神秘") for n in range(3)))

    assert codes(problems) == ["type_unknown"]


def test_another_offset_is_converted_to_the_shops_day() -> None:
    [order], _, _ = taken(order_row(结算日期="2026-06-01T23:30:00Z"))

    assert order.settled_on == date(2026, 6, 2)


def test_month_first_is_proved_by_the_first_rows_and_a_later_contradiction_told() -> None:
    days = ["6/2/2026", "6/13/2026", "5/31/2026", "31/5/2026"]

    orders, problems, _ = taken(*(order_row(工单号=f"A{n}", 结算日期=day) for n, day in enumerate(days)), chunk=2)

    assert [order.settled_on for order in orders] == [date(2026, 6, 2), date(2026, 6, 13), date(2026, 5, 31)]
    assert [(one.code, one.value) for one in problems] == [("date_order_contradicted", "31/5/2026")]


def test_the_users_word_on_month_or_day_first_is_taken() -> None:
    [order], _, _ = taken(order_row(结算日期="2/6/2026"), date_order=DateOrder.DAY_FIRST)

    assert order.settled_on == date(2026, 6, 2)


def test_a_file_with_many_bad_rows_stops_and_asks() -> None:
    rows = [order_row(工单号=f"A{n}") for n in range(20)]

    _, _, one_bad = taken(*rows[:19], order_row(工单号="B", 实收="x"))
    _, _, two_bad = taken(*rows[:18], order_row(工单号="B", 实收="x"), order_row(工单号="C", 实收="x"))

    assert (one_bad.tally.stop_and_ask, two_bad.tally.stop_and_ask) == (False, True)


def test_a_day_with_five_times_the_usual_orders_is_told() -> None:
    usual = [order_row(工单号=f"A{n}", 结算日期=f"2026-05-{n % 15 + 1:02}") for n in range(60)]
    busy = [order_row(工单号=f"B{n}", 结算日期="2026-06-02") for n in range(30)]

    _, problems, _ = taken(*usual, *busy)

    assert [(one.code, one.value, one.row_no) for one in problems] == [("busy_day", "2026-06-02", 0)]


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({"备注": " 甲\u3000", "实收": "¥100.00", "结算日期": "2026/6/2", "手机": "+86 139-1234-5678"}, True),
        ({"备注": "乙"}, False),
        ({"实收": "100.01"}, False),
        ({"手机": "13812345678"}, False),
        ({"客户名称": "张三丰"}, False),
        ({"状态": "作废"}, False),
    ],
)
def test_the_content_hash_changes_with_what_is_said_not_with_how(changes: dict[str, str], is_same: bool) -> None:
    row = order_row(备注="甲", 状态="")

    [order], [other] = taken(row)[0], taken({**row, "工单号": "B"}, {**row, **changes})[0][1:]

    assert (order.content_hash == other.content_hash) is is_same

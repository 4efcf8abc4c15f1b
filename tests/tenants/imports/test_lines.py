"""Items of an order, row by row, become its lines."""

from tenants.imports.canonical import Payers
from tests.tenants.imports.orders_of import order_row, taken


def test_items_of_one_order_become_its_lines_wherever_they_stand() -> None:
    def item(number: str, name: str, amount: str, payer: str) -> dict[str, str]:
        return order_row(工单号=number, 实收="", 项目名称=name, 金额=amount, 付费方式=payer)

    orders, problems, _ = taken(
        item("A1", "小保养", "300", "自费"),
        item("A2", "洗车", "30", "现金"),
        item("A1", "前杠喷漆", "800", "保险"),
        item("A1", "刹车片", "200", "索赔"),
    )

    first, second = orders
    assert first.fen == Payers(customer=300_00, insurer=800_00, warranty=200_00)
    assert [(line.item_name, line.net_fen, line.payer) for line in first.lines] == [
        ("小保养", 300_00, "CUSTOMER"),
        ("前杠喷漆", 800_00, "INSURER"),
        ("刹车片", 200_00, "WARRANTY"),
    ]
    assert (first.wash_only, second.wash_only, problems) == (False, True, [])


def test_without_payers_the_orders_own_amount_wins_over_its_lines() -> None:
    rows = [
        order_row(实收="450", 配件名称=name, 数量="2", 单价=price)
        for name, price in (("机油", "100"), ("机滤", "30.5"))
    ]

    [order], _, _ = taken(*rows)

    assert order.fen.customer == 450_00
    assert [(line.kind, line.net_fen) for line in order.lines] == [("part", 200_00), ("part", 61_00)]


def test_a_bad_item_keeps_its_whole_order_out_and_no_other() -> None:
    rows = [
        order_row(工单号=number, 实收="", 项目名称="x", 金额=amount)
        for number, amount in (("A1", "1"), ("A2", "2"), ("A1", "?"))
    ]

    orders, problems, intake = taken(*rows)

    assert [order.order_no for order in orders] == ["A2"]
    assert [(one.code, one.row_no) for one in problems] == [("amount_unreadable", 4), ("order_incomplete", 2)]
    assert intake.tally.quarantined == 2

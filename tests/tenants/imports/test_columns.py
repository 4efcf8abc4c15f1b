"""From headers to fields (domain.md 6.2)."""

import pytest

from tenants.errors import DomainError
from tenants.imports.columns import (
    detect_kind,
    find_header,
    guess,
    normal,
    require,
    resolve,
    unit,
)
from tenants.imports.fields import CUSTOMERS, FIELD_NAMES, ORDERS, fields_of


def test_every_name_of_every_field_is_found() -> None:
    for field, (chinese, english) in FIELD_NAMES.items():
        for name in (*chinese, *english):
            kinds = [kind for kind in (ORDERS, CUSTOMERS) if field in fields_of(kind)]

            assert any(guess([name], kind) for kind in kinds), (field, name)


def test_a_header_is_compared_without_dress() -> None:
    assert normal(" 手 机\n号码（必填）：") == normal("手机号码")
    assert normal("License_Plate") == normal("license plate")
    assert normal("实收金额(元)") == "实收金额"


@pytest.mark.parametrize(
    ("header", "default", "factor"),
    [
        ("里程(万公里)", 1, 10_000),
        ("里程万公里", 1, 10_000),
        ("里程", 1, 1),
        ("实收（元）", 1, 100),
        ("金额(万元)", 100, 1_000_000),
        ("金额【分】", 100, 1),
    ],
)
def test_a_header_may_name_its_unit(header: str, default: int, factor: int) -> None:
    assert unit(header, default) == factor


def test_a_header_serves_one_field_and_the_earlier_name_wins() -> None:
    mapping = guess(["开单日期", "进厂日期", "结算日期"], ORDERS)

    assert mapping == {"arrived_at": "进厂日期", "settled_at": "结算日期"}


def test_the_day_of_leaving_is_the_settle_date_only_where_there_is_no_other() -> None:
    alone, beside = guess(["出厂日期"], ORDERS), guess(["结算日期", "出厂日期"], ORDERS)

    assert alone == {"settled_at": "出厂日期"}
    assert beside == {"settled_at": "结算日期", "delivered_at": "出厂日期"}


def test_type_means_the_order_in_a_file_of_orders_and_the_customer_elsewhere() -> None:
    assert (guess(["type"], ORDERS), guess(["type"], CUSTOMERS)) == ({"order_type": "type"}, {"customer_type": "type"})


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["客户名称", "手机号码", "车牌号", "商业险到期日期", "消费金额"], CUSTOMERS),
        (["工单号", "车牌号"], ORDERS),
        (["customer_id", "order_date", "amount"], ORDERS),
        (["customer_id"], CUSTOMERS),
    ],
)
def test_the_kind_of_a_file_shows_in_its_headers(headers: list[str], kind: str) -> None:
    assert detect_kind(headers) == kind


def test_a_chosen_header_is_taken_from_the_guess() -> None:
    mapping = resolve(["order_no", "customer_id", "order_date", "amount"], ORDERS, {"received": "amount"})

    assert mapping["received"] == "amount"
    assert "line_amount" not in mapping


def test_a_field_chosen_to_be_nothing_is_not_guessed() -> None:
    assert "order_status" not in resolve(["status", "order no", "settle date"], ORDERS, {"order_status": ""})


@pytest.mark.parametrize(
    ("chosen", "said"), [({"colour": "x"}, "no field colour"), ({"vin": "底盘"}, "no column 底盘")]
)
def test_a_choice_that_does_not_exist_is_refused(chosen: dict[str, str], said: str) -> None:
    with pytest.raises(DomainError, match=said):
        resolve(["车牌号"], ORDERS, chosen)


@pytest.mark.parametrize(
    ("mapping", "kind", "said"),
    [
        ({"plate": "x", "received": "x"}, ORDERS, "结算日期"),
        ({"settled_at": "x", "received": "x"}, ORDERS, "车牌号, plate, 车架号"),
        ({"settled_at": "x", "plate": "x"}, ORDERS, "实收"),
        ({"mobile": "x"}, CUSTOMERS, "客户名称"),
    ],
)
def test_a_missing_column_is_named(mapping: dict[str, str], kind: str, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        require(mapping, kind)


def test_retail_needs_neither_vehicle_nor_order_number() -> None:
    require({"customer_key": "x", "settled_at": "x", "received": "x"}, ORDERS)


def test_the_header_is_the_first_row_with_three_known_names() -> None:
    header = find_header([["汽修厂"], [], ["工单号", "车牌号", "电话"], ["A1", "甘A12345", "139"]])

    assert header == (2, 1, ("工单号", "车牌号", "电话"))


def test_a_short_header_may_hold_nothing_but_known_names() -> None:
    short, data = find_header([["姓名", "手机"]]), find_header([["姓名", "张三"]])

    assert short == (0, 1, ("姓名", "手机"))
    assert data is None


def test_the_header_is_the_row_that_holds_the_wanted_names() -> None:
    header = find_header([["工单号", "车牌号", "电话"], ["x", "y"]], wanted=["Y", "x"])

    assert header is not None
    assert header.row == 1


def test_names_of_a_header_in_two_rows_are_folded_into_one() -> None:
    below = find_header([["工单号", "车牌号", "费用", "结算日期"], ["", "", "实收", "应收"], ["A1"]])
    above = find_header([["工单号", "客户信息", ""], ["", "客户名称", "手机", "车牌号"]])

    assert below == (0, 2, ("工单号", "车牌号", "实收", "应收"))
    assert above == (1, 1, ("工单号", "客户名称", "手机", "车牌号"))


def test_an_english_export_of_a_dealer_system_needs_one_word_of_help() -> None:
    headers = "ro_no customer_no customer_kind vin_surrogate make year opened_on invoiced_on odometer_in status"
    headers += " customer_pay warranty_pay internal_pay labour parts"

    mapping = resolve(headers.split(), ORDERS, {"vin": "vin_surrogate"})

    assert mapping == {
        "vin": "vin_surrogate",
        "order_no": "ro_no",
        "order_status": "status",
        "arrived_at": "opened_on",
        "settled_at": "invoiced_on",
        "customer_amount": "customer_pay",
        "warranty_amount": "warranty_pay",
        "internal_amount": "internal_pay",
        "customer_key": "customer_no",
        "customer_type": "customer_kind",
        "odometer_in": "odometer_in",
        "brand": "make",
        "model_year": "year",
    }

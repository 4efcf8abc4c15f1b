"""The rows of a file of customers and their vehicles."""

from datetime import date
from typing import Any

from tests.tenants.imports.orders_of import taken


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_record_of_a_customer_file_has_the_dates_of_its_car() -> None:
    row = {
        "客户名称": "兰州顺达有限公司",
        "手机号码": "0931-8888881",
        "车牌号": "甘A12345",
        "年审到期日期": "2026年12月",
    }
    row |= {
        "最近进店里程": "35000",
        "最近进店日期": "2026-06-01",
        "生日": "06-02",
        "上牌日期": "1980-01-01",
        "备注": "常客",
    }

    [record], problems, _ = taken(row, kind="customers_vehicles")

    assert (record.customer.customer_type, record.customer.birthday, record.customer.remark) == (
        "fleet",
        "06-02",
        "常客",
    )
    assert record.vehicle.inspection_expires_on == date(2026, 12, 31)
    assert (record.vehicle.odometer_km, record.vehicle.odometer_on) == (35000, date(2026, 6, 1))
    assert record.vehicle.registered_on is None
    assert [(one.code, one.severity) for one in problems] == [("date_too_early", "warning")]


def test_a_customer_row_without_anybody_is_kept_out() -> None:
    records, problems, intake = taken({"客户名称": "散客", "车牌号": "", "备注": "x"}, kind="customers_vehicles")

    assert (records, codes(problems), intake.tally.quarantined) == ([], ["party_missing"], 1)

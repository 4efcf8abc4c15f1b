"""Days and moments in every spelling (domain.md 6.1)."""

from datetime import UTC, date, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tenants.imports.dates import DateOrder, Moment, birthday, date_order, local, moment, month_end
from tenants.imports.problems import Flaw
from tenants.imports.values import Cell

DAY = date(2026, 6, 2)


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "2026-06-02",
            "2026/6/2",
            "2026.6.2",
            "20260602",
            "2026年6月2日",
            "26-6-2",
            "26/6/2",
            "46175",
            46175,
            46175.0,
        ),
        *("2026-6-2 星期二", "２０２６－０６－０２", 20260602),
    ],
)
def test_a_day_is_read_in_every_spelling(raw: Cell) -> None:
    assert moment(raw) == Moment(DAY)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("2026-06-02 17:35", time(17, 35)),
        ("2026-06-02 17:35:20", time(17, 35, 20)),
        ("2026/6/2 下午5:35", time(17, 35)),
        ("2026年6月2日17时35分", time(17, 35)),
        ("2026-06-02 12:05 AM", time(0, 5)),
        ("20260602173520", time(17, 35, 20)),
        (46175.5, time(12)),
    ],
)
def test_a_time_is_kept_where_the_file_gives_one(raw: Cell, at: time) -> None:
    assert moment(raw) == Moment(DAY, at)


def test_an_offset_is_kept_for_the_shop_to_convert() -> None:
    utc, china = moment("2026-06-02T17:35:20Z"), moment("2026-06-02T17:35:20+08:00")

    assert utc == Moment(DAY, time(17, 35, 20), UTC)
    assert china == Moment(DAY, time(17, 35, 20), timezone(timedelta(hours=8)))


def test_the_shops_day_is_another_where_the_offset_is_another() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")

    assert local(moment("2026-06-01T23:30:00Z"), shanghai) == Moment(DAY, time(7, 30))
    assert local(moment("9999-12-31T23:30:00Z"), shanghai) == moment("9999-12-31T23:30:00Z")
    assert local(moment("2026-06-02"), shanghai) == Moment(DAY)


@pytest.mark.parametrize("raw", ["1900-01-00", "0000-00-00", 0, "", "无"])
def test_an_empty_date_is_no_date(raw: Cell) -> None:
    assert moment(raw) is None


@pytest.mark.parametrize("raw", ["2024-02-30", "民国113", "令和6", "2026-13-01", "2026-06-02x", "113/3/5", 1e300, -1])
def test_what_is_no_date_is_a_flaw(raw: Cell) -> None:
    assert moment(raw) == Flaw("date_unreadable")


def test_a_serial_follows_the_date_system_of_the_workbook() -> None:
    assert (moment(44713, is_1904=True), moment(46175)) == (Moment(DAY), Moment(DAY))


@pytest.mark.parametrize("raw", ["6/2/2026", "03/04/05", "2.6.2026"])
def test_month_or_day_first_is_asked_without_a_proof(raw: str) -> None:
    assert moment(raw) == Flaw("date_order_unclear")


def test_a_column_proves_month_first_by_a_second_place_beyond_twelve() -> None:
    order = date_order(["6/2/2026", "6/13/2026", "无", 5])

    assert order is DateOrder.MONTH_FIRST
    assert moment("6/2/2026", order) == Moment(DAY)
    assert moment("13/6/2026", order) == Flaw("date_order_contradicted")


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["6/2/2026", "1/3/2026"], DateOrder.UNPROVEN),
        (["13/2/2026"], DateOrder.UNPROVEN),
        (["13/2/2026", "2/13/2026"], DateOrder.CONTRADICTED),
        (["24/3/15"], DateOrder.UNPROVEN),
        (["6/13/26"], DateOrder.MONTH_FIRST),
    ],
)
def test_a_column_proves_what_its_days_can(column: list[Cell], order: DateOrder) -> None:
    assert date_order(column) is order


def test_the_users_word_settles_the_order() -> None:
    assert moment("6/2/2026", DateOrder.DAY_FIRST) == Moment(date(2026, 2, 6))


def test_a_bare_month_is_its_first_day_and_an_expiry_its_last() -> None:
    assert (moment("2026年2月"), month_end("2026年2月"), month_end("2026-02-03")) == (
        Moment(date(2026, 2, 1)),
        date(2026, 2, 28),
        None,
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [("1988-06-02", "1988-06-02"), ("6月2日", "06-02"), ("农历6-2", "lunar 06-02"), ("13-40", Flaw("date_unreadable"))],
)
def test_a_birthday_may_lack_its_year_or_follow_the_moon(raw: str, said: str | Flaw) -> None:
    assert birthday(raw) == said

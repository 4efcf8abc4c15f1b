"""What falls due as lists ask for it: entries, filters, days, and whom to call."""

from datetime import date, timedelta

import pytest

from tenants.customers import merging
from tenants.customers.models import Vehicle
from tenants.needs import due_list
from tenants.needs.due_list import DueRow, Wanted
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 29)
ALL = Wanted(FIRST, LAST)


def create_car(*needs: tuple[str, date], in_bundle: bool = False, name: str = "张三", **values: object) -> Vehicle:
    """A car with these needs (code, day), together one recommendation when `in_bundle`."""
    car = factories.create_vehicle(factories.create_customer(name, "13912345678"), brand="大众")
    factories.create_outlook(car)
    for code, due_on in needs:
        factories.create_need(car, code, due_on, in_bundle=in_bundle, **values)
    return car


def codes(rows: list[DueRow]) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.need.code, row.also) for row in rows]


def test_what_goes_into_one_recommendation_is_one_entry_on_the_first_day() -> None:
    create_car(("OIL_FULL", date(2026, 7, 5)), ("AIR_FILTER", date(2026, 8, 1)), in_bundle=True)

    rows, page = due_list.due_page(ALL, 1, due_list.due_days(ALL))

    assert codes(rows) == [("OIL_FULL", ("AIR_FILTER",))]
    assert page.total == 1
    assert due_list.due_days(ALL) == {date(2026, 7, 5): 1}


def test_an_item_asked_for_is_found_though_it_goes_along_with_another() -> None:
    create_car(("OIL_FULL", date(2026, 7, 5)), ("AIR_FILTER", date(2026, 8, 1)), in_bundle=True)

    rows = due_list.due_rows(Wanted(FIRST, LAST, code="AIR_FILTER"))

    assert codes(rows) == [("AIR_FILTER", ("OIL_FULL",))]


def test_what_is_far_from_the_first_is_an_entry_of_its_own() -> None:
    create_car(("OIL_FULL", date(2026, 7, 5)), ("TYRE", date(2026, 9, 20)))

    assert codes(due_list.due_rows(ALL)) == [("OIL_FULL", ()), ("TYRE", ())]


def test_two_policies_that_end_on_one_day_are_one_entry() -> None:
    same, other = date(2026, 7, 5), date(2026, 8, 5)
    create_car(("COMMERCIAL_INSURANCE", same), ("COMPULSORY_INSURANCE", same), kind="insurance")
    create_car(("COMMERCIAL_INSURANCE", same), ("COMPULSORY_INSURANCE", other), kind="insurance")

    rows = due_list.due_rows(ALL)

    assert sorted(codes(rows)) == [
        ("COMMERCIAL_INSURANCE", ()),
        ("COMMERCIAL_INSURANCE", ("COMPULSORY_INSURANCE",)),
        ("COMPULSORY_INSURANCE", ()),
    ]
    assert due_list.due_days(ALL) == {same: 2, other: 1}


def test_every_need_is_told_apart_when_that_is_asked_for() -> None:
    create_car(("OIL_FULL", date(2026, 7, 5)), ("AIR_FILTER", date(2026, 8, 1)), in_bundle=True)

    assert len(due_list.due_rows(Wanted(FIRST, LAST, is_each=True))) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(FIRST, LAST, kind="insurance"), ["COMMERCIAL_INSURANCE"]),
        (Wanted(FIRST, LAST, confidence="low"), ["TYRE"]),
        (Wanted(date(2026, 7, 5), date(2026, 7, 5)), ["OIL_FULL"]),
        (Wanted(date(2026, 7, 6), date(2026, 8, 1)), []),
    ],
)
def test_the_list_holds_what_was_asked_for(wanted: Wanted, found: list[str]) -> None:
    create_car(("OIL_FULL", date(2026, 7, 5)))
    create_car(("TYRE", date(2026, 8, 5)), confidence="low")
    create_car(("COMMERCIAL_INSURANCE", date(2026, 9, 1)), kind="insurance")

    assert [row.need.code for row in due_list.due_rows(wanted)] == found
    assert sum(due_list.due_days(wanted).values()) == len(found)


def test_items_are_counted_the_commonest_first() -> None:
    create_car(("TYRE", date(2026, 7, 5)))
    create_car(("OIL_FULL", date(2026, 7, 5)))
    create_car(("OIL_FULL", date(2026, 8, 5)))
    create_car(("OIL_FULL", LAST + timedelta(1)))

    assert due_list.due_codes(FIRST, LAST) == {"OIL_FULL": 2, "TYRE": 1}
    assert list(due_list.due_codes(FIRST, LAST)) == ["OIL_FULL", "TYRE"]


def test_of_a_merged_record_the_survivor_is_named_with_a_number_that_works() -> None:
    car = create_car(("OIL_FULL", date(2026, 7, 5)))
    survivor = factories.create_customer("张三丰")
    assert car.customer_id
    merging.merge(car.customer_id, survivor.id)

    (row,) = due_list.due_rows(ALL)

    assert (row.customer_id, row.customer, row.phone) == (survivor.id, "张三丰", "13912345678")


def test_a_car_of_nobody_is_listed_without_a_name() -> None:
    car = factories.create_vehicle()
    factories.create_outlook(car)
    factories.create_need(car, "TYRE", date(2026, 7, 5))

    (row,) = due_list.due_rows(ALL)

    assert (row.customer_id, row.customer, row.phone, row.plate) == (None, "", "", car.plate)

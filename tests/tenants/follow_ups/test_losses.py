"""Why customers leave and to whom: each person once, whatever was undone, merged or said before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import losses
from tenants.follow_ups.loss_counting import UNSAID, count_losses
from tenants.follow_ups.losses import Losses, Tally, Wanted
from tenants.follow_ups.models import Contact
from tenants.scope import tenant_scope
from tests import factories

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
TODAY, ZONE = date(2026, 7, 1), "Asia/Shanghai"
WANTED = Wanted(TODAY - timedelta(90))


def told(customer: Customer, outcome: str = "done_elsewhere", days_ago: int = 5, **values: Any) -> Contact:
    columns = {name: values.pop(name) for name in ("trigger", "words", "note", "undone_at") if name in values}
    contact = Contact(customer_id=customer.id, contacted_at=NOW - timedelta(days_ago), channel="call", outcome=outcome)
    contact.answer = values
    for name, value in columns.items():
        setattr(contact, name, value)
    db.session.add(contact)
    db.session.flush()
    return contact


def lost(name: str = "王", **values: Any) -> Customer:
    customer = factories.create_customer(name)
    told(customer, **values)
    return customer


def counted() -> Losses:
    count_losses(TODAY, NOW, ZONE)
    return losses.losses(WANTED)


def reasons(found: Losses) -> dict[str, int]:
    return {tally.code: tally.customers for tally in found.reasons}


def test_people_count_by_reason_and_by_competitor_with_their_money(in_shop: Shop) -> None:
    first = lost(reason="price", competitor="途虎 养车", price_fen=298_00)
    lost(reason="price", competitor="途虎养车")
    lost(reason="distance", competitor="ＴＵＨＵ")
    lost()
    factories.create_order(first, factories.create_vehicle(first), date(2026, 5, 1), yuan=800)
    factories.create_scores(date(2026, 6, 30))

    found = counted()

    assert found.reasons[0] == Tally("price", "", 2, 800_00, 0)
    assert reasons(found) == {"price": 2, "distance": 1, UNSAID: 1}
    assert [(one.code, one.customers, one.fen) for one in found.competitors] == [
        ("途虎养车", 2, 800_00),
        ("tuhu", 1, 0),
    ]
    assert (found.customers, found.fen, found.unnamed) == (4, 800_00, 1)


def test_who_said_two_things_counts_once_with_the_last_of_each(in_shop: Shop) -> None:
    customer = lost(reason="price", competitor="途虎", days_ago=40)
    told(customer, reason="distance", days_ago=3)
    told(customer, days_ago=1)

    found = counted()

    assert reasons(found) == {"distance": 1}
    assert [one.code for one in found.competitors] == ["途虎"]


def test_what_was_taken_back_or_is_older_does_not_count(in_shop: Shop) -> None:
    lost(reason="price", undone_at=NOW)
    lost(reason="price", days_ago=91)

    assert counted() == Losses([], [])


def test_merged_customers_are_one_person(in_shop: Shop) -> None:
    survivor, duplicate = lost("王建国", reason="price"), lost("王先生", reason="price")
    merging.merge(duplicate.id, survivor.id)

    found = counted()
    (person,), paging = losses.page(WANTED, 1)

    assert reasons(found) == {"price": 1}
    assert (person.customer_id, person.name, paging.total) == (survivor.id, "王建国", 1)


@pytest.mark.parametrize(
    ("outcome", "values", "counts"),
    [
        ("cancelled", {"reason": "other_shop"}, True),
        ("cancelled", {"reason": "no_time"}, False),
        ("not_needed", {"reason": "too_expensive"}, False),
        ("not_needed", {"reason": "too_expensive", "trigger": "LOST_REASON"}, True),
        ("not_needed", {"trigger": "LOST_REASON"}, False),
        ("dissatisfied", {"reason": "attitude", "trigger": "LOST_REASON"}, True),
        ("dissatisfied", {"reason": "attitude", "trigger": "D3"}, False),
        ("satisfied", {"reason": "all_good", "trigger": "LOST_REASON"}, False),
        ("moved", {}, True),
        ("car_sold", {"reason": "no_other_car"}, True),
        ("car_sold", {"reason": "bought_another"}, False),
        ("scrapped", {"new_car": "比亚迪"}, False),
        ("no_answer", {"trigger": "LOST_REASON"}, False),
    ],
)
def test_what_counts_as_leaving(in_shop: Shop, outcome: str, values: dict[str, Any], counts: bool) -> None:
    lost(outcome=outcome, **values)

    assert bool(counted().customers) is counts


def test_who_still_drives_another_car_has_not_left_with_the_one_he_sold(in_shop: Shop) -> None:
    driver, walker = lost(outcome="car_sold"), lost(outcome="moved")
    factories.create_vehicle(driver, closed_on=date(2026, 6, 1))
    factories.create_vehicle(driver)
    factories.create_vehicle(walker, closed_on=date(2026, 6, 1))

    assert reasons(counted()) == {"moved": 1}


def test_a_car_of_a_merged_record_is_his_too(in_shop: Shop) -> None:
    survivor, duplicate = lost("王建国", outcome="moved"), lost("王先生", outcome="car_sold")
    factories.create_vehicle(duplicate)
    merging.merge(duplicate.id, survivor.id)

    assert counted().customers == 0


def test_a_number_opens_the_names_behind_it(in_shop: Shop) -> None:
    dear = lost("陈", reason="price", competitor="途虎", price_fen=298_00, words="人家便宜一半", note="x", days_ago=60)
    lost("李", reason="price", note="没说哪家")
    lost("赵", reason="distance")
    factories.create_order(dear, factories.create_vehicle(dear), date(2026, 6, 1), yuan=800)
    factories.create_scores(date(2026, 6, 30))

    found = counted()
    people = losses.listed(Wanted(WANTED.since_on, reason="price"))
    at_tuhu = losses.listed(Wanted(WANTED.since_on, competitor="途虎"))

    assert [(one.name, one.words, one.price_fen, one.monetary_fen, one.is_back) for one in people] == [
        ("陈", "人家便宜一半", 298_00, 800_00, True),
        ("李", "没说哪家", None, 0, False),
    ]
    assert [one.name for one in at_tuhu] == ["陈"]
    assert found.back == 1


def test_the_day_is_that_of_the_shops_clock(in_shop: Shop) -> None:
    contact = told(factories.create_customer("王"), reason="price")
    contact.contacted_at = datetime(2026, 6, 30, 17, tzinfo=UTC)
    db.session.flush()

    counted()

    assert losses.listed(WANTED)[0].told_on == date(2026, 7, 1)


def test_another_shop_has_losses_of_its_own(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(shop.id):
        lost(reason="price")
        counted()
        db.session.commit()

    with tenant_scope(other_shop.id):
        assert counted() == Losses([], [])
        assert losses.page(WANTED, 1)[0] == []
        assert losses.counted_at() is not None

    with tenant_scope(shop.id):
        assert losses.losses(WANTED).customers == 1

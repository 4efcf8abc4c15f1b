"""What a caller sees of his day: different people, not calls."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.feedback import USUAL_CALLS, Feedback, of_caller
from tenants.follow_ups.models import Contact, FollowUp
from tenants.visits.derive import derive_visits
from tests import factories

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 6, tzinfo=UTC)
WANG, LI = uuid.uuid4(), uuid.uuid4()

pytestmark = pytest.mark.usefixtures("in_shop")


def on_list(customer: Customer, whose: uuid.UUID | None = None, state: str = "open") -> FollowUp:
    return factories.create_follow_up(customer, TODAY, assigned_to_id=whose, state=state)


def contact(row: FollowUp, outcome: str, by: uuid.UUID = WANG, **values: Any) -> Contact:
    known = {"customer_id": row.customer_id, "follow_up_id": row.id, "user_id": by, "channel": "call"}
    made = Contact(**{**known, "contacted_at": NOW, "connected": outcome != "no_answer", "outcome": outcome, **values})
    db.session.add(made)
    db.session.flush()
    return made


def feedback(user_id: uuid.UUID = WANG) -> Feedback:
    return of_caller(user_id, TODAY, now=NOW, timezone="Asia/Shanghai")


def test_nobody_called_yet_is_a_day_that_lies_ahead() -> None:
    on_list(factories.create_customer(), WANG)
    on_list(factories.create_customer(), LI)

    assert feedback() == Feedback(done=0, target=1, booked=0, came=0)


def test_who_has_none_of_his_own_works_off_the_pool_as_far_as_is_usual() -> None:
    for _ in range(3):
        on_list(factories.create_customer())
    assert feedback().target == 3

    for _ in range(USUAL_CALLS):
        on_list(factories.create_customer())
    assert feedback().target == USUAL_CALLS


def test_two_tries_and_a_talk_are_one_person() -> None:
    row = on_list(factories.create_customer(), WANG, "done")
    for outcome in ("no_answer", "no_answer", "booked"):
        contact(row, outcome)
    contact(on_list(factories.create_customer(), WANG, "done"), "satisfied")

    assert feedback() == Feedback(done=2, target=2, booked=1, came=0)
    assert feedback(LI).done == 0


def test_who_was_tried_and_still_lies_open_is_one_person() -> None:
    contact(on_list(factories.create_customer(), WANG), "no_answer")
    on_list(factories.create_customer(), WANG)

    assert feedback() == Feedback(done=1, target=2, booked=0, came=0)


def test_two_records_of_one_person_are_one_person() -> None:
    talked_at = NOW - timedelta(days=5)
    survivor, other = factories.create_customer("李四"), factories.create_customer("李先生")
    for customer in (survivor, other):
        contact(on_list(customer, WANG, "done"), "booked", contacted_at=talked_at)
    factories.create_order(survivor, factories.create_vehicle(survivor), TODAY - timedelta(3))
    merging.merge(other.id, survivor.id)
    derive_visits()

    assert feedback() == Feedback(done=1, target=1, booked=1, came=1)


def test_what_was_taken_back_was_never_done() -> None:
    contact(on_list(factories.create_customer(), WANG), "booked", undone_at=NOW)

    assert feedback() == Feedback(done=0, target=1, booked=0, came=0)


def test_who_came_after_a_talk_counts_and_who_came_before_it_does_not() -> None:
    talked_at = NOW - timedelta(days=5)
    for days, outcome in ((3, "booked"), (8, "booked"), (3, "no_answer")):
        customer = factories.create_customer()
        car = factories.create_vehicle(customer)
        factories.create_order(customer, car, TODAY - timedelta(days))
        contact(on_list(customer, WANG, "done"), outcome, contacted_at=talked_at)
    derive_visits()

    assert feedback().came == 1

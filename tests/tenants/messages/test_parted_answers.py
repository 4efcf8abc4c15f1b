"""A call that an answer asked for while two records were one goes back with the answer."""

from datetime import timedelta

import pytest

from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import parted
from tenants.follow_ups.models import Reason
from tenants.messages import replies
from tests import factories
from tests.tenants.messages.written import NUMBER, TODAY, TWO, WHO, call_backs, on_card, taken

OTHER_NUMBER = "13912345679"


@pytest.fixture
def other(customer: Customer) -> Customer:
    """Merged into the customer, with a number of his own."""
    duplicate = factories.create_customer("王先生", phone=OTHER_NUMBER)
    factories.consent(duplicate)
    merging.merge(duplicate.id, customer.id)
    return duplicate


def part(duplicate: Customer) -> None:
    records = merging.records_of(duplicate.id)
    merging.unmerge(duplicate.id)
    parted.reopen(records, since_on=TODAY - timedelta(1), today=TODAY)


def counts(*customers: Customer) -> list[int]:
    return [len(call_backs(each)) for each in customers]


def test_who_wrote_is_the_one_to_call(customer: Customer, other: Customer) -> None:
    reply = taken(number=OTHER_NUMBER)
    merged = counts(customer, other)

    part(other)

    assert (merged, counts(customer, other)) == ([1, 0], [0, 1])
    assert on_card(other).trigger == "CALLBACK"
    replies.handle(reply.reply_id, by_id=WHO, now=TWO, today=TODAY)
    assert call_backs(other)[0].closed_by == "handled"


def test_what_came_from_the_survivors_number_stays_with_him(customer: Customer, other: Customer) -> None:
    taken(number=NUMBER)

    part(other)

    assert counts(customer, other) == [1, 0]


def test_what_both_asked_for_stays_where_it_is(customer: Customer, other: Customer) -> None:
    for number in (NUMBER, OTHER_NUMBER):
        taken(number=number)

    part(other)

    assert counts(customer, other) == [1, 0]


def test_who_is_called_back_already_has_one_call(customer: Customer, other: Customer) -> None:
    taken(number=OTHER_NUMBER)
    days = dict.fromkeys(("anchor_on", "open_on", "deadline_on"), TODAY)
    db.session.add(Reason(customer_id=other.id, trigger="CALLBACK", grace_days=2, **days))
    db.session.flush()

    part(other)

    assert counts(customer, other) == [1, 1]


def test_a_number_of_both_tells_nobody_apart(customer: Customer) -> None:
    newer = factories.create_customer("王先生", phone=NUMBER)
    factories.consent(newer)
    merging.merge(customer.id, newer.id)
    taken(number=NUMBER)

    part(customer)

    assert counts(newer, customer) == [1, 0]

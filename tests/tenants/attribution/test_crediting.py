"""Visits of the last 90 days are credited to contacts, stored, and taken back with the money."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tenants.attribution.crediting import credit_visits
from tenants.attribution.models import VisitCredit
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.models import Contact, Reason
from tenants.visits.derive import derive_visits
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")

AS_OF, ZONE = date(2026, 7, 20), "Asia/Shanghai"


def contact(customer: Customer, day: str, **values: Any) -> Contact:
    row = Contact(
        customer_id=customer.id,
        user_id=new_id(),
        contacted_at=datetime.fromisoformat(f"{day}T02:00").replace(tzinfo=UTC),
        **{"channel": "call", "outcome": "will_come", "trigger": "MAINT_DUE", "category": "M", "connected": True}
        | values,
    )
    db.session.add(row)
    db.session.flush()
    return row


def visit(customer: Customer, day: str, **values: Any) -> Any:
    order = factories.create_order(customer, factories.create_vehicle(customer), date.fromisoformat(day), **values)
    derive_visits()
    return order


def credits() -> list[VisitCredit]:
    db.session.expire_all()
    return list(db.session.scalars(select(VisitCredit).order_by(VisitCredit.visit_on)))


def test_a_visit_after_a_call_is_credited_with_what_it_brought() -> None:
    customer = factories.create_customer()
    call = contact(customer, "2026-07-02")
    message = contact(customer, "2026-07-08", outcome="message_sent", connected=False, channel="wechat")
    visit(customer, "2026-07-12", yuan=880)

    assert credit_visits(AS_OF, ZONE) == 1

    (row,) = credits()
    assert (row.contact_id, row.user_id, row.trigger) == (call.id, call.user_id, "MAINT_DUE")
    assert (row.contacted_on, row.revenue_fen, row.assists) == (date(2026, 7, 2), 880_00, [message.id])


@pytest.mark.parametrize(("about", "credited"), [("WINBACK_IMP", 1), ("MAINT_DUE", 0), ("D3", 0), ("BIRTHDAY", 0)])
def test_a_call_back_counts_like_what_it_goes_back_to(about: str, credited: int) -> None:
    """Fifty days later: in the window of a win-back, not in that of a reminder; D3 and care have none."""
    customer = factories.create_customer()
    facts = {"open_on": date(2026, 5, 23), "deadline_on": date(2026, 5, 23), "grace_days": 2, "facts": {"about": about}}
    reason = Reason(customer_id=customer.id, trigger="CALLBACK", anchor_on=date(2026, 5, 23), **facts)
    db.session.add(reason)
    db.session.flush()
    contact(customer, "2026-05-23", trigger="CALLBACK", category="S", reason_id=reason.id)
    visit(customer, "2026-07-12")

    assert credit_visits(AS_OF, ZONE) == credited


def test_a_call_back_about_care_only_assists() -> None:
    customer = factories.create_customer()
    days = {"anchor_on": date(2026, 7, 2), "open_on": date(2026, 7, 2), "deadline_on": date(2026, 7, 2)}
    reason = Reason(customer_id=customer.id, trigger="CALLBACK", grace_days=2, facts={"about": "BIRTHDAY"}, **days)
    db.session.add(reason)
    db.session.flush()
    call = contact(customer, "2026-07-02", trigger="CALLBACK", category="S", reason_id=reason.id)
    visit(customer, "2026-07-12")

    assert credit_visits(AS_OF, ZONE) == 0
    assert [(row.contact_id, row.assists) for row in credits()] == [(None, [call.id])]


@pytest.mark.parametrize("order", [{"order_type": "rework", "rework_fen": 300_00}, {"order_type": "internal"}])
def test_rework_and_what_is_internal_are_credited_to_nobody(order: dict[str, Any]) -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02")
    visit(customer, "2026-07-12", yuan=0 if "rework_fen" in order else 300, **order)

    assert (credit_visits(AS_OF, ZONE), credits()) == (0, [])


def test_nobody_answered_and_what_was_taken_back_bring_nothing() -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02", outcome="no_answer", connected=False)
    contact(customer, "2026-07-03", undone_at=datetime(2026, 7, 3, 2, 5, tzinfo=UTC))
    visit(customer, "2026-07-12")

    assert credit_visits(AS_OF, ZONE) == 0
    assert credits() == []


def test_the_appointment_names_the_call() -> None:
    customer = factories.create_customer()
    call = contact(customer, "2026-07-01", outcome="booked")
    contact(customer, "2026-07-10")
    order = visit(customer, "2026-07-12")
    factories.create_appointment(
        customer,
        date(2026, 7, 12),
        contact_id=call.id,
        status="arrived",
        visit_party_id=order.vehicle_id,
        visit_on=date(2026, 7, 12),
    )

    credit_visits(AS_OF, ZONE)

    assert [row.contact_id for row in credits()] == [call.id]


def test_an_appointment_made_before_the_call_leaves_it_without_credit() -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02")
    order = visit(customer, "2026-07-12")
    factories.create_appointment(
        customer,
        date(2026, 7, 12),
        status="arrived",
        visit_party_id=order.vehicle_id,
        visit_on=date(2026, 7, 12),
        created_at=datetime(2026, 6, 30, 2, tzinfo=UTC),
    )

    assert credit_visits(AS_OF, ZONE) == 0


def test_a_refund_within_90_days_takes_its_credit_back_and_a_later_one_does_not() -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02")
    order = visit(customer, "2026-07-12", yuan=880)
    credit_visits(AS_OF, ZONE)

    order.refund_fen = 300_00
    derive_visits()
    credit_visits(date(2026, 10, 10), ZONE)
    assert [row.revenue_fen for row in credits()] == [580_00]

    order.refund_fen = 880_00
    derive_visits()
    credit_visits(date(2026, 10, 11), ZONE)
    assert [row.revenue_fen for row in credits()] == [580_00]


def test_a_voided_order_takes_the_whole_credit_back() -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02")
    order = visit(customer, "2026-07-12")
    credit_visits(AS_OF, ZONE)

    order.status = "voided"
    derive_visits()

    assert credit_visits(AS_OF, ZONE) == 0
    assert credits() == []


def test_the_same_day_twice_writes_nothing() -> None:
    customer = factories.create_customer()
    contact(customer, "2026-07-02")
    visit(customer, "2026-07-12")

    written = "SELECT xmin FROM visit_credits"
    credit_visits(AS_OF, ZONE)
    before = db.session.execute(db.text(written)).all()
    db.session.commit()
    credit_visits(AS_OF, ZONE)

    assert db.session.execute(db.text(written)).all() == before


def test_a_call_to_a_merged_record_counts_for_the_survivor() -> None:
    one, other = factories.create_customer("王建国", "13812340001"), factories.create_customer("王建国", "13812340002")
    call = contact(other, "2026-07-02")
    merging.merge(other.id, one.id)
    visit(one, "2026-07-12")

    credit_visits(AS_OF, ZONE)

    assert [(row.customer_id, row.contact_id) for row in credits()] == [(one.id, call.id)]

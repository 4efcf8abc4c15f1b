"""After a complaint was settled somebody else asks whether all is well (domain.md 4.6)."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import contacts
from tenants.follow_ups.crew import Crew, Member
from tenants.follow_ups.effects import Answer, Moment, decide
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tests import factories
from tests.tenants.follow_ups.examples import TODAY, answer, live_reason

WANG, LI, ZHAO = uuid.UUID(int=901), uuid.UUID(int=902), uuid.UUID(int=903)
MANAGER = uuid.UUID(int=999)
THREE_DAYS = TODAY + timedelta(3)


def crew(*ids: uuid.UUID) -> Crew:
    return Crew({each: Member(each, str(each)) for each in ids}, manager_id=MANAGER)


@pytest.fixture
def upset(in_shop: Shop) -> Customer:
    """Wang is his advisor; he complained today."""
    customer = factories.create_customer("李四", phone="13912345678", dedicated_advisor_id=WANG)
    window = {"open_on": TODAY, "deadline_on": TODAY + timedelta(1), "grace_days": 7}
    db.session.add(Reason(customer_id=customer.id, trigger="COMPLAINT", anchor_on=TODAY, facts={}, **window))
    db.session.flush()
    return customer


def settle(by: uuid.UUID, on: date = TODAY) -> Contact:
    row = db.session.scalars(select(FollowUp).where(FollowUp.queue_on == on)).one()
    return contacts.record(
        row.id,
        Answer("satisfied", "call", reason="all_good"),
        user_id=by,
        now=datetime(on.year, on.month, on.day, 2, tzinfo=UTC),
        moment=Moment(on, Half.AM),
        request_key=uuid.uuid4(),
    )


def on_list(on: date) -> list[tuple[str, uuid.UUID | None]]:
    rows = db.session.scalars(select(FollowUp).where(FollowUp.queue_on == on, FollowUp.state == "open"))
    return [(row.trigger, row.assigned_to_id) for row in rows]


@pytest.mark.parametrize(
    ("by", "team", "asks"),
    [
        (MANAGER, (WANG, LI), LI),  # Wang may be the one it was about
        (LI, (WANG, LI, ZHAO), ZHAO),
        (LI, (LI,), LI),  # there is nobody else
    ],
)
def test_somebody_else_calls_three_days_after_a_complaint_was_settled(
    upset: Customer, by: uuid.UUID, team: tuple[uuid.UUID, ...], asks: uuid.UUID
) -> None:
    plan_queue(TODAY, crew(*team))
    settle(by)

    plan_queue(THREE_DAYS, crew(*team))

    assert on_list(THREE_DAYS) == [("CALLBACK", asks)]
    assert db.session.scalars(select(Reason.facts).where(Reason.trigger == "CALLBACK")).one()["about"] == "COMPLAINT"


def test_the_second_call_is_the_last(upset: Customer) -> None:
    plan_queue(TODAY, crew(LI, ZHAO))
    settle(LI)
    plan_queue(THREE_DAYS, crew(LI, ZHAO))

    settle(ZHAO, THREE_DAYS)

    assert db.session.scalars(select(Reason).where(Reason.closed_on.is_(None))).all() == []


def test_taking_the_settlement_back_takes_the_second_call_along(upset: Customer) -> None:
    plan_queue(TODAY, crew(LI))
    contact = settle(LI)

    contacts.undo(contact.id, now=contact.contacted_at)

    left = db.session.scalars(select(Reason.trigger).where(Reason.closed_on.is_(None))).all()
    assert left == ["COMPLAINT"]


@pytest.mark.parametrize("outcome", ["dnc", "not_needed", "done_elsewhere"])
def test_nothing_but_a_satisfied_customer_settles_a_complaint(outcome: str) -> None:
    told = answer(outcome, note="算了")

    assert decide(told, [live_reason("COMPLAINT")], moment=Moment(TODAY, Half.AM), tries=0).opens is None


def test_a_promoter_who_had_complained_is_not_asked_for_friends() -> None:
    told = answer("satisfied", reason="all_good", nps=10)

    effects = decide(told, [live_reason("COMPLAINT")], moment=Moment(TODAY, Half.AM), tries=0)

    assert effects.opens
    assert (effects.opens.trigger.code, effects.opens.anchor_on) == ("CALLBACK", THREE_DAYS)
    assert effects.is_done_today

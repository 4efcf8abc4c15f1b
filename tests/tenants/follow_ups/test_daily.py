"""What a plan leaves in the database: the rows of a day, and beside each reason why it waits."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import held
from tenants.follow_ups.crew import Crew, Member
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.settings.models import ShopSetting
from tenants.visits.derive import derive_visits
from tests.factories import a_number, consent, create_customer, create_order, create_vehicle

TODAY = date(2026, 7, 1)  # a Wednesday
TOMORROW = TODAY + timedelta(1)
WANG = uuid.UUID(int=901)

pytestmark = pytest.mark.usefixtures("nobody_goes_without")


def serve(name: str, days_ago: int, yuan: int = 300) -> Customer:
    customer = create_customer(name, phone=a_number())
    create_order(customer, create_vehicle(customer), TODAY - timedelta(days_ago), yuan=yuan)
    derive_visits()
    return customer


def crew(minutes: int) -> Crew:
    return Crew({WANG: Member(WANG, "王", minutes=minutes)})


def state_of(customer: Customer, on: date = TODAY) -> str | None:
    return db.session.scalar(select(FollowUp.state).where(FollowUp.customer_id == customer.id, FollowUp.queue_on == on))


def holds(customer: Customer) -> Mapping[str, str | None]:
    rows = db.session.execute(select(Reason.trigger, Reason.hold).where(Reason.customer_id == customer.id))
    return dict(rows.all())


def talk(customer: Customer, on: date, category: str = "C") -> None:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    db.session.add(
        Contact(
            customer_id=customer.id,
            contacted_at=at,
            channel="call",
            outcome="satisfied",
            connected=True,
            category=category,
        )
    )
    db.session.flush()


def test_without_consent_marketing_is_held_and_counted_and_service_goes_on(in_shop: Shop) -> None:
    lapsed, served = serve("超期", 280), serve("三天", 3)

    plan_queue(TODAY)

    assert (state_of(lapsed), state_of(served)) == (None, "open")
    assert "blocked_consent" in holds(lapsed).values()
    assert [(one.hold, one.customers) for one in held.counts()["consent"]] == [(Hold.NO_CONSENT, 1)]
    assert [line.name for line in held.page(Hold.NO_CONSENT, 1)[0]] == ["超期"]


def test_a_consent_brings_the_customer_onto_the_list_and_frees_his_reason(in_shop: Shop) -> None:
    lapsed = serve("超期", 280)
    plan_queue(TODAY)
    consent(lapsed)

    plan_queue(TODAY)

    assert (state_of(lapsed), holds(lapsed)) == ("open", {"LAPSE": None, "WINBACK_IMP": None})
    assert held.counts() == {}


def test_a_hold_says_until_when(in_shop: Shop) -> None:
    served = serve("三周", 22)
    talk(served, TODAY - timedelta(4))

    plan_queue(TODAY)

    reason = db.session.scalars(select(Reason).where(Reason.trigger == "W3")).one()
    assert (reason.hold, reason.hold_until_on) == ("too_soon", TODAY + timedelta(10))


def test_a_contact_belongs_to_the_day_of_the_shop(in_shop: Shop) -> None:
    """Half past six in the evening of June 17 in New York is the 18th in Shanghai."""
    served = serve("三周", 22)
    db.session.add(
        Contact(
            customer_id=served.id,
            contacted_at=datetime(2026, 6, 17, 22, 30, tzinfo=UTC),
            channel="call",
            outcome="satisfied",
            connected=True,
            category="C",
        )
    )
    db.session.flush()

    plan_queue(TODAY, timezone="Asia/Shanghai")
    held_in_shanghai = holds(served)["W3"]
    plan_queue(TODAY, timezone="America/New_York")

    assert (held_in_shanghai, holds(served)["W3"]) == ("too_soon", None)


def test_a_day_is_filled_to_the_minutes_of_the_crew_and_the_rest_waits(in_shop: Shop) -> None:
    dear, cheap = serve("贵", 280, yuan=9000), serve("廉", 280, yuan=100)
    for customer in (dear, cheap):
        consent(customer, "call")

    plan_queue(TODAY, crew(minutes=6))

    row = db.session.scalars(select(FollowUp)).one()
    assert (row.customer_id, row.minutes, row.assigned_to_id) == (dear.id, 6, WANG)
    assert set(holds(cheap).values()) == {"no_capacity"}


def test_what_was_on_a_list_before_keeps_counting_its_days_while_there_is_no_room(in_shop: Shop) -> None:
    lapsed = serve("超期", 280)
    consent(lapsed, "call")
    plan_queue(TODAY, crew(minutes=6))

    plan_queue(TOMORROW, crew(minutes=3))
    plan_queue(TODAY + timedelta(2), crew(minutes=6))

    rows = db.session.scalars(select(FollowUp).order_by(FollowUp.queue_on))
    assert [(row.state, row.carry) for row in rows] == [("carried", 0), ("carried", 1), ("open", 2)]


def test_whoever_may_not_be_contacted_any_more_has_not_expired(in_shop: Shop) -> None:
    lapsed = serve("超期", 280)
    consent(lapsed, "call")
    plan_queue(TODAY)
    lapsed.do_not_market = True
    db.session.flush()

    plan_queue(TOMORROW)

    assert (state_of(lapsed), state_of(lapsed, TOMORROW)) == ("resolved", None)


def test_a_reason_of_a_merged_record_is_the_survivors(in_shop: Shop) -> None:
    duplicate, survivor = create_customer("旧"), create_customer("新", phone="13912345678")
    db.session.add(
        Reason(
            customer_id=duplicate.id,
            trigger="CALLBACK",
            anchor_on=TODAY,
            open_on=TODAY,
            deadline_on=TODAY,
            grace_days=2,
        )
    )
    merging.merge(duplicate.id, survivor.id)

    plan_queue(TODAY)

    assert (state_of(survivor), state_of(duplicate)) == ("open", None)


def test_a_refusal_of_a_merged_record_keeps_the_survivor_off_the_list(in_shop: Shop) -> None:
    served, refuser = serve("三天", 3), create_customer("旧", do_not_contact=True)
    merging.merge(refuser.id, served.id)

    plan_queue(TODAY)
    while_merged = state_of(served)
    merging.unmerge(refuser.id)
    plan_queue(TODAY)

    assert (while_merged, state_of(served)) == (None, "open")


def test_whoever_goes_without_is_marked_and_his_service_goes_on(
    in_shop: Shop, nobody_goes_without: ShopSetting
) -> None:
    nobody_goes_without.value = True
    db.session.add(ShopSetting(name="hold_out_share", value=0.5))
    half = [serve(f"三周{number}", 22) for number in range(16)]
    fresh = [serve(f"三天{number}", 3) for number in range(3)]

    plan_queue(TODAY)

    out = {reason.customer_id for reason in db.session.scalars(select(Reason).where(Reason.held_out))}
    assert 0 < len(out) < len(half)
    assert {customer.id for customer in half if state_of(customer) is None} == out
    assert all(state_of(customer) == "open" for customer in fresh)

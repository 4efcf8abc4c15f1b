"""Work given to somebody else and given back, against the database."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments import booking
from tenants.appointments.models import Appointment, AppointmentChange
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups import contacts, handing_over
from tenants.follow_ups.crew import Crew, Member
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.handing_over import Hand, Holding
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.staff.models import Handed, HandOver
from tenants.visits.derive import derive_visits
from tests.factories import a_number, create_customer, create_order, create_vehicle

TODAY = date(2026, 7, 1)  # a Wednesday
NOW = datetime.combine(TODAY, time(2), UTC)
WANG, LI, MANAGER = (uuid.UUID(int=number) for number in (901, 902, 999))
CREW = Crew({WANG: Member(WANG, "王建国"), LI: Member(LI, "李婷")}, MANAGER)


def hand(to_id: uuid.UUID | None) -> Hand:
    return Hand(to_id, MANAGER, NOW, TODAY)


@pytest.fixture
def served(in_shop: Shop) -> Customer:
    """Delivered by Wang three days ago: his call opens today."""
    return serve("李四")


def serve(name: str) -> Customer:
    customer = create_customer(name, phone=a_number())
    create_order(customer, create_vehicle(customer), TODAY - timedelta(3), advisor="王建国")
    derive_visits()
    return customer


def row_of(customer: Customer, on: date = TODAY) -> FollowUp:
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.customer_id == customer.id, FollowUp.queue_on == on)
        .execution_options(populate_existing=True)
    ).one()


def call(customer: Customer, outcome: str, on: date | None = None, by: uuid.UUID = WANG) -> None:
    contacts.record(
        row_of(customer).id,
        Answer(outcome, "call", on=on, note="好"),
        user_id=by,
        now=NOW,
        moment=Moment(TODAY, Half.AM),
        request_key=uuid.uuid4(),
    )


def owners(customer: Customer) -> dict[str, uuid.UUID | None]:
    """Of his reasons, by trigger."""
    rows = db.session.execute(select(Reason.trigger, Reason.owner_id).where(Reason.customer_id == customer.id))
    return dict(rows.all())


def handed() -> list[tuple[str, uuid.UUID | None]]:
    given = db.session.scalars(select(Handed).order_by(Handed.kind, Handed.from_id))
    return [(one.kind, one.from_id) for one in given]


def test_a_reassigned_follow_up_stays_with_the_new_name_on_later_days(served: Customer) -> None:
    plan_queue(TODAY, CREW)
    before = row_of(served).assigned_to_id

    count = handing_over.reassign([row_of(served).id], hand(LI))

    assert (before, count) == (WANG, 1)
    assert row_of(served).assigned_to_id == LI
    assert owners(served) == {"D3": LI}
    assert handed() == [("follow_up", WANG), ("reason", None)]


def test_a_reassigned_follow_up_lies_with_the_new_name_the_next_day_too(served: Customer) -> None:
    plan_queue(TODAY, CREW)
    handing_over.reassign([row_of(served).id], hand(LI))

    plan_queue(TODAY + timedelta(1), CREW)

    assert row_of(served, TODAY + timedelta(1)).assigned_to_id == LI


def test_the_work_of_who_falls_ill_goes_to_colleagues_although_the_day_has_begun(served: Customer) -> None:
    other = serve("孙丽华")
    plan_queue(TODAY, CREW)
    call(other, "satisfied")
    ill = Crew({WANG: Member(WANG, "王建国", minutes=0), LI: CREW.members[LI]}, MANAGER)

    plan_queue(TODAY, ill)

    assert row_of(served).assigned_to_id == LI
    assert row_of(other).assigned_to_id == WANG  # he made that call


def test_who_promised_makes_the_call_on_its_day(served: Customer) -> None:
    plan_queue(TODAY, CREW)
    call(served, "later", TODAY + timedelta(2), by=LI)

    plan_queue(TODAY + timedelta(2), CREW)

    assert row_of(served, TODAY + timedelta(2)).assigned_to_id == LI


def test_giving_it_to_whom_it_belongs_already_leaves_no_trace(served: Customer) -> None:
    plan_queue(TODAY, CREW)

    count = handing_over.reassign([row_of(served).id], hand(WANG))

    assert (count, db.session.scalars(select(HandOver)).all()) == (0, [])


def test_what_is_done_is_not_given_to_anybody(served: Customer) -> None:
    plan_queue(TODAY, CREW)
    call(served, "satisfied")

    assert handing_over.reassign([row_of(served).id], hand(LI)) == 0
    assert row_of(served).assigned_to_id == WANG


def test_who_promises_to_call_again_makes_the_call(served: Customer) -> None:
    plan_queue(TODAY, CREW)

    call(served, "later", TODAY + timedelta(2), by=LI)

    assert owners(served) == {"D3": None, "CALLBACK": LI}


def test_a_leaver_hands_over_all_he_holds_and_history_keeps_both_names(served: Customer) -> None:
    promised = serve("孙丽华")
    served.dedicated_advisor_id = WANG
    plan_queue(TODAY, CREW)
    call(promised, "later", TODAY + timedelta(2))
    booking.book(served.id, TODAY + timedelta(5), booking.Hand(WANG, NOW, TODAY))

    held = handing_over.holding(WANG, TODAY)
    given = handing_over.hand_over(WANG, hand(LI))
    again = handing_over.hand_over(WANG, hand(LI))

    assert held == given == Holding(follow_ups=1, reasons=1, customers=1, appointments=1)
    assert again.is_empty
    assert row_of(served).assigned_to_id == LI
    assert served.dedicated_advisor_id == LI
    assert db.session.scalars(select(Appointment.advisor_id)).all() == [LI]
    assert sorted(db.session.scalars(select(AppointmentChange.what))) == ["booked", "handed_over"]
    assert owners(promised)["CALLBACK"] == LI
    assert {one.to_id for one in db.session.scalars(select(HandOver))} == {LI}
    assert [kind for kind, from_id in handed() if from_id == WANG] == ["appointment", "customer", "follow_up", "reason"]


def test_a_hand_over_is_taken_back_whole(served: Customer) -> None:
    served.dedicated_advisor_id = WANG
    plan_queue(TODAY, CREW)
    booking.book(served.id, TODAY + timedelta(5), booking.Hand(WANG, NOW, TODAY))
    handing_over.hand_over(WANG, hand(LI))
    act_id = db.session.scalars(select(HandOver.id)).one()

    count = handing_over.take_back(act_id, by=MANAGER, now=NOW)
    again = handing_over.take_back(act_id, by=MANAGER, now=NOW)

    db.session.expire_all()
    assert (count, again) == (4, 0)
    assert row_of(served).assigned_to_id == WANG
    assert served.dedicated_advisor_id == WANG
    assert db.session.scalars(select(Appointment.advisor_id)).all() == [WANG]
    assert db.session.scalars(select(Reason.owner_id)).all() == [None]


def test_what_has_moved_on_since_is_not_taken_back(served: Customer) -> None:
    plan_queue(TODAY, CREW)
    handing_over.reassign([row_of(served).id], hand(LI))
    first = db.session.scalars(select(HandOver.id)).one()
    handing_over.reassign([row_of(served).id], hand(None))

    count = handing_over.take_back(first, by=MANAGER, now=NOW)

    assert (count, row_of(served).assigned_to_id) == (0, None)


def test_nobody_hands_over_to_himself(in_shop: Shop) -> None:
    with pytest.raises(DomainError):
        handing_over.hand_over(WANG, hand(WANG))

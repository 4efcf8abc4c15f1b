"""What came of a contact, in the database: outcome by outcome, and taken back."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.follow_ups import contacts, snoozing
from tenants.follow_ups.crew import Crew
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Reason, Suppression
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.settings.models import ShopSetting
from tests.factories import a_number, create_appointment, create_customer
from tests.tenants.follow_ups.days import ADVISOR, MANAGER, TODAY, open_reasons, queue, report, row_of, serve

pytestmark = pytest.mark.usefixtures("nobody_goes_without")


def test_satisfied_closes_the_follow_up(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "satisfied", note="很好")

    assert queue() == []
    assert open_reasons(served) == []
    assert row_of(served).outcome == "satisfied"


def test_the_same_form_sent_twice_is_one_contact(served: Customer) -> None:
    plan_queue(TODAY)
    key = uuid.uuid4()

    first = report(served, "satisfied", note="很好", request_key=key)
    second = report(served, "satisfied", note="很好", request_key=key)

    assert first.id == second.id


def test_a_finished_follow_up_cannot_be_finished_again(served: Customer) -> None:
    plan_queue(TODAY)
    report(served, "satisfied", note="很好")

    with pytest.raises(DomainError, match="follow-up is done already"):
        report(served, "satisfied", note="很好")


def test_an_unanswered_call_comes_back_in_the_afternoon_then_tomorrow_then_ends(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "no_answer")
    assert (row_of(served).state, row_of(served).wake_half) == ("open", "pm")

    report(served, "busy", half=Half.PM)
    assert row_of(served).state == "done"

    tomorrow = TODAY + timedelta(1)
    plan_queue(tomorrow)
    assert row_of(served, tomorrow).tries == 2

    report(served, "no_answer", on=tomorrow)
    assert row_of(served, tomorrow).state == "done"
    assert db.session.scalars(select(Reason.closed_by)).all() == ["unreached"]


def test_booked_makes_an_appointment_and_its_confirmation(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "booked", at=time(10), answer_on=TODAY + timedelta(5))

    appointment = db.session.scalars(select(Appointment)).one()
    assert (appointment.due_on, appointment.due_time) == (TODAY + timedelta(5), time(10))
    assert open_reasons(served) == ["APPT_CONFIRM"]
    plan_queue(TODAY + timedelta(4))
    assert queue(TODAY + timedelta(4)) == [("李四", "APPT_CONFIRM")]


def test_nobody_is_booked_in_a_call_for_an_hour_that_was_over_by_then(served: Customer) -> None:
    now = datetime.combine(TODAY, time(2), UTC)
    plan_queue(TODAY)

    with pytest.raises(DomainError, match="09:30 of today is over"):
        contacts.record(
            row_of(served).id,
            Answer("booked", "call", on=TODAY),
            user_id=ADVISOR,
            now=now,
            moment=contacts.moment_of(now, "Asia/Shanghai"),
            request_key=uuid.uuid4(),
            at=time(9, 30),
        )


def test_who_books_a_monday_in_a_call_is_asked_on_friday_by_a_shop_without_weekends(served: Customer) -> None:
    db.session.add(ShopSetting(name="closed_weekdays", value=[5, 6]))
    friday, monday = TODAY + timedelta(2), TODAY + timedelta(5)
    plan_queue(TODAY)

    contacts.record(
        row_of(served).id,
        Answer("booked", "call", on=monday),
        user_id=ADVISOR,
        now=datetime.combine(TODAY, time(2), UTC),
        moment=contacts.moment_of(datetime.combine(TODAY, time(2), UTC), "Asia/Shanghai"),
        request_key=uuid.uuid4(),
    )
    plan_queue(friday)

    assert queue(friday) == [("李四", "APPT_CONFIRM")]


def test_a_call_back_put_off_again_is_still_about_the_first_reason(served: Customer) -> None:
    plan_queue(TODAY)
    for later in (2, 4):
        report(served, "later", on=TODAY + timedelta(later - 2), answer_on=TODAY + timedelta(later))
        plan_queue(TODAY + timedelta(later))

    promised = db.session.scalars(select(Reason).where(Reason.trigger == "CALLBACK", Reason.closed_on.is_(None))).one()
    assert (promised.anchor_on, promised.facts["about"]) == (TODAY + timedelta(4), "D3")


def test_a_reminder_without_an_answer_is_a_call_in_the_afternoon_until_it_is_taken_back(in_shop: Shop) -> None:
    promised = create_customer("王", phone=a_number())
    create_appointment(promised, TODAY + timedelta(1), created_at=datetime(2026, 6, 20, tzinfo=UTC))
    plan_queue(TODAY)
    row = row_of(promised)

    written = contacts.record(
        row.id,
        Answer("message_sent", "wechat"),
        user_id=ADVISOR,
        now=datetime.combine(TODAY, time(2), UTC),
        moment=Moment(TODAY, Half.AM),
        request_key=uuid.uuid4(),
    )

    assert (row.trigger, row.state, row.wake_half, row.channel) == ("APPT_CONFIRM", "open", "pm", "call")
    plan_queue(TODAY)
    assert (row.state, row.wake_half, row.channel) == ("open", "pm", "call")
    contacts.undo(written.id, now=written.contacted_at)
    assert (row.wake_half, row.channel) == (None, "wechat")


def test_dissatisfied_becomes_a_complaint_on_the_card_at_once(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "dissatisfied", note="还是响")

    row = row_of(served)
    assert (row.state, row.trigger, row.band) == ("open", "COMPLAINT", 0)


def test_a_complaint_leaves_the_advisor_for_the_manager_and_stays_there(served: Customer) -> None:
    plan_queue(TODAY, Crew(manager_id=MANAGER))

    report(served, "dissatisfied", note="态度不好", manager_id=MANAGER)

    assert row_of(served).assigned_to_id == MANAGER
    plan_queue(TODAY + timedelta(1), Crew(manager_id=MANAGER))
    assert row_of(served, TODAY + timedelta(1)).assigned_to_id == MANAGER


def test_not_needed_keeps_the_same_trigger_silent_for_sixty_days(in_shop: Shop) -> None:
    lapsed = serve("超期", TODAY - timedelta(280))
    plan_queue(TODAY)

    report(lapsed, "not_needed", note="刚换过")

    silent = {each.scope: each.until_on for each in db.session.scalars(select(Suppression))}
    assert silent == dict.fromkeys(("LAPSE", "WINBACK_IMP"), TODAY + timedelta(60))


def test_a_refusal_stops_calls_and_marketing(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "dnc", note="别再打了")

    assert (served.do_not_call, served.do_not_market) == (True, True)


def test_a_wrong_number_is_not_dialled_again(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "wrong_number", note="打错了")

    assert db.session.scalars(select(CustomerPhone)).one().invalid_at is not None


def test_a_sold_car_is_closed(served: Customer) -> None:
    plan_queue(TODAY)

    report(served, "car_sold", note="换车了")

    car = db.session.scalars(select(Vehicle)).one()
    assert (car.closed_on, car.exit_reason) == (TODAY, "sold")


@pytest.mark.parametrize(
    "outcome", ["satisfied", "dnc", "wrong_number", "car_sold", "not_needed", "dissatisfied", "no_answer", "booked"]
)
def test_every_outcome_can_be_taken_back(served: Customer, outcome: str) -> None:
    plan_queue(TODAY)
    before = everything(served)

    contact = report(served, outcome, note="好", answer_on=TODAY + timedelta(5) if outcome == "booked" else None)
    assert everything(served) != before
    contacts.undo(contact.id, now=contact.contacted_at + timedelta(minutes=9))

    assert everything(served) == before


def everything(customer: Customer) -> list[Any]:
    db.session.flush()
    db.session.expire_all()
    row = row_of(customer)
    tables: list[Any] = [Reason, Suppression, Appointment]
    rows = [
        {name: value for name, value in vars(each).items() if not name.startswith("_")}
        for table in tables
        for each in db.session.scalars(select(table).order_by(*table.__table__.primary_key))
    ]
    car, phone = db.session.scalars(select(Vehicle)).one(), db.session.scalars(select(CustomerPhone)).one()
    return [
        rows,
        (row.state, row.outcome, row.trigger, row.band, row.score, row.wake_half),
        (customer.do_not_call, customer.do_not_market, car.closed_on, car.exit_reason, phone.invalid_at),
    ]


def test_after_ten_minutes_a_contact_stands(served: Customer) -> None:
    plan_queue(TODAY)
    contact = report(served, "satisfied", note="好")

    with pytest.raises(DomainError, match="10 minutes"):
        contacts.undo(contact.id, now=contact.contacted_at + timedelta(minutes=11))


def test_a_snoozed_card_comes_back_on_its_day(served: Customer) -> None:
    plan_queue(TODAY)

    put_off = Moment(TODAY, Half.AM)
    snoozing.snooze(row_of(served).id, TODAY + timedelta(2), moment=put_off, request_key=new_id())

    assert row_of(served).state == "snoozed"
    plan_queue(TODAY + timedelta(1))
    assert queue(TODAY + timedelta(1)) == []
    plan_queue(TODAY + timedelta(2))
    assert queue(TODAY + timedelta(2)) == [("李四", "D3")]

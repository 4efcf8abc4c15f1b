"""The queue against the database: from work orders to follow-ups, outcome by outcome, day by day."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.follow_ups import contacts, snoozing
from tenants.follow_ups.crew import Crew, usual_crew
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.plan import is_past, plan_queue
from tenants.follow_ups.windows import Half
from tenants.settings.models import ShopSetting
from tenants.visits.derive import derive_visits
from tests.factories import a_number, consent, create_appointment, create_customer, create_order, create_vehicle

TODAY = date(2026, 7, 1)  # a Wednesday
ADVISOR, MANAGER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def nobody_goes_without(in_shop: Shop) -> None:
    """The control group is drawn from ids, and those of a test are others every time."""
    db.session.add(ShopSetting(name="hold_out", value=False))
    db.session.flush()


@pytest.fixture
def served(in_shop: Shop) -> Customer:
    """Delivered three days ago: D3 opens today."""
    return serve("李四", TODAY - timedelta(3))


def serve(name: str, on: date, **values: Any) -> Customer:
    customer = create_customer(name, phone=a_number())
    create_order(customer, create_vehicle(customer), on, **values)
    derive_visits()
    consent(customer)
    return customer


def queue(on: date = TODAY, state: str = "open") -> list[tuple[str, str]]:
    """(customer, trigger) in the order of the queue."""
    rows = db.session.execute(
        select(Customer.name, FollowUp.trigger)
        .join(Customer, (Customer.id == FollowUp.customer_id) & (Customer.shop_id == FollowUp.shop_id))
        .where(FollowUp.queue_on == on, FollowUp.state == state)
        .order_by(FollowUp.band, FollowUp.score.desc(), FollowUp.deadline_on, FollowUp.customer_id)
    )
    return [(name, trigger) for name, trigger in rows]


def row_of(customer: Customer, on: date = TODAY) -> FollowUp:
    return db.session.scalars(
        select(FollowUp).where(FollowUp.customer_id == customer.id, FollowUp.queue_on == on)
    ).one()


def report(
    customer: Customer,
    outcome: str,
    on: date = TODAY,
    half: Half = Half.AM,
    answer_on: date | None = None,
    **values: Any,
) -> Contact:
    details = {
        name: values.pop(name) for name in ("request_key", "words", "at", "told", "manager_id") if name in values
    }
    answer = Answer(outcome, "call", on=answer_on, **values)
    return contacts.record(
        row_of(customer, on).id,
        answer,
        user_id=ADVISOR,
        now=datetime.combine(on, time(2), UTC),
        moment=Moment(on, half),
        request_key=details.pop("request_key", uuid.uuid4()),
        **details,
    )


def open_reasons(customer: Customer) -> list[str]:
    return sorted(
        db.session.scalars(select(Reason.trigger).where(Reason.customer_id == customer.id, Reason.closed_on.is_(None)))
    )


def test_a_delivery_three_days_ago_is_called_today(served: Customer) -> None:
    assert plan_queue(TODAY) == 1

    assert queue() == [("李四", "D3")]
    assert row_of(served).deadline_on == TODAY + timedelta(2)


def test_a_household_with_one_number_is_called_once_a_day(in_shop: Shop) -> None:
    husband, wife = serve("王", TODAY - timedelta(3), yuan=9000), serve("陈", TODAY - timedelta(3))
    for phone in db.session.scalars(select(CustomerPhone)):
        phone.number = "13912345678"
    db.session.flush()

    plan_queue(TODAY)
    assert queue() == [("王", "D3")]
    report(husband, "satisfied", note="很好")
    plan_queue(TODAY)
    assert queue() == []
    plan_queue(TODAY + timedelta(1))

    assert queue(TODAY + timedelta(1)) == [("陈", "D3")]
    assert row_of(wife, TODAY + timedelta(1)).carry == 0


def test_who_asked_for_no_calls_answers_for_the_household(in_shop: Shop) -> None:
    lapsed = create_customer("王", phone="13912345678")
    create_order(lapsed, create_vehicle(lapsed), TODAY - timedelta(280))
    derive_visits()
    consent(lapsed)
    create_customer("陈", phone="13912345678", do_not_call=True, do_not_market=True)

    plan_queue(TODAY)

    assert queue() == []
    assert {one.hold for one in db.session.scalars(select(Reason))} == {"do_not_market"}


def test_a_complaint_leaves_the_household_in_peace(in_shop: Shop) -> None:
    lapsed, wife = serve("王", TODAY - timedelta(280)), create_customer("陈", phone="13912345678")
    db.session.scalars(select(CustomerPhone).where(CustomerPhone.customer_id == lapsed.id)).one().number = "13912345678"
    days = {name: TODAY - timedelta(3) for name in ("anchor_on", "open_on", "deadline_on", "closed_on")}
    db.session.add(Reason(customer_id=wife.id, trigger="COMPLAINT", grace_days=7, closed_by="satisfied", **days))
    db.session.flush()

    plan_queue(TODAY)
    assert queue() == []
    plan_queue(TODAY + timedelta(4))

    assert queue(TODAY + timedelta(4)) == [("王", "LAPSE")]


def test_planning_twice_changes_nothing(served: Customer) -> None:
    plan_queue(TODAY)
    before = row_of(served).id

    plan_queue(TODAY)

    assert row_of(served).id == before
    assert db.session.scalars(select(Reason)).all() == db.session.scalars(select(Reason)).all()
    assert len(db.session.scalars(select(Reason)).all()) == 1


def test_each_first_trigger_finds_its_customer(in_shop: Shop) -> None:
    serve("三天", TODAY - timedelta(4))
    serve("三周", TODAY - timedelta(22))
    serve("三月", TODAY - timedelta(95))
    serve("二次", TODAY - timedelta(160))
    serve("超期", TODAY - timedelta(280))

    plan_queue(TODAY)

    assert dict(queue()) == {"三天": "D3", "三周": "W3", "三月": "M3", "二次": "SECOND_VISIT", "超期": "LAPSE"}


def test_an_important_customer_who_fell_silent_is_to_be_won_back(in_shop: Shop) -> None:
    serve("流失", TODAY - timedelta(190), yuan=9000)
    for number in range(20):
        serve(f"常客{number}", TODAY - timedelta(50), yuan=100)

    plan_queue(TODAY)

    reason = db.session.scalars(select(Reason).where(Reason.trigger == "WINBACK_IMP")).one()
    # R is low from day 181 on
    assert reason.anchor_on == TODAY - timedelta(9)


def test_a_car_that_keeps_its_own_rhythm_lapses_by_it(in_shop: Shop) -> None:
    """Gaps of 60 days: (3 x 60 + 2 x 180) / 5 = 108 days, silent after 168."""
    regular = create_customer("规律")
    car = create_vehicle(regular)
    last = TODAY - timedelta(170)
    for back in (0, 60, 120, 180):
        create_order(regular, car, last - timedelta(back))
    derive_visits()

    plan_queue(TODAY)

    reason = db.session.scalars(select(Reason).where(Reason.trigger == "DORMANT_REPEAT")).one()
    assert reason.anchor_on == last + timedelta(169)


def test_a_visit_closes_what_should_bring_the_customer_back(in_shop: Shop) -> None:
    lapsed = serve("超期", TODAY - timedelta(280))
    plan_queue(TODAY)
    create_order(lapsed, create_vehicle(lapsed), TODAY)
    derive_visits()

    plan_queue(TODAY + timedelta(1))

    assert queue(TODAY + timedelta(1)) == []
    assert row_of(lapsed).state == "resolved"


def test_an_unfinished_follow_up_is_carried_over(served: Customer) -> None:
    plan_queue(TODAY)

    plan_queue(TODAY + timedelta(1))
    plan_queue(TODAY + timedelta(1))

    tomorrow = row_of(served, TODAY + timedelta(1))
    assert (row_of(served).state, tomorrow.state, tomorrow.carry) == ("carried", "open", 1)
    assert tomorrow.deadline_on == row_of(served).deadline_on


def test_a_reason_expires_after_its_grace(served: Customer) -> None:
    plan_queue(TODAY + timedelta(4))

    plan_queue(TODAY + timedelta(5))

    assert queue(TODAY + timedelta(5)) == []
    assert row_of(served, TODAY + timedelta(4)).state == "expired"


def test_the_last_advisor_gets_his_customer_and_a_leaver_leaves_him_to_who_has_least_to_do(in_shop: Shop) -> None:
    his, orphan = (
        serve("他的", TODAY - timedelta(3), advisor="李婷", yuan=900),
        serve("别人", TODAY - timedelta(3), advisor="走了"),
    )

    plan_queue(TODAY, usual_crew({"李婷": ADVISOR, "赵强": MANAGER}))

    assert row_of(his).assigned_to_id == ADVISOR
    assert row_of(orphan).assigned_to_id == MANAGER


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

    with pytest.raises(DomainError, match="finished this follow-up"):
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
        for each in db.session.scalars(select(table))
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


def test_once_worked_a_queue_takes_in_urgent_reasons_only(served: Customer) -> None:
    plan_queue(TODAY)
    report(served, "satisfied", note="好")
    serve("急", TODAY - timedelta(3))
    serve("不急", TODAY - timedelta(22))

    plan_queue(TODAY)

    assert queue() == [("急", "D3")]


def test_before_anybody_works_a_new_import_is_planned_whole(served: Customer) -> None:
    plan_queue(TODAY)
    serve("不急", TODAY - timedelta(22))

    plan_queue(TODAY)

    assert queue() == [("李四", "D3"), ("不急", "W3")]


def test_a_day_before_the_newest_queue_is_known_as_past(served: Customer) -> None:
    plan_queue(TODAY)

    assert is_past(TODAY - timedelta(1))
    assert not is_past(TODAY)

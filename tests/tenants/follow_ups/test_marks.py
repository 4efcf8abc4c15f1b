"""What an outcome writes to the customer, his cars and the ledger, and that an undo leaves nothing of it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tenants import settings
from tenants.customers import merging, wishes
from tenants.customers.models import ChannelConsent, Customer, CustomerPhone, Vehicle
from tenants.customers.wishes import Proof
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.follow_ups import contacts
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.told import Told
from tenants.follow_ups.windows import Half
from tenants.needs.models import CarReport, Need
from tenants.needs.predict import predict
from tests import factories

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 3, tzinfo=UTC)
ADVISOR = uuid.uuid4()

pytestmark = pytest.mark.usefixtures("in_shop")


@pytest.fixture
def car() -> Vehicle:
    """Its oil falls due on 5 July 2026 (TV-N1); its owner stands on today's queue."""
    settings.change(user_id=ADVISOR, now=NOW, hold_out=False)
    found = factories.create_car_with_a_typo()
    predict(TODAY - timedelta(1))
    plan_queue(TODAY)
    return found


def say(car: Vehicle, outcome: str, told: Told | None = None, at: time | None = None, **answer: Any) -> Contact:
    row = db.session.scalars(select(FollowUp).where(FollowUp.customer_id == car.customer_id)).one()
    return contacts.record(
        row.id,
        Answer(outcome, "call", **answer),
        user_id=ADVISOR,
        now=NOW,
        moment=Moment(TODAY, Half.AM),
        request_key=new_id(),
        at=at,
        told=told,
    )


def owner(car: Vehicle) -> Customer:
    return db.session.scalars(select(Customer).where(Customer.id == car.customer_id)).one()


def oil(car: Vehicle) -> Need:
    wanted = select(Need).where(Need.vehicle_id == car.id, Need.code == "OIL_UNKNOWN")
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def everything(car: Vehicle) -> list[Any]:
    """All that an outcome may change about a customer, as values."""
    db.session.flush()
    db.session.expire_all()
    rows: list[Any] = []
    for model in (Customer, CustomerPhone, Vehicle, FollowUp, Reason, Suppression, CarReport, Need, ChannelConsent):
        columns = [column for column in model.__table__.columns if column.name != "claimed_until"]
        found = db.session.execute(select(*columns).where(model.shop_id == owner(car).shop_id)).all()
        rows.append((model.__tablename__, sorted(map(repr, found))))
    return rows


def test_the_ledger_says_what_a_contact_was_about(car: Vehicle) -> None:
    contact = say(car, "no_answer")

    row = db.session.scalars(select(FollowUp)).one()
    assert (contact.trigger, contact.category) == ("MAINT_DUE", "S"), "a reminder to somebody who was here"
    assert contact.reason_id == uuid.UUID(row.reason_ids[0])


def test_kilometres_told_in_any_call_move_what_is_due(car: Vehicle) -> None:
    say(car, "will_come", Told(odometer_km=39_300, asked="odometer_km"))

    assert oil(car).facts["km_due_on"] == "2026-07-06"


def test_called_too_early_moves_the_talk_to_the_day_he_named(car: Vehicle) -> None:
    later = TODAY + timedelta(90)

    say(car, "not_needed", reason="too_early", on=later)

    assert oil(car).anchor_on == later
    assert set(db.session.scalars(select(Suppression.until_on))) == {later}


def test_no_time_moves_nothing(car: Vehicle) -> None:
    before = oil(car).anchor_on

    say(car, "not_needed", reason="no_time")

    assert oil(car).anchor_on == before


def test_an_item_done_elsewhere_was_last_done_there(car: Vehicle) -> None:
    told = Told(competitor="途虎", price_fen=299_00, done_on=date(2026, 6, 20), item_codes=("OIL_UNKNOWN",))

    contact = say(car, "done_elsewhere", told, reason="price")

    assert oil(car).last_done_on == date(2026, 6, 20)
    assert contact.answer["competitor"] == "途虎"
    assert contact.answer["price_fen"] == 299_00


def test_a_wechat_name_and_a_birthday_go_to_the_record(car: Vehicle) -> None:
    say(car, "wechat_added", Told(wechat="zhangsan66", birthday=date(1988, 6, 2)))

    assert (owner(car).wechat, owner(car).birthday) == ("zhangsan66", "1988-06-02")


def test_a_renewal_sets_the_policy_or_the_inspection(car: Vehicle) -> None:
    until = date(2027, 9, 1)
    car.compulsory_expires_on = date(2026, 9, 3)

    say(car, "renewed", on=until, reason="insurance", vehicle_id=car.id)

    assert (car.commercial_expires_on, car.compulsory_expires_on) == (until, until)
    assert car.inspection_expires_on is None


def test_an_inspection_that_was_passed_leaves_the_policies_alone(car: Vehicle) -> None:
    say(car, "renewed", on=date(2028, 6, 30), reason="inspection", vehicle_id=car.id)

    assert (car.commercial_expires_on, car.inspection_expires_on) == (None, date(2028, 6, 30))


def test_a_wrong_number_is_wrong_in_every_record_of_the_customer(car: Vehicle) -> None:
    other = factories.create_customer("张三", "13912345678", merged_into_id=car.customer_id)

    say(car, "wrong_number", reason="someone_else")

    invalid = db.session.scalars(select(CustomerPhone.customer_id).where(CustomerPhone.invalid_at.is_not(None)))
    assert set(invalid) == {car.customer_id, other.id}


def test_the_number_that_was_named_is_the_wrong_one(car: Vehicle) -> None:
    for position, number in ((1, "13812345678"), (2, "09318888888")):
        db.session.add(CustomerPhone(customer_id=car.customer_id, number=number, position=position, kind="mobile"))
    db.session.flush()

    contact = say(car, "wrong_number", Told(number="+86 138 1234 5678"), reason="relative")

    wrong = select(CustomerPhone.number).where(CustomerPhone.invalid_at.is_not(None))
    assert db.session.scalars(wrong).all() == ["13812345678"]
    assert "13812345678" not in str(contact.answer)


def test_a_number_that_is_not_on_file_is_not_taken_for_the_first(car: Vehicle) -> None:
    with pytest.raises(DomainError, match="no such number"):
        say(car, "invalid", Told(number="13700000000"), reason="no_such_number")


def test_nothing_is_written_to_a_car_that_is_somebody_elses(car: Vehicle) -> None:
    other = factories.create_vehicle(factories.create_customer("李四"))

    with pytest.raises(DomainError, match="not this customer"):
        say(car, "info_updated", Told(vehicle_id=other.id, odometer_km=50_000), note="x")


@pytest.mark.parametrize(
    ("outcome", "answer", "told"),
    [
        ("booked", {"on": TODAY + timedelta(3)}, Told(wechat="zs", odometer_km=33_000)),
        ("will_come", {}, Told(birthday=date(1988, 6, 2))),
        ("later", {"on": TODAY}, Told()),
        ("not_needed", {"reason": "too_early"}, Told(odometer_km=33_000)),
        ("done_elsewhere", {"reason": "price"}, Told(item_codes=("OIL_UNKNOWN",), competitor="途虎")),
        ("satisfied", {"reason": "all_good", "nps": 10}, Told()),
        ("dissatisfied", {"reason": "waiting"}, Told()),
        ("no_answer", {}, Told()),
        ("refused_talk", {"reason": "hung_up"}, Told()),
        ("dnc", {"reason": "privacy"}, Told()),
        ("wrong_number", {"reason": "relative"}, Told()),
        ("car_sold", {"reason": "no_other_car"}, Told()),
        ("message_sent", {}, Told()),
        ("renewed", {"on": date(2027, 1, 1)}, Told(insured_until=date(2027, 1, 1))),
    ],
)
def test_an_undo_leaves_nothing_of_it(car: Vehicle, outcome: str, answer: dict[str, Any], told: Told) -> None:
    before = everything(car)
    contact = say(car, outcome, told, **answer)
    assert everything(car) != before

    contacts.undo(contact.id, now=NOW + timedelta(minutes=3))

    assert everything(car) == before


def test_a_refusal_is_one_of_all_records_and_so_is_its_undo(car: Vehicle) -> None:
    old = factories.create_customer("旧")
    merging.merge(old.id, owner(car).id)

    contact = say(car, "dnc", reason="too_often")
    refused = [(each.do_not_call, each.do_not_market) for each in (old, owner(car))]
    contacts.undo(contact.id, now=NOW)

    assert refused == [(True, True), (True, True)]
    assert [(each.do_not_call, each.do_not_market) for each in (old, owner(car))] == [(False, False), (False, False)]


def test_a_refusal_in_a_call_stands_in_the_history_of_what_he_allows(car: Vehicle) -> None:
    say(car, "dnc", reason="privacy")

    said = [(row.channel, row.status, row.source, row.by_id) for row in wishes.history(car.customer_id, 5)]
    assert sorted(said) == [(flag, "refused", "call", ADVISOR) for flag in ("do_not_call", "do_not_market")]


@pytest.mark.parametrize("is_merged", [False, True])
def test_an_undo_leaves_what_was_refused_elsewhere_since(car: Vehicle, is_merged: bool) -> None:
    old = factories.create_customer("旧")
    if is_merged:
        merging.merge(old.id, owner(car).id)
    contact = say(car, "dnc", reason="too_often")
    proof = Proof("counter", uuid.uuid4(), NOW + timedelta(minutes=2))
    wishes.refuse(car.customer_id, {"do_not_call": False, "do_not_market": True}, proof)

    contacts.undo(contact.id, now=NOW + timedelta(minutes=3))

    db.session.expire_all()
    assert [(each.do_not_call, each.do_not_market) for each in (owner(car), old)] == [(False, True), (False, is_merged)]
    assert ("do_not_market", "counter") in [(row.channel, row.source) for row in wishes.history(car.customer_id, 5)]


def test_an_undo_puts_back_what_was_refused_before_the_call(car: Vehicle) -> None:
    wishes.refuse(car.customer_id, {"do_not_market": True}, Proof("form", None, NOW - timedelta(1)))

    contacts.undo(say(car, "dnc", reason="too_often").id, now=NOW)

    db.session.expire_all()
    assert (owner(car).do_not_call, owner(car).do_not_market) == (False, True)

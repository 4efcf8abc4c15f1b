"""A message on its way: asked about, marked, handed over, written down."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups.models import Contact, FollowUp
from tenants.follow_ups.plan import plan_queue
from tenants.messages import sending, writing
from tenants.messages.handing import AGAIN, Handed
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft, Flawed
from tenants.settings.models import ShopSetting
from tests import factories

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
NIGHT = datetime(2026, 7, 1, 14, tzinfo=UTC)  # ten in the evening, by the shop's clock
ZONE = "Asia/Shanghai"
WHO = uuid.uuid4()


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    """He agreed to everything, and nobody goes without."""
    db.session.add(ShopSetting(name="hold_out", value=False))
    agreed = factories.create_customer(phone="13912345678", email="wang@example.com")
    factories.consent(agreed)
    return agreed


def expected(customer: Customer) -> None:
    """He has an appointment that messages may be about."""
    factories.create_appointment(customer, date(2026, 7, 2), created_at=NOON - timedelta(days=1))


def draft(customer: Customer, trigger: str = "LAPSE", medium: Medium = Medium.SMS, **values: Any) -> Draft:
    values = {"text": "王先生,好久不见。", "signature": "安顺汽修"} | values
    return Draft(customer.id, medium, trigger, **values)


def written(customer: Customer, *told: Any, now: datetime = NOON, **values: Any) -> Message:
    return writing.write(draft(customer, *told, **values), request_key=uuid.uuid4(), user_id=WHO, now=now)


def started(message: Message, now: datetime = NOON) -> Message:
    sending.start(message.id, now=now, timezone=ZONE)
    return message


def finished(message: Message, state: State | str, now: datetime = NOON, **values: Any) -> Message:
    sending.finish(message.id, Handed(state, **values), provider="test", now=now)
    return message


def ledger(customer: Customer) -> list[Contact]:
    rows = select(Contact).where(Contact.customer_id == customer.id, Contact.undone_at.is_(None))
    return list(db.session.scalars(rows.order_by(Contact.contacted_at, Contact.id)))


def test_marketing_says_who_writes_and_how_to_refuse_the_next(customer: Customer) -> None:
    assert written(customer).body == "【安顺汽修】王先生,好久不见。拒收请回复R"
    assert written(customer, "APPT_CONFIRM", text="明天见。").body == "【安顺汽修】明天见。"


def test_what_is_written_twice_is_one_message(customer: Customer) -> None:
    key = uuid.uuid4()

    first, second = (writing.write(draft(customer), request_key=key, user_id=WHO, now=NOON) for _ in range(2))

    assert first.id == second.id


@pytest.mark.parametrize(
    "values",
    [{"text": "保险优惠券"}, {"text": "好" * 500}, {"text": " "}, {"signature": "一"}, {"trigger": "NONSENSE"}],
)
def test_what_no_provider_takes_is_not_written(customer: Customer, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        written(customer, **values)


def test_a_flawed_text_says_what_is_wrong(customer: Customer) -> None:
    with pytest.raises(Flawed) as refused:
        written(customer, text="点击 http://a.cn 领红包")

    assert {flaw.value for flaw in refused.value.lint.flaws} == {"link", "theme"}


@pytest.mark.parametrize("values", [{"subject": ""}, {"subject": "a\nBcc: all"}, {"subject": "到期", "text": ""}])
def test_an_e_mail_needs_a_subject_of_one_line_and_a_text(customer: Customer, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        written(customer, "MAINT_DUE", Medium.EMAIL, **values)


def test_a_message_that_may_leave_is_marked_and_stands_in_the_ledger(customer: Customer) -> None:
    row = started(written(customer))

    assert (row.state, row.tries, row.recipient) == (State.SENDING, 1, "13912345678")
    (entry,) = ledger(customer)
    assert (entry.channel, entry.trigger, entry.category, entry.user_id) == ("sms", "LAPSE", "M", WHO)
    letter = sending.letter(row.id)
    assert letter is not None
    assert (letter.recipient, letter.body) == ("13912345678", row.body)


def test_an_e_mail_goes_to_the_address_on_file(customer: Customer) -> None:
    assert started(written(customer, "MAINT_DUE", Medium.EMAIL, subject="到期")).recipient == "wang@example.com"
    expected(customer)

    customer.email = None
    refused = started(written(customer, "APPT_CONFIRM", Medium.EMAIL, subject="预约"))
    assert (refused.state, refused.why) == (State.REFUSED, "no_number")


def test_starting_twice_marks_and_counts_once_and_only_the_first_hands_over(customer: Customer) -> None:
    message = written(customer)

    first, second = (sending.start(message.id, now=NOON, timezone=ZONE) for _ in range(2))

    assert first is message
    assert second is None
    assert message.tries == 1
    assert len(ledger(customer)) == 1


def test_without_consent_nothing_leaves(customer: Customer) -> None:
    stranger = factories.create_customer(phone="13900000000")

    row = started(written(stranger))

    assert (row.state, row.why) == (State.REFUSED, "blocked_consent")
    assert ledger(stranger) == []
    assert sending.letter(row.id) is None


def test_the_second_of_two_messages_sees_the_first_in_the_ledger(customer: Customer) -> None:
    first, second = written(customer), written(customer, "SECOND_VISIT")

    assert started(first).state == State.SENDING
    assert (started(second).state, started(second).why) == (State.REFUSED, "care_first")


def test_at_night_a_message_waits_for_the_morning(customer: Customer) -> None:
    message = written(customer, now=NIGHT)

    row = started(message, NIGHT)
    assert (row.state, row.why) == (State.QUEUED, "quiet_hours")
    assert row.due_at.astimezone(UTC) == datetime(2026, 7, 2, 1, tzinfo=UTC)  # nine, by the shop's clock
    assert ledger(customer) == []

    assert started(message, NIGHT + timedelta(hours=1)).state == State.QUEUED
    assert started(message, row.due_at).state == State.SENDING


@pytest.mark.parametrize("state", [State.SENT, State.RECORDED, State.UNKNOWN])
def test_what_may_have_left_stays_in_the_ledger(customer: Customer, state: State) -> None:
    message = started(written(customer))

    row = finished(message, state, provider_id="9006")

    assert (row.state, row.provider, row.provider_id, row.ended_at) == (state, "test", "9006", NOON)
    assert len(ledger(customer)) == 1


def test_what_the_provider_refused_never_was_a_contact(customer: Customer) -> None:
    row = finished(started(written(customer)), State.FAILED, why="isv.MOBILE_NUMBER_ILLEGAL")

    assert (row.state, row.why) == (State.FAILED, "isv.MOBILE_NUMBER_ILLEGAL")
    assert ledger(customer) == []


def test_a_busy_provider_is_asked_again_three_times_in_all(customer: Customer) -> None:
    message, now = written(customer), NOON
    for tries in (1, 2):
        row = finished(started(message, now), AGAIN, now, why="Throttling")
        assert (row.state, row.tries) == (State.QUEUED, tries)
        assert ledger(customer) == []
        now = row.due_at

    assert finished(started(message, now), AGAIN, now).state == State.FAILED
    assert ledger(customer) == []


def test_what_nobody_can_tell_is_unknown_for_good(customer: Customer) -> None:
    message = started(written(customer))

    sending.lose(message.id, now=NOON)
    assert finished(message, State.SENT).state == State.UNKNOWN
    assert started(message).state == State.UNKNOWN
    assert len(ledger(customer)) == 1


def test_the_same_words_are_sent_again_only_by_a_person(customer: Customer) -> None:
    expected(customer)
    message = started(written(customer, "APPT_CONFIRM", text="明天见。"))
    key = uuid.uuid4()

    with pytest.raises(DomainError):
        writing.write_again(message.id, request_key=key, user_id=WHO, now=NOON)
    sending.lose(message.id, now=NOON)
    again = [writing.write_again(message.id, request_key=key, user_id=WHO, now=NOON) for _ in range(2)]

    assert again[0].id == again[1].id != message.id
    assert (again[0].body, again[0].state) == (message.body, State.QUEUED)


def test_what_waits_can_be_taken_back_and_what_left_cannot(customer: Customer) -> None:
    message = written(customer)

    for _ in range(2):
        assert writing.cancel(message.id, now=NOON).state == State.CANCELLED
    assert started(message).state == State.CANCELLED
    with pytest.raises(DomainError):
        writing.cancel(started(written(customer)).id, now=NOON)


def test_a_message_about_a_follow_up_is_its_outcome(customer: Customer) -> None:
    settled_on = date(2026, 6, 28)
    factories.create_order(customer, factories.create_vehicle(customer), settled_on, delivered_on=settled_on)
    factories.create_scores(date(2026, 6, 30))
    plan_queue(date(2026, 7, 1))
    card = db.session.scalars(select(FollowUp)).one()

    message = started(written(customer, "D3", follow_up_id=card.id, reason_id=uuid.UUID(card.reason_ids[0])))

    assert (card.state, card.outcome) == ("done", "message_sent")
    finished(message, State.FAILED)
    assert card.state == "open"
    assert ledger(customer) == []

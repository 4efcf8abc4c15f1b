"""A message closes its card until the customer answers; the answer is an outcome like another (domain.md 4.6)."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups import contacts
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.settings.models import ShopSetting
from tenants.visits.derive import derive_visits
from tests import factories

TODAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def written_to(in_shop: Shop) -> None:
    """Delivered three days ago, and a WeChat message this morning."""
    db.session.add(ShopSetting(name="hold_out", value=False))
    customer = factories.create_customer("李四", phone="13912345678")
    factories.create_order(customer, factories.create_vehicle(customer), TODAY - timedelta(3))
    derive_visits()
    plan_queue(TODAY)
    say("message_sent", hour=2)


def row() -> FollowUp:
    return db.session.scalars(select(FollowUp).where(FollowUp.queue_on == TODAY)).one()


def say(outcome: str, hour: int = 4, **values: Any) -> Contact:
    return contacts.record(
        row().id,
        Answer(outcome, "wechat", **values),
        user_id=uuid.UUID(int=901),
        now=datetime(2026, 7, 1, hour, tzinfo=UTC),
        moment=Moment(TODAY, Half.AM),
        request_key=uuid.uuid4(),
    )


def open_reasons() -> list[tuple[str, date | None]]:
    rows = db.session.execute(select(Reason.trigger, Reason.ends_on).where(Reason.closed_on.is_(None)))
    return [(trigger, ends_on) for trigger, ends_on in rows]


def test_an_answer_to_a_message_closes_what_it_was_about() -> None:
    assert (row().state, open_reasons()) == ("done", [("D3", TODAY + timedelta(5))])

    contact = say("satisfied", reason="all_good")

    assert (contact.connected, open_reasons(), row().outcome) == (True, [], "satisfied")


def test_who_answers_that_he_wants_a_call_today_is_on_the_list_again() -> None:
    say("later", on=TODAY, half=Half.PM)

    assert (row().state, row().trigger) == ("open", "CALLBACK")


def test_an_answer_taken_back_waits_for_a_reply_again() -> None:
    contact = say("satisfied", reason="all_good")

    contacts.undo(contact.id, now=contact.contacted_at)

    assert (row().state, row().outcome) == ("done", "message_sent")
    assert open_reasons() == [("D3", TODAY + timedelta(5))]


@pytest.mark.parametrize("outcome", ["no_answer", "message_sent"])
def test_what_is_no_answer_finds_the_card_finished(outcome: str) -> None:
    with pytest.raises(DomainError, match="done already"):
        say(outcome)


def test_after_the_answer_the_card_is_finished() -> None:
    say("satisfied", reason="all_good")

    with pytest.raises(DomainError, match="done already"):
        say("satisfied", reason="all_good")

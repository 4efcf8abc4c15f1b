"""Text messages for the follow-ups of a day."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.plan import plan_queue
from tenants.messages import from_queue
from tenants.messages.from_queue import Voice
from tests import factories

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
VOICE = Voice("安顺汽修", "李婷", "zh")


@pytest.fixture
def follow_ups(in_shop: Shop) -> list[FollowUp]:
    """Two who were here three days ago, one of them to be written to."""
    delivered_on = TODAY - timedelta(3)
    for number in range(2):
        customer = factories.create_customer("王建国", phone=f"1391234567{number}", gender="male")
        car = factories.create_vehicle(customer)
        order = factories.create_order(customer, car, delivered_on, delivered_on=delivered_on)
        factories.create_line(order, "更换机油机滤", 1)
    factories.create_scores(TODAY - timedelta(1))
    plan_queue(TODAY)
    found = list(db.session.scalars(select(FollowUp).order_by(FollowUp.id)))
    db.session.execute(update(FollowUp).where(FollowUp.id == found[0].id).values(channel="sms"))
    return found


def test_each_that_goes_by_text_message_gets_one_with_its_script(follow_ups: list[FollowUp]) -> None:
    assert from_queue.count_waiting(TODAY) == 1

    written = [from_queue.write_waiting(TODAY, VOICE, user_id=uuid.uuid4(), now=NOW) for _ in range(2)]

    assert [len(each) for each in written] == [1, 0]
    (message,) = written[0]
    assert (message.follow_up_id, message.reason_id) == (follow_ups[0].id, uuid.UUID(follow_ups[0].reason_ids[0]))
    assert message.body.startswith("【安顺汽修】")
    assert "{" not in message.body
    assert from_queue.count_waiting(TODAY) == 0


def test_what_no_provider_takes_stays_in_the_queue(follow_ups: list[FollowUp]) -> None:
    nameless = Voice("一", "李婷", "zh")  # too short for a signature

    assert from_queue.write_waiting(TODAY, nameless, user_id=uuid.uuid4(), now=NOW) == []
    assert from_queue.count_waiting(TODAY) == 1


def test_what_is_done_needs_no_message(follow_ups: list[FollowUp]) -> None:
    follow_ups[0].state = "done"
    db.session.flush()

    assert from_queue.count_waiting(TODAY) == 0

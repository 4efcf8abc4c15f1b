"""Who has what of a day's queue."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tenants.db import db
from tenants.follow_ups import board
from tenants.follow_ups.board import POOL, Share, What
from tenants.follow_ups.models import Contact, FollowUp
from tests import factories

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
WANG, LI = uuid.UUID(int=901), uuid.UUID(int=902)

pytestmark = pytest.mark.usefixtures("in_shop")


def on_list(whose: uuid.UUID | None = WANG, **values: Any) -> FollowUp:
    known = {"assigned_to_id": whose, "minutes": 6, **values}
    return factories.create_follow_up(factories.create_customer(), TODAY, **known)


def contact(row: FollowUp, outcome: str, by: uuid.UUID = WANG, **values: Any) -> None:
    known = {"customer_id": row.customer_id, "follow_up_id": row.id, "user_id": by, "channel": "call"}
    db.session.add(Contact(**{**known, "contacted_at": NOW, "outcome": outcome, **values}))
    db.session.flush()


def test_each_has_what_lies_with_him_and_what_he_did() -> None:
    on_list(minutes=12)
    on_list(deadline_on=TODAY - timedelta(1))
    on_list(None)
    contact(on_list(LI, state="done"), "booked", by=WANG)  # he made a call of hers

    shared = board.shares(TODAY)

    assert shared == {
        WANG: Share(open=2, overdue=1, minutes=18, done=1, booked=1),
        None: Share(open=1, minutes=6),
    }
    assert shared[WANG].target == 3
    assert board.total(shared) == Share(open=3, overdue=1, minutes=24, done=1, booked=1)


def test_everybody_counts_once_however_often_he_was_tried() -> None:
    row = on_list()
    for _ in range(2):
        contact(row, "no_answer")
    contact(on_list(), "satisfied", undone_at=NOW)

    share = board.shares(TODAY)[WANG]

    assert (share.done, share.open, share.target) == (1, 2, 2)


@pytest.mark.parametrize(
    ("band", "carry", "is_escalated"), [(0, 0, False), (0, 1, True), (1, 1, True), (2, 2, False), (2, 3, True)]
)
def test_what_was_carried_too_often_is_escalated(band: int, carry: int, is_escalated: bool) -> None:
    on_list(band=band, carry=carry)

    lines, _ = board.listed(TODAY, What.ESCALATED, None, 1)

    assert len(lines) == is_escalated


def test_a_list_has_what_it_was_asked_for_in_the_order_of_the_queue() -> None:
    planned, urgent = on_list(), on_list(band=1, trigger="COMPLAINT")
    pool = on_list(None, is_over_capacity=True, score=10.0)
    on_list(state="done")

    def found(what: What, whose: uuid.UUID | str | None = None) -> list[uuid.UUID]:
        return [line.follow_up.id for line in board.listed(TODAY, what, whose, 1)[0]]

    assert found(What.ALL) == [urgent.id, planned.id, pool.id]
    assert found(What.ALL, POOL) == [pool.id]
    assert found(What.COMPLAINTS, WANG) == [urgent.id]
    assert found(What.NO_ROOM) == [pool.id]
    assert set(board.ids_of(TODAY, What.ALL, WANG)) == {planned.id, urgent.id}


def test_a_day_without_a_queue_shows_the_newest_before_it() -> None:
    on_list()

    assert board.last_queue_on(TODAY + timedelta(2)) == TODAY
    assert board.last_queue_on(TODAY - timedelta(1)) is None

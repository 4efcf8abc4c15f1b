"""Who has a card open: one of all who try, for as long as a call takes."""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups import claims, queries
from tenants.follow_ups.claims import CLAIM_MINUTES, Claim, claim
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.queries import Whose
from tenants.follow_ups.windows import Half
from tenants.scope import tenant_scope
from tests.factories import create_customer, create_follow_up

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=CLAIM_MINUTES)
WANG, LI = uuid.uuid4(), uuid.uuid4()
ADVISORS = 8


@pytest.fixture
def row(in_shop: Shop) -> FollowUp:
    return create_follow_up(create_customer(), TODAY)


@pytest.fixture
def queue(shop: Shop) -> Iterator[list[uuid.UUID]]:
    """As many follow-ups as advisors, committed, best first."""
    with tenant_scope(shop.id):
        ids = [create_follow_up(create_customer(), TODAY, score=90.0 - number).id for number in range(ADVISORS)]
        db.session.commit()
        yield ids


def all_at_once(app: Flask, shop: Shop, work: Callable[[uuid.UUID], uuid.UUID | None]) -> list[uuid.UUID | None]:
    """What each advisor got, who all started at the same moment, each in a transaction of his own."""
    start = threading.Barrier(ADVISORS, timeout=60)

    def one(user_id: uuid.UUID) -> uuid.UUID | None:
        with app.app_context(), tenant_scope(shop.id):
            start.wait()
            got = work(user_id)
            db.session.commit()
            return got

    with ThreadPoolExecutor(ADVISORS) as pool:
        return list(pool.map(one, [uuid.uuid4() for _ in range(ADVISORS)]))


def test_whoever_comes_second_is_told_who_has_the_card_and_until_when(row: FollowUp) -> None:
    claim(row, user_id=WANG, now=NOW)

    assert claim(row, user_id=LI, now=NOW + timedelta(minutes=1)) == Claim(WANG, LATER)
    assert claims.holder(row, NOW) == Claim(WANG, LATER)


def test_a_claim_ends_by_itself(row: FollowUp) -> None:
    claim(row, user_id=WANG, now=NOW)

    assert claims.holder(row, LATER) is None
    assert claim(row, user_id=LI, now=LATER) == Claim(LI, LATER + timedelta(minutes=CLAIM_MINUTES))


def test_who_has_the_card_keeps_it_by_opening_it_again(row: FollowUp) -> None:
    claim(row, user_id=WANG, now=NOW)

    assert claim(row, user_id=WANG, now=NOW + timedelta(minutes=5)) == Claim(WANG, LATER + timedelta(minutes=5))


def test_who_opens_another_card_lets_go_of_the_one_before(row: FollowUp) -> None:
    other = create_follow_up(create_customer(), TODAY)
    claim(row, user_id=WANG, now=NOW)

    claim(other, user_id=WANG, now=NOW)

    assert claim(row, user_id=LI, now=NOW) == Claim(LI, LATER)
    assert claims.holder(other, NOW) == Claim(WANG, LATER)


def test_a_finished_card_is_nobodys(row: FollowUp) -> None:
    row.state = "done"
    db.session.flush()

    assert claim(row, user_id=WANG, now=NOW) is None


def test_of_many_advisors_at_one_card_one_gets_it(app: Flask, shop: Shop, queue: list[uuid.UUID]) -> None:
    def take(user_id: uuid.UUID) -> uuid.UUID | None:
        row = queries.find(queue[0])
        taken = claim(row, user_id=user_id, now=NOW) if row else None
        return taken.by_id if taken and taken.by_id == user_id else None

    got = all_at_once(app, shop, take)

    assert len([each for each in got if each]) == 1


def test_many_advisors_at_one_queue_never_get_the_same_person(app: Flask, shop: Shop, queue: list[uuid.UUID]) -> None:
    def take(user_id: uuid.UUID) -> uuid.UUID | None:
        row = queries.next_free(TODAY, half=Half.AM, whose=Whose.OWN_AND_POOL, user_id=user_id, now=NOW, to_claim=True)
        taken = claim(row, user_id=user_id, now=NOW) if row else None
        return row.id if row and taken and taken.by_id == user_id else None

    got = [each for each in all_at_once(app, shop, take) if each]

    assert sorted(got) == sorted(queue)


def test_the_next_one_is_not_on_a_colleagues_screen(in_shop: Shop) -> None:
    first, second = (
        create_follow_up(create_customer(), TODAY, score=80.0),
        create_follow_up(create_customer(), TODAY, score=70.0),
    )
    claim(first, user_id=WANG, now=NOW)

    def next_of(user_id: uuid.UUID, now: datetime) -> FollowUp | None:
        return queries.next_free(TODAY, half=Half.AM, whose=Whose.ALL, user_id=user_id, now=now)

    assert next_of(LI, NOW) is second
    assert next_of(WANG, NOW) is first
    assert next_of(LI, LATER) is first

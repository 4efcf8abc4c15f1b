"""The governor asked by many at once."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.governing import may_contact
from tenants.follow_ups.models import Contact
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scope import tenant_scope
from tenants.settings.models import ShopSetting
from tests.factories import consent, create_customer

NOON = datetime(2026, 7, 1, 2, tzinfo=UTC)  # ten in the morning, by the shop's clock
SHANGHAI = "Asia/Shanghai"
WORKERS, MOMENTS = 4, 18


@pytest.fixture
def raced(shop: Shop) -> Iterator[list[uuid.UUID]]:
    """Two who share a number, whom several workers contact as fast as they may."""
    with tenant_scope(shop.id):
        db.session.add(ShopSetting(name="hold_out", value=False))
        agreed = [create_customer(name, phone="13912345678") for name in ("王", "陈")]
        for each in agreed:
            consent(each)
        db.session.commit()
        yield [each.id for each in agreed]


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_who_all_ask_at_once_never_exceed_a_cap(
    app: Flask, shop: Shop, raced: list[uuid.UUID], seed: int
) -> None:
    moments = _moments(Random(seed))
    start = threading.Barrier(WORKERS, timeout=60)

    def work(number: int) -> None:
        rng = Random(f"{seed} {number}")
        with app.app_context(), tenant_scope(shop.id):
            for now in moments:
                start.wait()
                _contact_if_allowed(rng.choice(raced), now, rng)
                db.session.commit()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))

    made = list(db.session.scalars(select(Contact).order_by(Contact.contacted_at, Contact.id)))
    assert len(made) > MOMENTS / 3
    _assert_no_cap_is_exceeded(made)


def _moments(rng: Random) -> list[datetime]:
    """Hours of working days, close enough for every cap to matter."""
    days = [rng.randrange(1, 6) for _ in range(MOMENTS)]
    return [NOON + timedelta(days=sum(days[: place + 1]), hours=rng.choice((0, 5))) for place in range(MOMENTS)]


def _contact_if_allowed(customer_id: uuid.UUID, now: datetime, rng: Random) -> None:
    trigger = TRIGGERS[rng.choice(("LAPSE", "W3", "M3", "D3", "MAINT_DUE", "SECOND_VISIT"))]
    channel = rng.choice(("call", "wechat", "sms"))
    is_mass = channel != "call" and trigger.category == "M" and rng.random() < 0.5
    values = {"category": trigger.category.value, "trigger": trigger.code, "channel": channel, "is_mass": is_mass}
    if may_contact(customer_id, now=now, timezone=SHANGHAI, lock=True, **values).allowed:
        spoke = channel == "call" and rng.random() < 0.7
        db.session.add(
            Contact(customer_id=customer_id, contacted_at=now, outcome="satisfied", connected=spoke, **values)
        )


def _assert_no_cap_is_exceeded(made: Sequence[Contact]) -> None:
    """Counted anew from the rows, not with the governor."""
    reached = [one for one in made if one.channel != "call" or one.connected]
    capped = [one for one in reached if not one.is_mass and (one.category != "S" or one.trigger == "MAINT_DUE")]
    days = [one.contacted_at.date() for one in capped]
    assert all((later - earlier).days >= 14 for earlier, later in pairwise(days))
    assert all((later - earlier).days >= 90 for earlier, later in zip(days, days[4:], strict=False))
    for channel, most in (("sms", 2), ("wechat", 4)):
        mass = [one.contacted_at.date() for one in made if one.is_mass and one.channel == channel]
        assert all((later - earlier).days >= 30 for earlier, later in zip(mass, mass[most:], strict=False))
    told = [one.contacted_at.date() for one in reached if one.category == "S" and one.channel != "call"]
    assert len(told) == len(set(told))
    tries = [one.contacted_at for one in made if one.channel == "call" and not one.connected]
    assert len(tries) == len(set(tries))
    offers = [one for one in reached if one.category in ("C", "M")]
    assert not any(earlier.category == later.category == "M" for earlier, later in pairwise(offers))

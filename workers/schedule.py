"""What happens by itself, each slot of each shop exactly once: the database's clock, the shop's day."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from saas.accounts.models import Shop
from tenants.db import db
from workers.actor import Actor
from workers.cleaning import clean
from workers.duplicates import find_duplicates
from workers.follow_ups import plan_queue
from workers.messages import remind
from workers.models import ScheduleSlot
from workers.needs import run_backtest
from workers.scoring import score_shop
from workers.transaction import transaction

log = logging.getLogger(__name__)

# The latest slot that is not later than a moment, in a time zone.
Rhythm = Callable[[datetime, ZoneInfo], datetime]


def daily(at: time) -> Rhythm:
    """Once on every local day, also on one of 23 or 25 hours: a time that the clock skips counts as the hour after."""

    def latest(now: datetime, zone: ZoneInfo) -> datetime:
        today = now.astimezone(zone).date()
        slot = _moment(today, at, zone)
        return slot if slot <= now else _moment(today - timedelta(days=1), at, zone)

    return latest


def monthly(at: time) -> Rhythm:
    """Once a month, on the local morning of its first day."""

    def latest(now: datetime, zone: ZoneInfo) -> datetime:
        first = now.astimezone(zone).date().replace(day=1)
        slot = _moment(first, at, zone)
        return slot if slot <= now else _moment((first - timedelta(days=1)).replace(day=1), at, zone)

    return latest


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Periodic:
    """`arguments` are made from the local day of the slot. After a pause only the latest slot is made up for."""

    job: str
    rhythm: Rhythm
    actor: Actor
    arguments: Callable[[date], dict[str, Any]]


SCHEDULE = (
    # before the scores of that night, whose needs then go by it
    Periodic("run_backtest", monthly(time(1)), run_backtest, lambda day: {"as_of": day - timedelta(days=1)}),
    Periodic("score_shop", daily(time(2)), score_shop, lambda day: {"as_of": day - timedelta(days=1)}),
    Periodic("remind", daily(time(9)), remind, lambda day: {"day": day}),
    Periodic("plan_queue", daily(time(6)), plan_queue, lambda day: {"queue_on": day}),
    Periodic("find_duplicates", daily(time(3)), find_duplicates, lambda day: {}),
    Periodic("clean", daily(time(4)), clean, lambda day: {}),
)


def tick(schedule: tuple[Periodic, ...] = SCHEDULE, now: datetime | None = None) -> int:
    """Enqueue what has become due, in every shop; returns how many jobs. `now` is for tests."""
    with transaction():
        missing = list(_missing(schedule, now or db.session.execute(select(func.now())).scalar_one()))
    return sum(_take(*each) for each in missing)


def _missing(schedule: tuple[Periodic, ...], now: datetime) -> Iterator[tuple[int, Periodic, datetime, date]]:
    taken = _latest_slots()
    for shop in db.session.execute(select(Shop.id, Shop.timezone, Shop.created_at)):
        try:
            zone = ZoneInfo(shop.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            log.error("shop %s has an unknown time zone and is left out: %s", shop.id, shop.timezone)
            continue
        for periodic in schedule:
            slot = periodic.rhythm(now, zone)
            # a new shop has missed nothing
            if slot > max(taken.get((shop.id, periodic.job), shop.created_at), shop.created_at):
                yield shop.id, periodic, slot, slot.astimezone(zone).date()


def _latest_slots() -> dict[tuple[int, str], datetime]:
    latest = select(ScheduleSlot.shop_id, ScheduleSlot.job, func.max(ScheduleSlot.slot)).group_by(
        ScheduleSlot.shop_id, ScheduleSlot.job
    )
    return {(shop_id, job): slot for shop_id, job, slot in db.session.execute(latest)}


def _take(shop_id: int, periodic: Periodic, slot: datetime, day: date) -> bool:
    """The slot and its job in one commit: a scheduler that dies between them leaves neither."""
    with transaction(shop_id):
        first = insert(ScheduleSlot).values(shop_id=shop_id, job=periodic.job, slot=slot).on_conflict_do_nothing()
        if not db.session.execute(first.returning(ScheduleSlot.slot)).first():
            return False
        arguments = periodic.arguments(day)
        key = ":".join([periodic.job, *(str(value) for value in arguments.values())])
        periodic.actor.enqueue(unique_key=key, **arguments)
    return True

"""Each slot of each shop happens exactly once, in the shop's own time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update

from saas.accounts.models import Shop
from tenants.db import db
from tests import factories
from tests.workers.actors import note
from workers import schedule
from workers.actor import Actor
from workers.models import Job
from workers.schedule import Periodic, daily, tick

Jobs = Callable[[Shop], list[Job]]

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
AT_TWO = (Periodic("score", daily(time(2)), note, lambda day: {"name": day - timedelta(days=1)}),)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(found: list[Job]) -> list[str]:
    return [job.arguments["name"] for job in found]


@pytest.fixture
def old_shop(shop: Shop) -> Shop:
    """A shop in Shanghai that was open long before the days of these tests."""
    values = {"created_at": at("2020-01-01T00:00Z"), "timezone": "Asia/Shanghai"}
    db.session.execute(update(Shop).where(Shop.id == shop.id).values(values))
    db.session.commit()
    return shop


def test_a_slot_belongs_to_the_day_of_the_shop(old_shop: Shop, jobs: Jobs) -> None:
    for moment in ("2026-06-09T17:59Z", "2026-06-09T18:00Z", "2026-06-09T18:01Z", "2026-06-10T17:59Z"):
        tick(AT_TWO, at(moment))

    # 02:00 in Shanghai is 18:00 of the day before in UTC
    assert days(jobs(old_shop)) == ["2026-06-08", "2026-06-09"]


def test_after_a_pause_only_the_latest_slot_is_made_up_for(old_shop: Shop, jobs: Jobs) -> None:
    tick(AT_TWO, at("2026-06-01T02:00+08:00"))

    tick(AT_TWO, at("2026-06-05T08:00+08:00"))

    assert days(jobs(old_shop)) == ["2026-05-31", "2026-06-04"]


def test_a_new_shop_has_missed_nothing(shop: Shop, jobs: Jobs) -> None:
    tick(AT_TWO, shop.created_at)
    before = len(jobs(shop))

    tick(AT_TWO, shop.created_at + timedelta(days=1))

    assert (before, len(jobs(shop))) == (0, 1)


def test_a_clock_that_goes_back_repeats_nothing(old_shop: Shop, jobs: Jobs) -> None:
    for moment in ("2026-06-09T03:00+08:00", "2026-06-08T03:00+08:00", "2026-06-09T03:00+08:00"):
        tick(AT_TWO, at(moment))

    assert days(jobs(old_shop)) == ["2026-06-08"]


def test_several_schedulers_at_once_fill_a_slot_once(old_shop: Shop, jobs: Jobs, elsewhere: ThreadPoolExecutor) -> None:
    together = threading.Barrier(4, timeout=60)

    def work() -> None:
        together.wait()
        for day in range(10):
            tick(AT_TWO, at("2026-06-01T02:00+08:00") + timedelta(days=day))

    for scheduler in [elsewhere.submit(work) for _ in range(4)]:
        scheduler.result()

    assert len(days(jobs(old_shop))) == len(set(days(jobs(old_shop)))) == 10


def test_a_scheduler_that_looked_before_another_took_the_slot_does_nothing(
    old_shop: Shop, jobs: Jobs, work_off: Callable[[Shop], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "_latest_slots", dict)
    tick(AT_TWO, at("2026-06-09T03:00+08:00"))
    work_off(old_shop)

    tick(AT_TWO, at("2026-06-09T03:00+08:00"))

    assert days(jobs(old_shop)) == ["2026-06-08"]


def test_a_scheduler_that_dies_between_slot_and_job_leaves_neither(
    old_shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(actor: Actor, **arguments: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(Actor, "enqueue", die)
        with pytest.raises(MemoryError):
            tick(AT_TWO, at("2026-06-09T03:00+08:00"))
    tick(AT_TWO, at("2026-06-09T03:00+08:00"))

    assert days(jobs(old_shop)) == ["2026-06-08"]


def test_a_shop_with_an_unknown_time_zone_does_not_stop_the_others(app: Flask, old_shop: Shop, jobs: Jobs) -> None:
    nowhere = factories.create_shop(timezone="Mars/Olympus", created_at=at("2020-01-01T00:00Z"))

    tick(AT_TWO, at("2026-06-09T03:00+08:00"))

    assert len(jobs(old_shop)) == 1
    assert not jobs(nowhere)


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "slot"),
    [
        (daily(time(2)), SHANGHAI, "2026-06-09T02:00+08:00", "2026-06-09T02:00+08:00"),
        (daily(time(2)), SHANGHAI, "2026-06-09T01:59+08:00", "2026-06-08T02:00+08:00"),
        # the night on which 02:00 does not exist: the hour after, once
        (daily(time(2)), NEW_YORK, "2026-03-08T01:59-05:00", "2026-03-07T02:00-05:00"),
        (daily(time(2)), NEW_YORK, "2026-03-08T03:00-04:00", "2026-03-08T03:00-04:00"),
        (daily(time(2)), NEW_YORK, "2026-03-09T01:59-04:00", "2026-03-08T03:00-04:00"),
        # the night on which 01:30 happens twice: the first time only
        (daily(time(1, 30)), NEW_YORK, "2026-11-01T01:30-04:00", "2026-11-01T01:30-04:00"),
        (daily(time(1, 30)), NEW_YORK, "2026-11-01T01:30-05:00", "2026-11-01T01:30-04:00"),
    ],
)
def test_the_latest_slot(rhythm: schedule.Rhythm, zone: ZoneInfo, now: str, slot: str) -> None:
    assert rhythm(at(now).astimezone(UTC), zone) == at(slot)


def test_a_year_of_nights_has_a_slot_for_every_day_also_where_the_clock_is_changed() -> None:
    rhythm, start = daily(time(2)), datetime(2026, 1, 1, 8, tzinfo=UTC)

    slots = {rhythm(start + timedelta(hours=hour), NEW_YORK) for hour in range(365 * 24 - 1)}

    assert sorted({slot.astimezone(NEW_YORK).date() for slot in slots}) == sorted(
        date(2026, 1, 1) + timedelta(days=day) for day in range(365)
    )
    assert len(slots) == 365


def test_the_nightly_jobs_are_about_yesterday_and_today() -> None:
    (score, plan) = (each for each in schedule.SCHEDULE if each.job in ("score_shop", "plan_queue"))

    assert score.arguments(date(2026, 6, 9)) == {"as_of": date(2026, 6, 8)}
    assert plan.arguments(date(2026, 6, 9)) == {"queue_on": date(2026, 6, 9)}
    assert score.rhythm(at("2026-06-09T12:00+08:00"), SHANGHAI) == at("2026-06-09T02:00+08:00")
    assert plan.rhythm(at("2026-06-09T12:00+08:00"), SHANGHAI) == at("2026-06-09T06:00+08:00")

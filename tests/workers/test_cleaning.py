"""Old jobs and slots go, young and unfinished ones stay."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.scope import tenant_scope
from tests.workers.actors import note, refuse
from workers.cleaning import clean
from workers.models import Job, ScheduleSlot
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]


def test_only_what_has_been_over_for_long_is_forgotten(
    shop: Shop, other_shop: Shop, ask: Ask, jobs: Jobs, work_off: WorkOff
) -> None:
    for each in (shop, other_shop):
        for actor, days in ((note, 31), (note, 29), (refuse, 31), (refuse, 91)):
            job_id = ask(each, actor, name=f"{days} days")
            work_off(each)
            with transaction(each.id):
                ended = clock.now() - timedelta(days=days)
                db.session.execute(update(Job).where(Job.id == job_id).values(finished_at=ended))

    with transaction(shop.id):
        clean()

    kept = [(job.actor, job.arguments["name"]) for job in jobs(shop)]
    assert kept == [("note", "29 days"), ("refuse", "31 days")]
    assert len(jobs(other_shop)) == 4


def test_old_slots_are_forgotten(shop: Shop, other_shop: Shop) -> None:
    old, young = clock.now() - timedelta(days=91), clock.now() - timedelta(days=2)
    for each in (shop, other_shop):
        db.session.add_all([ScheduleSlot(shop_id=each.id, job="clean", slot=slot) for slot in (old, young)])
    db.session.commit()

    with tenant_scope(shop.id):
        clean()
        left = select(ScheduleSlot.slot).where(ScheduleSlot.shop_id == shop.id)
        theirs = select(ScheduleSlot.slot).where(ScheduleSlot.shop_id == other_shop.id)

        assert list(db.session.scalars(left)) == [young]
        assert len(list(db.session.scalars(theirs))) == 2

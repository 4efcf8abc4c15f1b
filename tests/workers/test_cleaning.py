"""Old jobs and slots go, young and unfinished ones stay."""

import os
import uuid
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
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


def test_a_file_without_an_import_goes_after_a_day(app: Flask, shop: Shop, other_shop: Shop) -> None:
    uploads = app.config["HUITOU"].uploads
    ages = {"old": 25, "young": 23}
    for each in (shop, other_shop):
        for name, hours in ages.items():
            file = uploads / str(each.id) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
            moment = (clock.now() - timedelta(hours=hours)).timestamp()
            os.utime(file, (moment, moment))

    with transaction(shop.id):
        clean()

    assert [file.name for file in (uploads / str(shop.id)).iterdir()] == ["young"]
    assert len(list((uploads / str(other_shop.id)).iterdir())) == 2

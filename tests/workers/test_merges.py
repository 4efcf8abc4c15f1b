"""What follows a merge, and a merge that is taken back."""

from datetime import timedelta

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.appointments import history
from tenants.db import db, new_id
from tenants.follow_ups.models import Reason
from tests.factories import create_appointment, create_customer
from workers import merges
from workers.models import Job
from workers.shop_day import shop_today


def test_what_was_closed_since_the_merge_is_open_again_and_the_rest_stays_closed(in_shop: Shop) -> None:
    survivor, duplicate = create_customer("张三"), create_customer("张先生")
    today = shop_today()
    days = dict.fromkeys(("anchor_on", "open_on", "deadline_on"), today)
    closed = {"grace_days": 7, "closed_by": "superseded", **days}
    since = Reason(customer_id=duplicate.id, trigger="LEAD", closed_on=today, **closed)
    before = Reason(customer_id=duplicate.id, trigger="D3", closed_on=today - timedelta(1), **closed)
    db.session.add_all([since, before])

    merges.merge(duplicate, survivor.id, by=new_id())
    merges.unmerge(duplicate)

    assert (since.closed_on, before.closed_on) == (None, today - timedelta(1))


def test_a_merge_and_its_undoing_have_the_losses_counted(in_shop: Shop) -> None:
    survivor, duplicate = create_customer("张三"), create_customer("张先生")

    for follow in (lambda: merges.merge(duplicate, survivor.id, by=new_id()), lambda: merges.unmerge(duplicate)):
        follow()

        asked = db.session.scalars(select(Job).where(Job.actor == "count_losses", Job.state == "waiting")).one()
        asked.state = "done"


def test_who_is_booked_twice_on_a_day_is_expected_once_while_they_are_one(in_shop: Shop) -> None:
    survivor, duplicate = create_customer("张三"), create_customer("张先生")
    tomorrow = shop_today() + timedelta(1)
    rows = [create_appointment(each, tomorrow, created_at=clock.now()) for each in (survivor, duplicate)]
    by = new_id()

    cancelled = merges.merge(duplicate, survivor.id, by=by)
    merged, change = [row.status for row in rows], history.newest(rows[1].id)
    merges.unmerge(duplicate)

    assert cancelled == 1
    assert merged == ["booked", "cancelled"]
    assert change is not None
    assert change.by_id == by
    assert [row.status for row in rows] == ["booked", "booked"]

"""The job that counts losses: safe to run twice, asked for once while it waits."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.follow_ups import losses
from tenants.follow_ups.losses import Wanted
from tenants.follow_ups.models import Contact
from tenants.scope import tenant_scope
from tests import factories
from workers.losses import count_losses, count_losses_after
from workers.models import Job
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]


def test_counting_twice_counts_everybody_once(shop: Shop, ask: Ask, work_off: WorkOff) -> None:
    with transaction(shop.id):
        customer = factories.create_customer("王")
        db.session.add(Contact(customer_id=customer.id, channel="call", outcome="done_elsewhere", answer={}))

    for _ in range(2):
        ask(shop, count_losses)
        work_off(shop)

    with tenant_scope(shop.id):
        wanted = Wanted(clock.today(shop.timezone) - timedelta(30))
        assert losses.losses(wanted).customers == 1
        assert [one.name for one in losses.listed(wanted)] == ["王"]


def test_several_contacts_that_tell_of_it_ask_once_and_others_do_not(shop: Shop, jobs: Jobs) -> None:
    for outcome in ("done_elsewhere", "car_sold", "no_answer"):
        with transaction(shop.id):
            count_losses_after(Contact(outcome=outcome))

    assert [job.actor for job in jobs(shop)] == ["count_losses"]

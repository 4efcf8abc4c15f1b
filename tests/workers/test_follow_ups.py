"""Who may get a task, and for which day a queue is planned."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from saas.accounts.models import Shop, User
from tenants import clock
from tenants.db import db
from tenants.follow_ups import plan
from tenants.scope import tenant_scope
from tests import factories
from workers.follow_ups import advisors, plan_queue
from workers.models import Job
from workers.scoring import score_shop

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    days: list[str] = []
    monkeypatch.setattr(plan, "plan_queue", lambda queue_on, crew: days.append(str(queue_on)))
    return days


def test_advisors_are_the_people_of_the_shop_by_name(shop: Shop, other_shop: Shop) -> None:
    wang, zhou, gone, stranger = (factories.create_user(name) for name in ("王建国", "周敏", "走了", "陌生人"))
    for user in (wang, zhou, gone):
        factories.create_membership(shop, user, "advisor")
    factories.create_membership(other_shop, stranger, "advisor")
    db.session.execute(update(User).where(User.id == gone.id).values(disabled_at=clock.now()))
    db.session.commit()

    with tenant_scope(shop.id):
        assert advisors() == {"王建国": wang.id, "周敏": zhou.id}


def test_a_name_that_two_people_share_stands_for_nobody(shop: Shop) -> None:
    for _ in range(2):
        factories.create_membership(shop, factories.create_user("王建国"), "advisor")

    with tenant_scope(shop.id):
        assert advisors() == {}


def test_the_queue_of_a_day_gone_by_is_not_planned_again(
    shop: Shop, ask: Ask, work_off: WorkOff, planned: list[str]
) -> None:
    today = clock.today(shop.timezone)
    for day in (today - timedelta(days=1), today):
        ask(shop, plan_queue, queue_on=day)

    work_off(shop)

    assert planned == [str(today)]


def test_scores_of_yesterday_are_followed_by_the_queue_of_today(
    shop: Shop, ask: Ask, work_off: WorkOff, planned: list[str]
) -> None:
    today = clock.today(shop.timezone)
    for days in (30, 1):
        ask(shop, score_shop, as_of=today - timedelta(days=days))

    work_off(shop)

    assert set(planned) == {str(today)}


def test_scoring_twice_predicts_once_while_that_waits(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    yesterday = clock.today(shop.timezone) - timedelta(days=1)
    for job_id in [ask(shop, score_shop, as_of=yesterday) for _ in range(2)]:
        score_shop.run(shop.id, str(job_id))

    assert [job.actor for job in jobs(shop)] == ["score_shop", "score_shop", "predict_needs"]

"""Who may get a task, and for which day a queue is planned."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop, User
from tenants import clock, settings
from tenants.appointments.models import Appointment
from tenants.db import db
from tenants.follow_ups import plan
from tenants.scope import tenant_scope
from tenants.staff import leave, roster
from tenants.visits.derive import derive_visits
from tests import factories
from workers.follow_ups import crew_of_shop, plan_queue
from workers.models import Job
from workers.scoring import score_shop

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    days: list[str] = []
    monkeypatch.setattr(plan, "plan_queue", lambda queue_on, crew, timezone: days.append(str(queue_on)))
    return days


MONDAY = date(2026, 7, 6)


def join(shop: Shop, name: str, role: str = "advisor") -> User:
    user = factories.create_user(name)
    factories.create_membership(shop, user, role)
    return user


def test_the_crew_are_the_people_of_the_shop_who_may_sign_in(shop: Shop, other_shop: Shop) -> None:
    wang, gone = join(shop, "王建国"), join(shop, "走了")
    join(shop, "会计", "viewer")
    join(other_shop, "陌生人")
    db.session.execute(update(User).where(User.id == gone.id).values(disabled_at=clock.now()))
    db.session.commit()

    with tenant_scope(shop.id):
        assert crew_of_shop(MONDAY).by_name() == {"王建国": wang.id}


def test_advisors_make_the_calls_and_without_any_everybody_does(shop: Shop) -> None:
    owner = join(shop, "马振华", "owner")
    with tenant_scope(shop.id):
        alone = crew_of_shop(MONDAY)
    wang = join(shop, "王建国")

    with tenant_scope(shop.id):
        both = crew_of_shop(MONDAY)

    assert {one.id: one.minutes for one in alone.members.values()} == {owner.id: 90}
    assert {one.id: one.minutes for one in both.members.values()} == {owner.id: 0, wang.id: 90}


def test_the_roster_says_minutes_names_skills_and_who_stands_in(shop: Shop) -> None:
    wang, li = join(shop, "王建国"), join(shop, "李婷")
    week = (240, 240, 0, 240, 240, 60, 0)

    with tenant_scope(shop.id):
        roster.keep(
            wang.id,
            minutes=week,
            skills=["calls"],
            aliases=["小王", "小王 "],
            backup_id=li.id,
            by=li.id,
            now=clock.now(),
        )
        crews = [crew_of_shop(MONDAY + timedelta(days)) for days in range(7)]

    known = crews[0].members[wang.id]
    assert tuple(crew.members[wang.id].minutes for crew in crews) == week
    assert (known.skills, known.backup_id) == ({"calls"}, li.id)
    assert crews[0].by_name() == {"王建国": wang.id, "小王": wang.id, "李婷": li.id}


def test_who_is_on_leave_has_no_minutes_and_a_manager_is_stood_in_for(shop: Shop) -> None:
    first, second = join(shop, "陈晓敏", "manager"), join(shop, "马振华", "owner")
    wang = join(shop, "王建国")

    with tenant_scope(shop.id):
        for user in (first, wang):
            leave.take(user.id, MONDAY, MONDAY, note="", by=second.id, today=MONDAY)
        away, back = crew_of_shop(MONDAY), crew_of_shop(MONDAY + timedelta(1))

    assert (away.members[wang.id].minutes, back.members[wang.id].minutes) == (0, 90)
    assert (away.manager_id, back.manager_id) == (second.id, first.id)


def test_who_has_left_is_no_part_of_the_crew_and_his_name_stands_for_nobody(shop: Shop) -> None:
    wang, li = join(shop, "王建国"), join(shop, "李婷")

    with tenant_scope(shop.id):
        roster.leave_for_good(wang.id, roster.usual_place(True), MONDAY, by=li.id, now=clock.now())
        before, after = crew_of_shop(MONDAY - timedelta(1)), crew_of_shop(MONDAY)

    assert (set(before.members), set(after.members)) == ({wang.id, li.id}, {li.id})
    assert after.by_name() == {"李婷": li.id}


def test_nobody_is_on_duty_on_a_closed_day(shop: Shop) -> None:
    wang = join(shop, "王建国")

    with tenant_scope(shop.id):
        settings.change(user_id=wang.id, now=clock.now(), closed_weekdays=(0,))
        crews = [crew_of_shop(MONDAY), crew_of_shop(MONDAY + timedelta(1))]

    assert [len(crew.on_duty) for crew in crews] == [0, 1]


def test_the_queue_of_a_day_gone_by_is_not_planned_again(
    shop: Shop, ask: Ask, work_off: WorkOff, planned: list[str]
) -> None:
    today = clock.today(shop.timezone)
    for day in (today - timedelta(days=1), today):
        ask(shop, plan_queue, queue_on=day)

    work_off(shop)

    assert planned == [str(today)]


def test_planning_first_learns_who_kept_his_appointment(
    shop: Shop, ask: Ask, work_off: WorkOff, planned: list[str]
) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        factories.create_appointment(customer, today - timedelta(days=1))
        factories.create_order(customer, factories.create_vehicle(customer), today - timedelta(days=1))
        derive_visits()
        db.session.commit()
    ask(shop, plan_queue, queue_on=today)

    work_off(shop)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Appointment.status)).all() == ["arrived"]


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

    assert [job.actor for job in jobs(shop)] == ["score_shop", "score_shop", "predict_needs", "count_losses"]

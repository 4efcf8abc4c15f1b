from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from saas.accounts import passwords, people, shops
from saas.accounts.models import Shop
from saas.seeds import LOGINS, demo
from saas.seeds.cast import DEMO_PASSWORD, SHOPS
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp
from tenants.imports.models import Import
from tenants.imports.problems import Problem, sentence
from tenants.imports.queries import problems
from tenants.scope import tenant_scope
from tenants.scoring.models import RfmSnapshot, ScoreRun
from tenants.staff import duty
from tenants.visits.models import Visit
from tests.memberships import roles_of
from workers import transaction
from workers.models import Job

TODAY = date(2026, 7, 1)
SMALL = (500, 60, 60)  # customers; the real demo has three times 1,500


@pytest.fixture(scope="module")
def seeded(whole_app: Flask) -> Iterator[None]:
    """The demo as of TODAY, smaller; once for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction._Bound, "app", whole_app)
        patch.setattr(demo, "SHOPS", tuple(replace(one, customers=n) for one, n in zip(SHOPS, SMALL, strict=True)))
        assert demo.seed(TODAY)
        assert not demo.seed(TODAY)
        yield


@pytest.fixture
def chengguan(app: Flask, seeded: None) -> Iterator[Shop]:
    """The demo's first shop, in scope."""
    shop = shops.find("chengguan")
    assert shop is not None
    with tenant_scope(shop.id):
        yield shop


def test_everybody_can_sign_in_where_he_belongs(app: Flask, seeded: None) -> None:
    for login in LOGINS:
        user = people.find(login.email)
        assert user is not None
        assert passwords.verify(login.password, user.password_hash)
        assert roles_of(user.id) == login.roles


def test_the_demo_password_is_one_that_we_would_accept() -> None:
    passwords.check(DEMO_PASSWORD, *(login.email for login in LOGINS))


def test_every_shop_has_its_customers_and_visits_up_to_yesterday(app: Flask, seeded: None) -> None:
    for cast, count in zip(SHOPS, SMALL, strict=True):
        shop = shops.find(cast.slug)
        assert shop is not None
        with tenant_scope(shop.id):
            # besides, the shop itself with its own cars
            assert db.session.scalar(select(func.count()).select_from(Customer)) == count + 1
            latest = db.session.scalar(select(func.max(Visit.visit_on)))
            assert latest is not None
            assert 0 < (TODAY - latest).days <= 3


def test_todays_queue_has_work_of_many_triggers(chengguan: Shop) -> None:
    rows = list(db.session.scalars(select(FollowUp).where(FollowUp.queue_on == TODAY, FollowUp.state == "open")))

    triggers = Counter(row.trigger for row in rows)
    assert {"D3", "W3", "MAINT_DUE", "INSURANCE", "DEFERRED", "APPT_CONFIRM"} <= triggers.keys()
    assert len(triggers) >= 10, triggers
    assert max(triggers.values()) < len(rows) / 2, "one trigger must not drown the others"
    assert any(row.carry for row in rows)
    assert len({row.assigned_to_id for row in rows}) > 1
    assert any(row.assigned_to_id is not None for row in rows)


def test_the_day_that_the_demo_begins_on_makes_no_queue_thin(chengguan: Shop) -> None:
    callers = shops.callers(shops.team(chengguan.id))

    minutes = {
        sum(one.minutes for one in duty.duties(callers, TODAY + timedelta(ahead)).values()) for ahead in range(7)
    }

    assert minutes == {420}


def test_the_last_weeks_were_worked(chengguan: Shop) -> None:
    outcomes = set(db.session.scalars(select(Contact.outcome)))
    latest = db.session.scalar(select(func.max(Contact.contacted_at)))

    assert {"satisfied", "message_sent", "not_needed", "done_elsewhere"} <= outcomes
    assert latest is not None
    assert latest < datetime.combine(TODAY, datetime.min.time(), latest.tzinfo)
    assert db.session.scalar(select(func.count()).where(FollowUp.state == "done", FollowUp.outcome.is_(None))) == 0


def test_classes_have_moved_between_month_ends_and_yesterday(chengguan: Shop) -> None:
    scored = list(db.session.scalars(select(ScoreRun.as_of).order_by(ScoreRun.as_of)))
    classes = select(RfmSnapshot.customer_id, func.count(RfmSnapshot.rfm_class.distinct()).label("classes"))
    per_customer = classes.group_by(RfmSnapshot.customer_id).subquery()
    moved = db.session.scalar(select(func.count()).select_from(per_customer).where(per_customer.c.classes > 1))

    assert scored == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)]
    assert moved is not None
    assert moved > 10


def test_its_imports_tell_what_was_wrong_in_both_languages(chengguan: Shop) -> None:
    told = [problem for each in db.session.scalars(select(Import)) for problem in problems(each.id)]

    assert len(told) == 8
    for problem in told:
        assert isinstance(problem, Problem)
        assert "{" not in sentence(problem, "zh") + sentence(problem, "en")


def test_what_takes_long_is_left_to_the_worker(chengguan: Shop) -> None:
    waiting = db.session.scalars(select(Job).where(Job.state == "waiting").order_by(Job.actor))

    assert [(job.actor, job.arguments) for job in waiting] == [
        ("count_losses", {}),
        ("find_duplicates", {}),
        ("predict_needs", {"as_of": "2026-06-30"}),
    ]

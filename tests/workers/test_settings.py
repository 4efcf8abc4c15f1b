"""What a change of settings has done again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring.models import RfmCut
from tenants.settings.rules import Again
from tenants.visits.models import Visit
from tests import factories
from workers.models import Job
from workers.settings import count_visits, take_effect

Jobs = Callable[[Shop], list[Job]]


@pytest.mark.parametrize(
    ("names", "again", "job"),
    [
        (["m_include_insurer", "closed_weekdays", "r_cut_days"], Again.VISITS, "count_visits"),
        (["closed_weekdays", "r_cut_days"], Again.SCORES, "score_shop"),
        (["closed_weekdays", "segmentation_mode"], Again.QUEUE, "plan_queue"),
        (["opens_hour"], Again.NOTHING, None),
        ([], Again.NOTHING, None),
    ],
)
def test_a_change_reaches_as_far_as_its_farthest_setting(
    in_shop: Shop, names: list[str], again: Again, job: str | None
) -> None:
    reached = [take_effect(names), take_effect(names)]

    assert reached == [again, again]
    assert list(db.session.scalars(select(Job.actor))) == ([job] if job else [])


def test_money_of_insurers_counts_from_the_next_scoring_on_with_new_cuts(in_shop: Shop) -> None:
    as_of = clock.today(in_shop.timezone) - timedelta(days=1)
    customer = factories.create_customer()
    factories.create_order(customer, factories.create_vehicle(customer), as_of, yuan=0, insurer_fen=300_000)
    settings.change(min_population=1)
    factories.create_scores(as_of)
    frozen = db.session.scalars(select(RfmCut)).all()

    settings.change(m_include_insurer=True)
    for _ in range(2):
        count_visits()

    assert len(frozen) == 1
    assert db.session.scalars(select(RfmCut)).all() == []
    assert db.session.scalars(select(Visit.m_fen)).all() == [300_000]
    assert list(db.session.scalars(select(Job.actor))) == ["score_shop"]


def test_the_cuts_of_another_shop_stay_frozen(shop: Shop, other_shop: Shop) -> None:
    as_of = clock.today(shop.timezone) - timedelta(days=1)
    with tenant_scope(other_shop.id):
        customer = factories.create_customer()
        factories.create_order(customer, factories.create_vehicle(customer), as_of)
        settings.change(min_population=1)
        factories.create_scores(as_of)

    with tenant_scope(shop.id):
        count_visits()
        db.session.commit()

    with tenant_scope(other_shop.id):
        assert len(db.session.scalars(select(RfmCut)).all()) == 1

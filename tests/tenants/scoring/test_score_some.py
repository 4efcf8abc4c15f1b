"""Scoring only the customers an import touched: what a whole scoring would say of them, and nothing else is written."""

from datetime import date
from unittest.mock import patch

import pytest
from sqlalchemy import select, text

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scoring import frame
from tenants.scoring.models import CustomerProfile, RfmCut, RfmScore, RfmSnapshot, ScoreRun
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.scoring.tv_rfm import AS_OF, VISITS


@pytest.fixture
def cast(in_shop: Shop) -> dict[str, Customer]:
    """TV-RFM, scored: its cuts are frozen."""
    settings.change(min_population=1)
    people = {}
    for name, paid in VISITS.items():
        people[name] = create_customer(name)
        car = create_vehicle(people[name])
        for day, yuan in paid:
            create_order(people[name], car, date.fromisoformat(day), yuan)
    derive_visits()
    score(AS_OF)
    return people


def stored() -> dict[str, tuple[object, ...]]:
    rows = db.session.execute(
        select(Customer.name, RfmScore)
        .join(RfmScore, RfmScore.customer_id == Customer.id)
        .execution_options(populate_existing=True)
    )
    return {name: (one.rfm_class, one.frequency, one.monetary_fen, one.m_score, one.lifecycle) for name, one in rows}


def versions() -> set[tuple[object, ...]]:
    """A row that is written again is another version of itself."""
    rows = db.session.execute(text("SELECT customer_id, ctid::text FROM rfm_scores"))
    return {tuple(row) for row in rows}


def test_the_touched_are_scored_as_a_whole_scoring_would(cast: dict[str, Customer]) -> None:
    create_order(cast["C8"], None, date(2026, 6, 29), 5000)
    newcomer = create_customer("C12")
    create_order(newcomer, None, date(2026, 6, 29), 3000)
    derive_visits()

    run = score(AS_OF, [cast["C8"].id, newcomer.id])
    some = stored()
    score(AS_OF)

    assert run.customers == 11
    assert {name: some[name] for name in ("C8", "C12")} == {name: stored()[name] for name in ("C8", "C12")}
    assert some["C8"][:3] == ("DEEPEN", 2, 5400_00)


def test_nobody_else_is_written(cast: dict[str, Customer]) -> None:
    before = versions()
    for name in ("C1", "C2", "C8"):
        create_order(cast[name], None, date(2026, 6, 29), 5000)
    derive_visits()

    score(AS_OF, [cast["C8"].id, cast["C9"].id])

    written = {row[0] for row in versions() - before}
    assert written == {cast["C8"].id}
    snapshot = db.session.scalars(select(RfmSnapshot).where(RfmSnapshot.customer_id == cast["C8"].id)).one()
    assert snapshot.monetary_fen == 5400_00


def test_the_cuts_of_the_month_stay(cast: dict[str, Customer]) -> None:
    create_order(cast["C8"], None, date(2026, 6, 29), 500_000)
    derive_visits()

    run = score(AS_OF, [cast["C8"].id])

    assert run.m_cut_fen == 3517_50.0


def test_profiles_of_the_touched_follow(cast: dict[str, Customer]) -> None:
    create_order(cast["C8"], None, date(2026, 6, 29), 12_000)
    derive_visits()

    score(AS_OF, [cast["C8"].id])

    tiers = dict(db.session.execute(select(CustomerProfile.customer_id, CustomerProfile.tier)).all())
    assert tiers[cast["C8"].id] == "KEY"
    assert tiers[cast["C1"].id] == "IMPORTANT"


def test_a_touched_customer_whose_visits_were_refunded_loses_his_profile(cast: dict[str, Customer]) -> None:
    for order in db.session.scalars(select(WorkOrder).where(WorkOrder.customer_id == cast["C6"].id)):
        order.refund_fen = order.customer_fen
    db.session.flush()
    derive_visits()

    score(AS_OF, [cast["C6"].id, cast["C8"].id])

    profiled = set(db.session.scalars(select(CustomerProfile.customer_id)))
    assert cast["C6"].id not in profiled
    assert cast["C8"].id in profiled


def test_a_customer_who_was_merged_away_loses_his_score(cast: dict[str, Customer]) -> None:
    merging.merge(cast["C6"].id, cast["C7"].id)
    derive_visits()

    run = score(AS_OF, [cast["C6"].id, cast["C7"].id])

    assert "C6" not in stored()
    assert stored()["C7"][1] == 5
    assert run.customers == 9


@pytest.mark.parametrize(
    ("day", "change"),
    [
        (date(2026, 6, 29), None),
        (date(2026, 7, 1), None),
        (AS_OF, "DELETE FROM rfm_cuts"),
        (AS_OF, "DELETE FROM score_runs"),
    ],
    ids=["an earlier day", "a later day", "no frozen cuts", "never scored"],
)
def test_otherwise_the_whole_shop_is_scored(cast: dict[str, Customer], day: date, change: str | None) -> None:
    if change:
        db.session.execute(text(change))

    with patch.object(frame, "scored_customers", wraps=frame.scored_customers) as whole:
        score(day, [cast["C8"].id])

    whole.assert_called_once_with(day)


def test_nobody_touched_is_nothing_to_do(cast: dict[str, Customer]) -> None:
    before = versions()

    score(AS_OF, [])

    assert versions() == before


def test_another_cut_setting_takes_effect_with_the_next_scoring(cast: dict[str, Customer]) -> None:
    settings.change(f_cut_mode="fixed", f_cut_value=1)

    run = score(AS_OF, [cast["C8"].id])

    assert run.f_cut == 1
    assert stored()["C3"][0] == "VALUE"
    (frozen,) = db.session.scalars(select(RfmCut).execution_options(populate_existing=True))
    assert frozen.f_cut == 1


def test_a_setting_that_is_no_cut_keeps_the_month_frozen(cast: dict[str, Customer]) -> None:
    create_order(cast["C8"], None, date(2026, 6, 29), 500_000)
    derive_visits()
    settings.change(lifecycle_active_days=100)

    assert score(AS_OF).m_cut_fen == 3517_50.0


def test_cuts_frozen_by_an_earlier_release_stay(cast: dict[str, Customer]) -> None:
    db.session.execute(text("UPDATE rfm_cuts SET settings_key = NULL, f_cut = 2.5"))

    run = score(AS_OF)

    assert run.f_cut == 2.5
    assert db.session.query(ScoreRun).count() == 1

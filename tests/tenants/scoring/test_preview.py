"""The preview in SQL is the scoring in pandas: same cuts, same classes, whatever the settings."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import insert, select

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.scoring.frame import Scored, scored_customers
from tenants.scoring.models import RfmCut, RfmScore
from tenants.scoring.preview import Preview, preview
from tenants.scoring.score import score
from tenants.scoring.segments import PERSONAL
from tenants.visits.models import Visit
from tests.factories import create_customer, create_order, create_scores

AS_OF = date(2026, 6, 30)

MODES = [
    {},
    {"r_cut_mode": "fixed", "r_cut_days": 120},
    {"f_cut_mode": "median", "m_cut_mode": "median"},
    {"f_cut_mode": "quantile", "f_cut_value": 0.8, "m_cut_mode": "quantile", "m_cut_value": 1 / 3},
    {"f_cut_mode": "fixed", "f_cut_value": 2, "m_cut_mode": "fixed", "m_cut_value": 1500_00},
    {"f_cut_mode": "fixed", "f_cut_value": 4.5, "m_cut_mode": "mean"},
    {"rfm_window_months": 12},
    {"rfm_window_months": 36, "m_cut_mode": "median"},
    {"lifecycle_active_days": 90, "lifecycle_silent_days": 150, "lifecycle_asleep_days": 200},
    {"min_population": 10_000},
    {"min_population": 10_000, "m_cut_mode": "fixed", "m_cut_value": 900_00, "f_cut_mode": "median"},
    {"min_population": 1},
]


def open_shop(customers: int, fleets: int, seed: int) -> None:
    """Customers with visits of all kinds of rhythm, many equal amounts and one giant; some never came."""
    rng = Random(seed)
    people = [
        {"id": new_id(), "name": f"客{number}", "customer_type": "fleet" if number < fleets else "personal"}
        for number in range(customers)
    ]
    db.session.execute(insert(Customer), people)
    visits = [visit for person in people for visit in _visits(person["id"], rng)]
    visits[0]["m_fen"] = visits[0]["net_revenue_fen"] = 9_000_000_00
    db.session.execute(insert(Visit), visits)


def _visits(customer_id: object, rng: Random) -> list[dict[str, object]]:
    days = {AS_OF - timedelta(rng.randrange(1200)) for _ in range(rng.choice((0, 1, 1, 2, 3, 5, 9)))}
    return [
        {
            "party_id": new_id(),
            "customer_id": customer_id,
            "visit_on": day,
            "arrived_on": day,
            "order_count": 1,
            "net_revenue_fen": 1000_00,
            "m_fen": rng.choice((0, 300_00, 300_00, 800_00, rng.randrange(200_000), -50_00)),
            "is_revenue": True,
            "is_paid": True,
            "is_service": True,
            "is_maintenance": True,
            "is_presence": True,
        }
        for day in days
    ]


def expected(**values: object) -> tuple[Scored, Counter[tuple[str, str]]]:
    """What scoring says with these settings saved, against the classes stored now."""
    now = dict(db.session.execute(select(RfmScore.customer_id, RfmScore.rfm_class)).all())
    settings.change(**values)
    scored = scored_customers(AS_OF)
    then = zip(scored.customers["customer_id"], scored.customers["rfm_class"], strict=True)
    return scored, Counter((now.get(customer_id, ""), rfm_class) for customer_id, rfm_class in then)


def lifecycles(scored: Scored) -> Counter[str]:
    return Counter(code for code in scored.customers["lifecycle"] if code)


def cuts(shown: Preview) -> tuple[float, ...]:
    return shown.r_cut_days, shown.f_cut, shown.m_cut_fen, shown.population, shown.small


@pytest.mark.parametrize("values", MODES, ids=str)
@pytest.mark.parametrize(("customers", "fleets"), [(140, 0), (60, 4), (150, 40), (12, 0)])
@pytest.mark.usefixtures("in_shop")
def test_the_preview_is_the_next_scoring(customers: int, fleets: int, values: dict[str, object]) -> None:
    open_shop(customers, fleets, seed=customers)
    score(AS_OF)
    db.session.query(RfmCut).delete()

    shown = preview(AS_OF, **values)

    scored, moves = expected(**values)
    personal = scored.cuts[PERSONAL]
    assert cuts(shown) == pytest.approx(
        (personal.r_cut_days, personal.f_cut, personal.m_cut_fen, personal.population, personal.small), rel=1e-12
    )
    assert shown.moves == moves
    told = Counter[str]()
    for (_, then), people in shown.lifecycles.items():
        told[then] += people
    assert told == lifecycles(scored)


@pytest.mark.usefixtures("in_shop")
def test_the_preview_counts_who_would_change() -> None:
    for yuan in (100, 200, 300, 4000):
        create_order(create_customer(f"{yuan}"), None, date(2026, 6, 1), yuan)
    create_scores(AS_OF)

    shown = preview(AS_OF, m_cut_mode="fixed", m_cut_value=4000_00)

    # four customers are few: M was cut at their median of 250
    assert shown.moves == {("NEW", "NEW"): 2, ("DEEPEN", "NEW"): 1, ("DEEPEN", "DEEPEN"): 1}
    assert (shown.class_changes, shown.lifecycle_changes) == (1, 0)


@pytest.mark.usefixtures("in_shop")
def test_another_lifecycle_moves_rows_of_the_grid_and_no_class() -> None:
    create_order(create_customer(), None, date(2026, 3, 1), 500)
    create_scores(AS_OF)

    shown = preview(AS_OF, lifecycle_active_days=60)

    assert (shown.class_changes, shown.lifecycle_changes) == (0, 1)
    assert shown.lifecycles == {("ACTIVE", "SILENT"): 1}


@pytest.mark.usefixtures("in_shop")
def test_a_preview_writes_nothing() -> None:
    create_order(create_customer(), None, date(2026, 3, 1), 500)
    create_scores(AS_OF)
    before = settings.current()

    preview(AS_OF, f_cut_mode="fixed", f_cut_value=1)

    assert settings.current() == before
    assert db.session.query(RfmCut).count() == 0


def test_a_shop_without_customers_has_a_preview(in_shop: Shop) -> None:
    shown = preview(AS_OF)

    assert cuts(shown) == (180, 3.0, 0.0, 0, True)
    assert (shown.class_changes, shown.moves) == (0, {})

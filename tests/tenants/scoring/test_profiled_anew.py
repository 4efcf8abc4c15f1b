"""Whom a run profiles anew: a few, everybody, or everybody in pieces."""

from datetime import date
from unittest.mock import patch

import pytest
from sqlalchemy import text

from tenants import settings
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scoring import past
from tenants.scoring.drawn import drawn
from tenants.scoring.profiles import profile
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tests.factories import create_customer, create_order
from tests.tenants.scoring.profiled import of, profiled
from tests.tenants.scoring.tv_rfm import AS_OF


def test_a_day_that_passes_changes_no_profile(cast: dict[str, Customer]) -> None:
    profiled()
    before = db.session.execute(text("SELECT customer_id, xmin, ctid FROM customer_profiles ORDER BY 1")).all()

    profiled(date(2026, 7, 1))

    assert db.session.execute(text("SELECT customer_id, xmin, ctid FROM customer_profiles ORDER BY 1")).all() == before


def test_some_customers_are_profiled_without_the_others(cast: dict[str, Customer]) -> None:
    profiled()
    whole = {name: of(customer).signature for name, customer in cast.items() if name != "C10"}
    db.session.execute(text("UPDATE customer_profiles SET signature = 0, tier = 'NORMAL'"))

    profile(AS_OF, [cast["C1"].id, cast["C11"].id])

    assert {name: of(cast[name]).signature for name in ("C1", "C11", "C2")} == {
        "C1": whole["C1"],
        "C11": whole["C11"],
        "C2": 0,
    }


def test_a_night_that_changes_few_profiles_only_those(cast: dict[str, Customer]) -> None:
    for number in range(30):
        create_order(create_customer(f"客{number}"), None, date(2026, 1, 5), 100)
    derive_visits()
    score(AS_OF)
    create_order(cast["C8"], None, date(2026, 7, 1), 12_000)
    derive_visits()
    db.session.execute(text("UPDATE customer_profiles SET signature = 0, tier = 'NORMAL'"))

    score(date(2026, 7, 1))

    assert of(cast["C8"]).tier == "KEY"
    assert of(cast["C1"]).tier == "NORMAL"


@pytest.mark.parametrize(
    ("day", "values"),
    [(date(2026, 7, 7), {}), (date(2026, 7, 1), {"tier_important_quantile": 0.7}), (date(2026, 6, 29), {})],
    ids=["a week later", "by other settings", "an earlier day"],
)
def test_otherwise_everybody_is_profiled(cast: dict[str, Customer], day: date, values: dict[str, float]) -> None:
    for number in range(30):
        create_order(create_customer(f"客{number}"), None, date(2026, 1, 5), 100)
    derive_visits()
    score(AS_OF)
    db.session.execute(text("UPDATE customer_profiles SET signature = 0, tier = 'NORMAL'"))
    settings.change(**values)

    score(day)

    assert of(cast["C1"]).tier == "IMPORTANT"


def test_a_shop_profiled_in_pieces_is_the_same_shop(cast: dict[str, Customer]) -> None:
    profiled()
    whole = {name: of(customer).signature for name, customer in cast.items() if name != "C10"}
    drawn_whole = drawn()
    db.session.execute(text("DELETE FROM customer_profiles"))

    with patch.object(past, "CHUNK", 3):
        profile(AS_OF)

    assert {name: of(customer).signature for name, customer in cast.items() if name != "C10"} == whole
    assert drawn() == drawn_whole

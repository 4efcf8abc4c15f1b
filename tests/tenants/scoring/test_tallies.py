from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scoring import queries, tallies
from tenants.scoring.models import CustomerProfile
from tenants.scoring.queries import Wanted
from tenants.scoring.segments import Mode
from tests.factories import create_customer, create_order, create_profile, create_scores

AS_OF = date(2026, 6, 30)
PEOPLE = (
    ("张三", 6000, "KEY", ["PROMO_EVENT"]),
    ("李四", 3000, "TIER_POTENTIAL", ["PROMO_EVENT", "SPECIAL_TYRES"]),
    ("王五", 1000, "NORMAL", []),
)


@pytest.fixture
def people(in_shop: Shop) -> None:
    """Three who paid, in three tiers, and one who never did."""
    cast = [(create_customer(name), yuan, tier, overlays) for name, yuan, tier, overlays in PEOPLE]
    for customer, yuan, *_ in cast:
        create_order(customer, None, date(2026, 6, 1), yuan)
    create_customer("赵六")
    create_scores(AS_OF)
    db.session.query(CustomerProfile).delete()
    for customer, _, tier, overlays in cast:
        create_profile(customer, tier=tier, overlays=overlays)


def names(**wanted: object) -> list[str]:
    return [listed.name for listed in queries.customers_listed(Wanted(**wanted), AS_OF)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("people")
def test_tiers_are_shares_of_those_who_ever_paid() -> None:
    assert [(tally.code, tally.customers, tally.revenue_fen, tally.revenue_share) for tally in tallies.tiers()] == [
        ("KEY", 1, 6000_00, 0.6),
        ("IMPORTANT", 0, 0, 0.0),
        ("TIER_POTENTIAL", 1, 3000_00, 0.3),
        ("NORMAL", 1, 1000_00, 0.1),
    ]


@pytest.mark.usefixtures("people")
def test_a_simple_mode_counts_key_customers_among_the_important() -> None:
    tiers = tallies.tiers(Mode.SIMPLE3)

    assert [(tally.code, tally.customers) for tally in tiers] == [
        ("IMPORTANT", 1),
        ("TIER_POTENTIAL", 1),
        ("NORMAL", 1),
    ]
    assert names(tier="IMPORTANT", mode="simple3") == ["张三"]
    assert names(tier="IMPORTANT") == []


@pytest.mark.usefixtures("people")
def test_a_customer_may_stand_in_two_overlays() -> None:
    counted = {tally.code: (tally.customers, tally.revenue_share) for tally in tallies.overlays()}

    assert counted["PROMO_EVENT"] == (2, 0.9)
    assert counted["SPECIAL_TYRES"] == (1, 0.3)
    assert counted["PROMO_DISCOUNT"] == (0, 0.0)
    assert names(overlay="PROMO_EVENT") == ["张三", "李四"]
    assert names(overlay="SPECIAL_TYRES", tier="KEY") == []


@pytest.mark.usefixtures("people")
def test_three_paid_customers_are_too_few_to_divide() -> None:
    assert tallies.proposal() == tallies.Proposal(Mode.NONE, Mode.NONE, 3)


@pytest.mark.usefixtures("in_shop")
def test_an_empty_shop_has_tallies_without_shares() -> None:
    assert {(tally.customers, tally.share) for tally in (*tallies.tiers(), *tallies.overlays())} == {(0, None)}

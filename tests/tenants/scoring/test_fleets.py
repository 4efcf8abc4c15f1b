"""Four active cars make a fleet, on one record or on several of one customer (domain.md 0.5)."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scoring.frame import scored_customers, scored_some
from tenants.scoring.models import RfmCut, RfmScore
from tenants.scoring.preview import preview
from tenants.scoring.runs import shown_run
from tenants.scoring.score import score
from tenants.scoring.segments import FLEET_POPULATION, PERSONAL
from tenants.scoring.standing import standing
from tenants.visits.derive import derive_visits
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.scoring.profiled import of, profiled
from tests.tenants.scoring.tv_rfm import AS_OF

DAY = date(2026, 6, 1)


@pytest.fixture
def owner(in_shop: Shop) -> Customer:
    """Of four cars on three records, two of them on his own; a car that was sold makes no fleet."""
    records = [create_customer(name) for name in ("张三", "张先生", "张老板")]
    for record in (*records, records[0]):
        create_order(record, create_vehicle(record), DAY, 1000)
    create_vehicle(records[1], closed_on=DAY, exit_reason="sold")
    for duplicate in records[1:]:
        merging.merge(duplicate.id, records[0].id)
    return records[0]


@pytest.fixture
def others(owner: Customer) -> None:
    settings.change(min_population=1)
    for number in range(3):
        someone = create_customer(f"客{number}")
        create_order(someone, create_vehicle(someone), DAY, 500 + number)
    derive_visits()


def is_personal(customer: Customer) -> bool:
    personal = scored_customers(AS_OF).customers.set_index("customer_id")["personal"]
    return bool(personal[customer.id])


@pytest.mark.usefixtures("others")
def test_cars_of_merged_records_make_a_fleet_until_they_are_parted(owner: Customer) -> None:
    last = db.session.scalars(select(Customer.id).where(Customer.name == "张老板")).one()

    assert not is_personal(owner)

    merging.unmerge(last)
    assert is_personal(owner)


@pytest.mark.usefixtures("others")
def test_some_are_scored_as_all_are(owner: Customer) -> None:
    score(AS_OF)

    scored = scored_some(AS_OF, [owner.id])

    assert scored is not None
    assert not scored.customers["personal"].item()


@pytest.mark.usefixtures("others")
def test_a_fleet_of_several_records_ranks_nobody_else(owner: Customer) -> None:
    """Among the four customers he would be one to be ranked by."""
    score(AS_OF)
    someone = db.session.scalars(select(Customer.id).where(Customer.name == "客2")).one()
    all_of_them = scored_customers(AS_OF).customers.set_index("customer_id")["m_rank"][someone]

    scored = scored_some(AS_OF, [someone])

    assert scored is not None
    assert scored.customers["m_rank"].item() == all_of_them


def test_his_cars_are_counted_together_and_he_is_a_key_customer(owner: Customer) -> None:
    profiled()

    profile = of(owner)
    assert (profile.vehicles, profile.tier) == (4, "KEY")


@pytest.mark.usefixtures("others")
def test_the_preview_counts_him_as_scoring_does(owner: Customer) -> None:
    score(AS_OF)
    db.session.query(RfmCut).delete()

    shown = preview(AS_OF)

    scored = scored_customers(AS_OF)
    assert shown.population == scored.cuts[PERSONAL].population == 3
    now = dict(db.session.execute(select(RfmScore.customer_id, RfmScore.rfm_class)).all())
    then = zip(scored.customers["customer_id"], scored.customers["rfm_class"], strict=True)
    assert shown.moves == Counter((now[customer_id], rfm_class) for customer_id, rfm_class in then)


@pytest.mark.usefixtures("others")
def test_the_cuts_that_explain_his_class_are_those_of_fleets(owner: Customer) -> None:
    for number in range(FLEET_POPULATION - 1):
        fleet = create_customer(f"车队{number}", customer_type="fleet")
        create_order(fleet, create_vehicle(fleet), DAY, 90_000)
    derive_visits()
    score(AS_OF)

    shown = standing(owner.id, shown_run())

    assert shown is not None
    assert shown.limits.m_cut_fen == (19 * 90_000_00 + 4_000_00) / 20

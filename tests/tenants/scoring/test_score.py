"""Scoring against the database: TV-RFM end to end, frozen cuts, snapshots, and the day the pages show."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring.frame import scored_customers
from tenants.scoring.models import RfmCut, RfmScore, RfmSnapshot
from tenants.scoring.runs import shown_run
from tenants.scoring.score import score
from tenants.scoring.segments import PERSONAL
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.scoring.tv_rfm import AS_OF, VISITS


@pytest.fixture
def tv_rfm(in_shop: Shop) -> dict[str, Customer]:
    """The ten customers with one car each; C10 came for a free check."""
    cast = {}
    for name, paid in VISITS.items():
        cast[name] = create_customer(name)
        car = create_vehicle(cast[name])
        for day, yuan in paid:
            create_order(cast[name], car, date.fromisoformat(day), yuan)
    create_order(cast["C10"], create_vehicle(cast["C10"]), date(2026, 6, 20), 0, order_type="inspection")
    settings.change(min_population=1)
    derive_visits()
    return cast


def classes() -> dict[str, str]:
    rows = db.session.execute(
        select(Customer.name, RfmScore.rfm_class).join(
            RfmScore, (RfmScore.shop_id == Customer.shop_id) & (RfmScore.customer_id == Customer.id)
        )
    )
    return dict(rows.all())


def snapshots() -> list[date]:
    return sorted(db.session.scalars(select(RfmSnapshot.as_of)))


def test_tv_rfm_from_work_orders_to_stored_classes(tv_rfm: dict[str, Customer]) -> None:
    run = score(AS_OF)

    assert classes() == {
        "C1": "VALUE",
        "C2": "RECALL",
        "C3": "DEEPEN",
        "C4": "RETAIN",
        "C5": "POTENTIAL",
        "C6": "NEW",
        "C7": "MAINTAIN",
        "C8": "LOST",
        "C9": "LOST",
        "C10": "NONE",
    }
    assert (run.population, run.f_cut, run.m_cut_fen, run.r_cut_days) == (8, 2.625, 3517_50.0, 180)


def test_tv_rfm_an_insurer_paid_visit_has_recency_and_frequency_and_no_money(tv_rfm: dict[str, Customer]) -> None:
    (order,) = orders_of(tv_rfm["C3"])
    order.customer_fen, order.insurer_fen = 0, order.customer_fen
    db.session.flush()
    derive_visits()

    run = score(AS_OF)

    assert run.m_cut_fen == 2867_50.0
    assert classes()["C3"] == "NEW"


def orders_of(customer: Customer) -> list[WorkOrder]:
    return list(db.session.scalars(select(WorkOrder).where(WorkOrder.customer_id == customer.id)))


def test_two_cars_on_one_day_count_once_for_frequency_and_twice_for_money(tv_rfm: dict[str, Customer]) -> None:
    create_order(tv_rfm["C1"], create_vehicle(tv_rfm["C1"]), date(2026, 6, 2), 100)
    derive_visits()

    table = scored_customers(AS_OF).customers.set_index("customer_id")

    assert (table.loc[tv_rfm["C1"].id, "frequency"], table.loc[tv_rfm["C1"].id, "monetary_fen"]) == (5, 7100_00)


def test_visits_after_the_day_do_not_exist_yet(tv_rfm: dict[str, Customer]) -> None:
    table = scored_customers(date(2026, 6, 1)).customers.set_index("customer_id")

    assert table.loc[tv_rfm["C6"].id, "rfm_class"] == "NONE"
    assert table.loc[tv_rfm["C1"].id, "frequency"] == 4


def test_cuts_are_frozen_for_the_month_and_new_in_the_next(tv_rfm: dict[str, Customer]) -> None:
    score(date(2026, 6, 29))
    create_order(tv_rfm["C8"], create_vehicle(tv_rfm["C8"]), date(2026, 6, 29), 90_000)
    derive_visits()

    same_month, next_month = score(AS_OF), score(date(2026, 7, 1))

    assert same_month.m_cut_fen == 3517_50.0
    assert next_month.m_cut_fen > 10_000_00
    assert [cut.month for cut in db.session.scalars(select(RfmCut).order_by(RfmCut.month))] == [
        date(2026, 6, 1),
        date(2026, 7, 1),
    ]


def test_a_small_population_is_scored_with_the_fall_back_cuts_and_freezes_nothing(tv_rfm: dict[str, Customer]) -> None:
    settings.change(min_population=20)

    run = score(AS_OF)

    assert (run.r_cut_days, run.f_cut, run.m_cut_fen, run.small_population) == (180, 3.0, 3225_00.0, True)
    assert db.session.scalar(select(func.count()).select_from(RfmCut)) == 0


def test_a_day_that_changes_nobody_writes_no_snapshot(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)
    score(AS_OF)
    score(AS_OF + timedelta(days=1))

    # C5 turned 32 days and C6 16: no score moved; C1 kept R <= 30
    assert Counter(snapshots()) == {AS_OF: 10}


def test_only_who_changed_gets_a_snapshot(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)

    score(date(2026, 7, 3))

    changed = db.session.scalars(select(RfmSnapshot).where(RfmSnapshot.as_of == date(2026, 7, 3))).one()
    assert (changed.customer_id, changed.r_score) == (tv_rfm["C1"].id, 4)


def test_a_past_day_is_shown_and_not_written_into_history(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)

    score(date(2026, 3, 1))

    run = shown_run()
    assert run is not None
    assert run.as_of == date(2026, 3, 1)
    assert classes()["C6"] == "NONE"
    assert set(snapshots()) == {AS_OF}


def test_after_a_past_day_was_shown_history_goes_on_unbroken(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)
    score(date(2026, 3, 1))

    score(AS_OF + timedelta(days=1))

    assert classes()["C6"] == "NEW"
    assert Counter(snapshots())[AS_OF + timedelta(days=1)] == 10


def test_the_day_a_class_was_entered(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)
    recall = db.session.scalars(select(RfmScore).where(RfmScore.customer_id == tv_rfm["C2"].id)).one()
    value = db.session.scalars(select(RfmScore).where(RfmScore.customer_id == tv_rfm["C1"].id)).one()

    # never scored before: 2025-10-08 + 181 days
    assert recall.class_since_on == date(2026, 4, 7)
    assert value.class_since_on == date(2026, 6, 2)

    score(date(2026, 11, 29))
    db.session.expire_all()

    # on the last day of R <= 180 he is still VALUE
    assert (value.rfm_class, value.class_since_on) == ("VALUE", date(2026, 6, 2))

    score(date(2026, 11, 30))
    db.session.expire_all()

    assert (value.rfm_class, value.class_since_on) == ("RECALL", date(2026, 11, 30))


def test_internal_and_merged_customers_are_not_scored(tv_rfm: dict[str, Customer]) -> None:
    score(AS_OF)
    tv_rfm["C9"].customer_type = "internal"
    merging.merge(tv_rfm["C8"].id, tv_rfm["C7"].id)
    derive_visits()

    score(AS_OF)

    assert {"C8", "C9"}.isdisjoint(classes())


def test_fleets_stay_out_of_the_personal_population(tv_rfm: dict[str, Customer]) -> None:
    tv_rfm["C1"].customer_type = "fleet"
    for _ in range(3):
        create_vehicle(tv_rfm["C2"])
    db.session.flush()

    scored = scored_customers(AS_OF)

    personal = scored.customers.set_index("customer_id")["personal"]
    assert scored.cuts[PERSONAL].population == 6
    assert not personal[tv_rfm["C1"].id]
    assert not personal[tv_rfm["C2"].id]


def test_twenty_fleets_have_cuts_of_their_own(tv_rfm: dict[str, Customer]) -> None:
    for number in range(20):
        fleet = create_customer(f"车队{number}", customer_type="fleet")
        create_order(fleet, create_vehicle(fleet), date(2026, 6, 1), 10_000 + number)
    derive_visits()

    scored = scored_customers(AS_OF)

    assert scored.cuts["fleet"].population == 20
    assert scored.cuts[PERSONAL].population == 8
    assert scored.cuts[PERSONAL].m_cut_fen == 3517_50.0


def test_another_shops_visits_move_nothing(shop: Shop, other_shop: Shop) -> None:
    for each, yuan in ((shop, 100), (other_shop, 90_000)):
        with tenant_scope(each.id):
            create_order(create_customer(), None, date(2026, 6, 1), yuan)
            derive_visits()
            db.session.commit()

    with tenant_scope(shop.id):
        run = score(AS_OF)

        assert (run.customers, run.m_cut_fen) == (1, 100_00.0)


def test_a_shop_without_customers_is_scored_without_trouble(in_shop: Shop) -> None:
    run = score(AS_OF)

    assert (run.customers, run.population, run.small_population) == (0, 0, True)

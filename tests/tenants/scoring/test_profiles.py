"""Profiles against the database: tiers, overlays, silence and habits, from work orders to rows."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from sqlalchemy import Select, select, text

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring import past
from tenants.scoring.acquaintance import acquaintance
from tenants.scoring.drawn import drawn
from tenants.scoring.models import CustomerProfile, KeyCustomer
from tenants.scoring.profiles import profile
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder
from tests.factories import create_customer, create_line, create_order, create_vehicle
from tests.tenants.scoring.tv_rfm import AS_OF, VISITS


@pytest.fixture
def cast(in_shop: Shop) -> dict[str, Customer]:
    """The customers of TV-RFM with one car each, and C11: a company with twelve vans that came once."""
    people = {}
    for name, paid in VISITS.items():
        people[name] = create_customer(name)
        car = create_vehicle(people[name])
        for day, yuan in paid:
            create_order(people[name], car, date.fromisoformat(day), yuan)
    people["C11"] = create_customer("C11", customer_type="fleet")
    vans = [create_vehicle(people["C11"]) for _ in range(12)]
    create_order(people["C11"], vans[0], date(2026, 6, 1), 100)
    return people


def profiled(as_of: date = AS_OF) -> None:
    derive_visits()
    score(as_of)
    profile(as_of)


def of(customer: Customer) -> CustomerProfile:
    rows = select(CustomerProfile).where(CustomerProfile.customer_id == customer.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def orders_of(customer: Customer) -> Select[tuple[WorkOrder]]:
    """The latest first."""
    return select(WorkOrder).where(WorkOrder.customer_id == customer.id).order_by(WorkOrder.settled_on.desc())


def test_tv_tier_from_work_orders_to_stored_tiers(cast: dict[str, Customer]) -> None:
    profiled()

    assert {name: of(customer).tier for name, customer in cast.items() if name != "C10"} == {
        "C1": "IMPORTANT",
        "C2": "IMPORTANT",
        "C3": "TIER_POTENTIAL",
        "C4": "TIER_POTENTIAL",
        "C5": "NORMAL",
        "C6": "NORMAL",
        "C7": "NORMAL",
        "C8": "NORMAL",
        "C9": "NORMAL",
        "C11": "KEY",
    }


def test_who_never_paid_has_no_profile(cast: dict[str, Customer]) -> None:
    profiled()

    assert acquaintance(cast["C10"].id, AS_OF) is None


def test_a_customer_the_shop_names_is_a_key_customer(cast: dict[str, Customer]) -> None:
    db.session.add(KeyCustomer(customer_id=cast["C8"].id))
    db.session.flush()

    profiled()

    known = acquaintance(cast["C8"].id, AS_OF)
    assert known is not None
    assert (known.tier, known.is_named_key) == ("KEY", True)


def test_tv_g1_additives_make_a_special_item_repeater(cast: dict[str, Customer]) -> None:
    orders = [create_order(cast["C5"], None, date(2026, month, 9), 0) for month in (1, 2, 3, 4)]
    for order, yuan in zip(orders, (200, 220, 200, 210), strict=True):
        order.customer_fen = yuan * 100
        create_line(order, "燃油宝", net_fen=yuan * 100)
    other = create_order(cast["C6"], None, date(2026, 5, 9), 90)
    create_line(other, "燃油宝", net_fen=90_00)
    profiled()
    # C5 of TV-RFM spent 1,250 besides: 830 of 2,080 is not half
    assert of(cast["C5"]).overlays == []

    db.session.execute(text("DELETE FROM work_orders WHERE customer_fen IN (35000, 32000, 30000, 28000)"))
    profiled()

    assert of(cast["C5"]).overlays == ["SPECIAL_ADDITIVES"]
    assert of(cast["C6"]).overlays == []


def test_tv_g2_events_make_a_promo_driven_customer(cast: dict[str, Customer]) -> None:
    (newest, *older) = db.session.scalars(orders_of(cast["C5"])).all()
    newest.campaign, older[0].campaign = "三周年店庆", "店庆"
    older[1].discount_fen = older[1].customer_fen

    profiled()

    assert of(cast["C5"]).overlays == ["PROMO_EVENT"]


def test_coupons_and_discounts_make_no_event(cast: dict[str, Customer]) -> None:
    (newest, *older) = db.session.scalars(orders_of(cast["C5"])).all()
    newest.campaign, older[0].campaign = "满500减100", "洗车券"
    older[1].discount_fen = older[1].customer_fen // 4

    profiled()

    assert of(cast["C5"]).overlays == ["PROMO_DISCOUNT"]


def test_c1_mostly_comes_on_tuesdays(cast: dict[str, Customer]) -> None:
    for order in db.session.scalars(orders_of(cast["C1"])):
        # 10:30 in Shanghai
        order.arrived_at = datetime(
            order.settled_on.year, order.settled_on.month, order.settled_on.day, 2, 30, tzinfo=UTC
        )
    db.session.flush()

    profiled()

    known = acquaintance(cast["C1"].id, AS_OF)
    assert known is not None
    assert known.weekday is not None
    assert (known.weekday.value, known.weekday.times, known.weekday.visits) == (1, 2, 5)
    assert known.daypart is not None
    assert (known.daypart.value, known.daypart.times, known.daypart.visits) == ("MORNING", 5, 5)


def test_a_weekday_seen_once_is_no_habit(cast: dict[str, Customer]) -> None:
    profiled()

    assert of(cast["C6"]).weekday is None


def test_the_ticket_is_stretched_from_the_median(cast: dict[str, Customer]) -> None:
    profiled()

    known = acquaintance(cast["C5"].id, AS_OF)
    assert known is not None
    # 280, 300, 320, 350: the lower of the two in the middle
    assert (known.median_ticket_fen, known.stretch_fen, known.largest_visit_fen) == (300_00, 200_00, 350_00)


def test_silence_is_measured_by_own_gaps_and_in_a_small_shop_by_half_a_year(cast: dict[str, Customer]) -> None:
    profiled()

    often, once = (acquaintance(cast[name].id, AS_OF) for name in ("C5", "C4"))
    assert often is not None
    assert once is not None
    assert (often.silence.days, often.silence.gap_count, often.silence.peer_group) == (31, 3, "DEFAULT")
    # gaps 133, 82, 118 and the prior of 180 twice: (3 * 118 + 2 * 180) / 5
    assert often.silence.p50_days == 143
    assert often.silence.state == "USUAL"
    assert (once.silence.days, once.silence.gap_count, once.silence.state) == (501, 0, "GONE")


def test_a_day_that_passes_changes_no_profile(cast: dict[str, Customer]) -> None:
    profiled()
    before = db.session.execute(text("SELECT customer_id, xmin, ctid FROM customer_profiles ORDER BY 1")).all()

    profiled(date(2026, 7, 1))

    assert db.session.execute(text("SELECT customer_id, xmin, ctid FROM customer_profiles ORDER BY 1")).all() == before


def test_a_refunded_customer_loses_his_profile(cast: dict[str, Customer]) -> None:
    profiled()
    (order,) = db.session.scalars(orders_of(cast["C6"]))
    order.refund_fen = order.customer_fen

    profiled()

    assert acquaintance(cast["C6"].id, AS_OF) is None


def test_distributions_are_stored_for_the_pages(cast: dict[str, Customer]) -> None:
    create_order(None, None, date(2026, 6, 3), 50)
    profiled()

    found = drawn()

    assert found is not None
    assert (found.pareto.customers, found.pareto.needed) == (8, 4)
    assert found.pareto.top_share == pytest.approx(0.4975, abs=0.0001)
    # the gaps of C1, C2, C5 and C7 in the window
    assert found.cycle.count == 13
    # eight customers' 21 visits, C11 and one by nobody we know
    assert found.tickets.count == 23
    assert sum(found.habits.weekdays) == 22
    assert found.cycles == {}


def test_cycles_are_told_apart_by_the_kind_of_work(cast: dict[str, Customer]) -> None:
    for month in (1, 2, 4):
        create_order(cast["C6"], None, date(2026, month, 1), 30, order_type="beauty", wash_only=True)
    for order in db.session.scalars(orders_of(cast["C7"])):
        order.order_type = "maintenance"
    profiled()

    found = drawn()

    assert found is not None
    assert found.cycles["wash"].count == 2
    assert found.cycles["maintenance"].count == 3
    assert set(found.cycles) == {"wash", "maintenance"}


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


def test_an_empty_shop_is_profiled_without_trouble(in_shop: Shop) -> None:
    profiled()

    found = drawn()
    assert found is not None
    assert (found.cycle.count, found.pareto.customers) == (0, 0)


def test_another_shops_customers_are_no_peers(shop: Shop, other_shop: Shop) -> None:
    for each, yuan in ((shop, 100), (other_shop, 90_000)):
        with tenant_scope(each.id):
            create_order(create_customer(), None, date(2026, 6, 1), yuan)
            profiled()
            db.session.commit()

    with tenant_scope(shop.id):
        found = drawn()
        assert found is not None
        assert found.pareto.monetary_fen == 100_00


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


def test_who_washes_between_his_services_keeps_their_gaps(cast: dict[str, Customer]) -> None:
    for month in (3, 4, 6):
        create_order(cast["C5"], None, date(2026, month, 2), 30, order_type="beauty", wash_only=True)
    washes_only = create_customer("C12")
    create_order(washes_only, None, date(2026, 6, 2), 30, order_type="beauty", wash_only=True)

    profiled()

    known = acquaintance(cast["C5"].id, AS_OF)
    assert known is not None
    assert (known.silence.gap_count, known.silence.p50_days) == (3, 143)
    assert acquaintance(washes_only.id, AS_OF) is None


def test_a_merged_customers_sales_over_the_counter_count_for_the_survivor(cast: dict[str, Customer]) -> None:
    double = create_customer("C6 again")
    for month in (3, 4, 5):
        create_line(create_order(double, None, date(2026, month, 2), 300), "燃油宝", net_fen=300_00)
    merging.merge(double.id, cast["C6"].id)

    profiled()

    assert of(cast["C6"]).overlays == ["SPECIAL_ADDITIVES"]

"""Profiles against the database: tiers, overlays, silence and habits, from work orders to rows."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scoring.acquaintance import acquaintance
from tenants.scoring.models import KeyCustomer
from tests.factories import create_customer, create_line, create_order
from tests.tenants.scoring.profiled import of, orders_of, profiled
from tests.tenants.scoring.tv_rfm import AS_OF


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


def test_a_refunded_customer_loses_his_profile(cast: dict[str, Customer]) -> None:
    profiled()
    (order,) = db.session.scalars(orders_of(cast["C6"]))
    order.refund_fen = order.customer_fen

    profiled()

    assert acquaintance(cast["C6"].id, AS_OF) is None


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

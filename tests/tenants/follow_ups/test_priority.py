from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.follow_ups.priority import CLASS_WEIGHTS, TIER_WEIGHTS, merged, score, urgency, value, weigh
from tenants.follow_ups.reasons import OpenReason
from tenants.follow_ups.windows import Window
from tenants.scoring.segments import RfmClass, Tier
from tests.tenants.follow_ups.examples import C1, C4, C5, C7, INSURANCE, MAINT_DUE, PEOPLE, TODAY, reason

WINDOW = Window(date(2026, 6, 1), date(2026, 6, 11), grace_days=10)
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("late_reason", "urgency", "value", "points"),
    [
        (reason("COMPLAINT", date(2026, 6, 30), C7), "1", ".3475", "60.9"),
        (reason(INSURANCE, date(2026, 7, 6), C5), "113/120", ".5025", "66.1"),
        (reason(MAINT_DUE, date(2026, 7, 8), C1), ".6", ".925", "57.3"),
        (reason("WINBACK_IMP", date(2026, 6, 25), C4), ".44", ".7525", "37.5"),
    ],
    ids=["C7 COMPLAINT", "C5 INSURANCE", "C1 MAINT_DUE", "C4 WINBACK_IMP"],
)
def test_tv_q1_points(late_reason: OpenReason, urgency: str, value: str, points: str) -> None:
    person = PEOPLE[late_reason.customer_id]

    priority = weigh(
        late_reason.trigger, late_reason.window, m_rank=person.m_rank, rfm_class=person.rfm_class, today=TODAY
    )

    assert (priority.urgency, priority.value) == (Fraction(urgency), Fraction(value))
    assert priority.score == Decimal(points)


def test_tv_q1_a_second_reason_adds_three_points() -> None:
    assert merged(Decimal("57.3"), further_reasons=1) == Decimal("60.3")


def test_further_reasons_add_nine_points_at_most() -> None:
    assert merged(Decimal("57.3"), further_reasons=7) == Decimal("66.3")


def test_no_one_has_more_than_a_hundred_points() -> None:
    assert merged(Decimal("97.3"), further_reasons=1) == 100


@pytest.mark.parametrize(
    ("day", "share"),
    [
        ("2026-05-20", HALF),  # not open yet
        ("2026-06-01", HALF),
        ("2026-06-06", Fraction(3, 4)),
        ("2026-06-11", Fraction(1)),
        ("2026-06-12", Fraction(9, 10)),
        ("2026-06-18", Fraction(3, 10)),
        ("2026-06-20", Fraction(3, 10)),  # no less while the grace lasts
    ],
)
def test_urgency_rises_to_the_deadline_and_sinks_in_the_grace_days(day: str, share: Fraction) -> None:
    assert urgency(WINDOW, HALF, date.fromisoformat(day)) == share


def test_a_window_of_one_day_is_urgent_at_once() -> None:
    assert urgency(Window(TODAY, TODAY, grace_days=0), HALF, TODAY) == 1


def test_a_customer_outside_the_population_is_valued_by_his_class_alone() -> None:
    assert value(0.0, RfmClass.NONE) == Fraction("0.12")


def test_half_a_tenth_of_a_point_counts_as_a_whole_one() -> None:
    c4_at_his_deadline = score(Fraction(1), value(0.6875, RfmClass.RETAIN))

    assert c4_at_his_deadline == Decimal("85.2")  # of 85.15, where floats see 85.14999999999999


def test_points_keep_their_decimal_even_when_it_is_nought() -> None:
    assert str(score(HALF, value(0.975, RfmClass.RECALL))) == "49.0"


def test_a_rank_that_no_float_holds_is_read_back_as_the_fraction_it_was() -> None:
    assert value(1 / 3, RfmClass.NONE) == Fraction(6, 10) * Fraction(1, 3) + Fraction("0.12")


@given(
    rank=st.floats(0, 1),
    rfm_class=st.sampled_from(RfmClass),
    base=st.integers(0, 100),
    days=st.integers(-5, 25),
)
def test_points_stay_between_nought_and_a_hundred(rank: float, rfm_class: RfmClass, base: int, days: int) -> None:
    urgency_now = urgency(WINDOW, Fraction(base, 100), WINDOW.open_on + timedelta(days))

    assert 0 <= score(urgency_now, value(rank, rfm_class)) <= 100


@given(st.integers(1, 1_000_000), st.data())
def test_more_money_never_lowers_the_points(population: int, data: st.DataObject) -> None:
    lower, higher = sorted(data.draw(st.tuples(st.integers(0, 2 * population), st.integers(0, 2 * population))))

    values = [value(halves / (2 * population), RfmClass.NEW) for halves in (lower, higher)]

    assert values[0] == Fraction(6, 10) * Fraction(lower, 2 * population) + Fraction("0.2")
    assert score(HALF, values[0]) <= score(HALF, values[1])


def test_a_key_customer_is_worth_nine_tenths_whatever_he_spent() -> None:
    assert value(0.1, RfmClass.LOST, Tier.KEY) == Fraction("0.9")
    assert value(1.0, RfmClass.VALUE, Tier.KEY) == 1


@pytest.mark.parametrize(
    ("tier", "worth"),
    [(Tier.KEY, "0.9"), (Tier.IMPORTANT, "0.62"), (Tier.TIER_POTENTIAL, "0.54"), (Tier.NORMAL, "0.46"), (None, "0.46")],
)
def test_a_shop_without_classes_weighs_by_tier(tier: Tier | None, worth: str) -> None:
    assert value(0.5, RfmClass.VALUE, tier, by_tier=True) == Fraction(worth)


def test_every_class_and_tier_has_a_weight() -> None:
    assert set(CLASS_WEIGHTS) == set(RfmClass)
    assert set(TIER_WEIGHTS) == set(Tier)

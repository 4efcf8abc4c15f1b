"""The worked examples of domain.md 3.6, under their names."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import islice

import pytest

from tenants.needs.due import Bound, Due, anchor, due, habit_offset
from tenants.needs.expiries import inspection, reminded_on
from tenants.needs.inspections import InspectionClass, milestones, rule_of
from tenants.needs.items import ITEMS, Interval
from tenants.needs.odometer import Cause, Change, Cleaned, clean
from tenants.needs.proposals import Proposal
from tenants.needs.rate import Confidence, Rate, Source, confidence, own_pace, rate

AS_OF = date(2026, 6, 30)
OIL = Interval(7500, 6)


def day(text: str) -> date:
    return date.fromisoformat(text)


def cleaned(*readings: tuple[str, int], use: str | None = None) -> Cleaned:
    return clean([(day(on), km) for on, km in readings], AS_OF, use)


def must_fall_due(interval: Interval, done_on: str, readings: Cleaned, pace: Rate) -> Due:
    found = due(interval, day(done_on), readings, pace)
    assert found
    return found


def test_tv_n1_a_typo_is_put_aside_and_the_months_come_first() -> None:
    readings = cleaned(("2025-01-10", 20000), ("2025-07-09", 26000), ("2025-10-17", 92300), ("2026-01-05", 32000))

    pace = rate(readings, "private", day("2023-01-10"))
    oil = must_fall_due(OIL, "2026-01-05", readings, pace)

    (suspect,) = readings.suspects
    assert (suspect.km, suspect.cause, suspect.proposed_km) == (92300, Cause.INFEASIBLE, 29300)
    assert suspect.proposal is Proposal.DIGITS_SWAPPED
    assert (pace.own, pace.span_days, pace.prior) == (Fraction(100, 3), 360, Fraction(32000, 1091))
    assert pace.km_per_day == (360 * Fraction(100, 3) + 90 * Fraction(32000, 1091)) / 450
    assert float(pace.km_per_day) == pytest.approx(32.533, abs=0.0005)
    assert oil.km_due_on == day("2026-01-05") + timedelta(231) == day("2026-08-24")
    assert (oil.due_on, oil.bound, oil.due_km) == (day("2026-07-05"), Bound.MONTHS, 39500)
    assert confidence(pace) is Confidence.HIGH


@pytest.mark.parametrize(("peers", "pace", "due_on"), [(None, 200, "2026-06-07"), (150, 170, "2026-06-14")])
def test_tv_n2_a_ride_hailing_car_is_bound_by_km(peers: int | None, pace: int, due_on: str) -> None:
    readings = cleaned(("2026-03-01", 80000), ("2026-04-30", 92000), use="ride")

    found = rate(readings, "ride", peers=peers)
    oil = must_fall_due(OIL, "2026-04-30", readings, found)

    assert (found.own, found.span_days) == (Fraction(200), 60)
    assert found.km_per_day == pace
    assert (oil.due_on, oil.bound) == (day(due_on), Bound.KM)


def test_tv_n3_a_car_seen_once_runs_at_the_pace_of_its_life() -> None:
    readings = cleaned(("2026-05-01", 45600))

    pace = rate(readings, registered_on=day("2022-05-01"))
    oil = must_fall_due(ITEMS["OIL_FULL"].interval, "2026-05-01", readings, pace)

    assert (pace.km_per_day, pace.source) == (Fraction(45600, 1461), Source.LIFETIME)
    assert (oil.due_on, oil.bound) == (day("2027-03-18"), Bound.KM)
    assert oil.months_due_on == day("2027-05-01")
    assert confidence(pace) is Confidence.MEDIUM


SWAPPED_METER = (("2025-03-01", 98000), ("2025-09-01", 105000), ("2026-01-10", 1200), ("2026-05-10", 5900))


def test_tv_n4_a_new_meter_goes_on_where_the_old_one_would_be() -> None:
    readings = cleaned(*SWAPPED_METER)

    pace = rate(readings)

    assert readings.change is Change.SWAP
    assert not readings.suspects
    assert readings.offset_km == 108784
    assert readings.readings[-1].virtual_km == 114684
    assert pace.own == (Fraction(7000, 184) + Fraction(4700, 120)) / 2
    assert pace.own == pytest.approx(38.605, abs=0.0005)
    assert pace.span_days == 184 + 120


def test_tv_n4_one_low_reading_is_no_new_meter() -> None:
    readings = cleaned(*SWAPPED_METER[:3])

    assert readings.change is None
    assert [suspect.km for suspect in readings.suspects] == [1200]


def test_tv_n5_the_pace_is_the_median_of_all_slopes() -> None:
    readings = cleaned(("2025-01-01", 10000), ("2025-04-01", 12700), ("2025-10-01", 20020), ("2026-01-01", 22320))

    pace, span = own_pace(readings)

    assert pace == (Fraction(12320, 365) + Fraction(9620, 275)) / 2  # 33.753 and 34.982
    assert pace == pytest.approx(34.368, abs=0.0005)
    assert span == 365


def test_tv_n6_the_anchor_follows_the_habit_but_not_for_brakes() -> None:
    due_on = must_fall_due(Interval(None, 6), "2025-08-30", Cleaned(), rate(Cleaned())).due_on

    offset = habit_offset([20, 26])

    assert due_on == day("2026-02-28")
    assert anchor(due_on, offset) == day("2026-03-15")
    assert anchor(due_on, offset, is_safety=True) == due_on


def test_tv_n8_a_policy_is_best_spoken_of_a_month_before_its_end() -> None:
    assert reminded_on(day("2026-09-10")) == day("2026-08-11")


def test_tv_n9_a_private_car_in_its_sixth_year() -> None:
    found = inspection(AS_OF, day("2020-07-18"), use="private", seats=5)

    rule = rule_of(InspectionClass.SMALL, AS_OF)
    later = list(islice(milestones(day("2020-07-18"), rule), 3, 6))
    assert found
    assert (found.valid_until, found.is_on_site) == (day("2026-07-31"), True)
    assert found.window_opens_on == day("2026-04-30")
    assert found.caveat == "legal_review_pending"
    assert [(stone.valid_until, stone.is_on_site) for stone in later] == [
        (day("2028-07-31"), False),
        (day("2030-07-31"), True),
        (day("2031-07-31"), True),
    ]


def test_tv_n10_an_old_private_car_is_tested_every_year() -> None:
    registered_on, rule = day("2013-09-05"), rule_of(InspectionClass.SMALL, AS_OF)

    found = inspection(AS_OF, registered_on, use="private", seats=5)

    assert found
    assert (found.valid_until, found.is_on_site) == (day("2026-09-30"), True)
    later = [stone for stone in islice(milestones(registered_on, rule), 20) if stone.valid_until > found.valid_until]
    assert [stone.valid_until.year for stone in later[:4]] == [2027, 2028, 2029, 2030]
    assert all(stone.is_on_site for stone in later)


def test_tv_n11_a_mark_that_passed_without_a_record_is_a_question() -> None:
    found = inspection(AS_OF, day("2024-05-10"), use="private", seats=5)

    assert found
    assert found.valid_until == day("2026-05-31")
    assert found.may_have_expired
    assert found.confidence is Confidence.LOW

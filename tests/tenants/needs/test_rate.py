from datetime import date, timedelta
from fractions import Fraction

import pytest

from tenants.needs.odometer import Cleaned, clean
from tenants.needs.rate import (
    Confidence,
    Rate,
    Source,
    confidence,
    days_to_run,
    own_pace,
    peer_medians,
    projected_km,
    rate,
)

START, AS_OF = date(2020, 1, 1), date(2027, 1, 1)


def cleaned(*readings: tuple[int, int]) -> Cleaned:
    return clean([(START + timedelta(day), km) for day, km in readings], AS_OF)


def test_two_readings_within_a_fortnight_say_nothing() -> None:
    assert own_pace(cleaned((0, 10_000), (13, 14_000))) == (None, 0)
    assert own_pace(cleaned((0, 10_000), (14, 10_700))) == (Fraction(50), 14)


def test_only_the_last_two_years_count() -> None:
    readings = cleaned((0, 10_000), (300, 40_000), (1000, 47_000), (1400, 51_000))

    assert own_pace(readings) == (Fraction(10), 400)


def test_who_was_not_here_for_years_is_judged_by_all_there_is() -> None:
    readings = cleaned((0, 10_000), (300, 13_000), (1300, 23_000))

    pace, span = own_pace(readings)

    assert (pace, span) == (Fraction(10), 730)


def test_without_any_pace_the_prior_is_all() -> None:
    found = rate(Cleaned(), "taxi")

    assert (found.km_per_day, found.source, found.readings) == (Fraction(200), Source.CLASS, 0)


@pytest.mark.parametrize(
    ("use", "km_per_day"), [("private", 33), ("company", 55), ("ride", 200), ("truck", 110), (None, 33)]
)
def test_the_prior_of_a_use(use: str | None, km_per_day: int) -> None:
    assert rate(Cleaned(), use).prior == km_per_day


def test_a_life_of_less_than_three_months_is_no_prior() -> None:
    readings = cleaned((0, 3_000))

    assert rate(readings, registered_on=START - timedelta(89)).prior_source is Source.CLASS
    assert rate(readings, registered_on=START - timedelta(90)).prior_source is Source.LIFETIME


def test_an_absurd_life_is_no_prior() -> None:
    readings = cleaned((0, 100))

    assert rate(readings, registered_on=START - timedelta(90)).prior_source is Source.CLASS
    assert rate(readings, registered_on=START - timedelta(90), peers=40).prior_source is Source.PEERS


def test_a_rate_stays_within_what_a_car_can_do() -> None:
    standing = cleaned((0, 10_000), (700, 10_001))

    assert rate(standing, peers=3).km_per_day == 3
    assert rate(cleaned((0, 10_000)), peers=900).km_per_day == 400


def test_the_projection_starts_at_the_last_reading() -> None:
    readings, pace = cleaned((0, 10_000), (100, 14_000)), rate(Cleaned(), peers=40)

    assert projected_km(readings, pace, START + timedelta(110)) == 14_400
    assert projected_km(Cleaned(), pace, START) is None


def test_days_are_rounded_up_and_what_was_run_is_past() -> None:
    pace = rate(Cleaned(), peers=40)

    assert [days_to_run(km, pace) for km in (0, 1, 40, 41, -1, -40, -41)] == [0, 1, 1, 2, 0, -1, -1]


def of(readings: int, span_days: int, prior: Source = Source.CLASS) -> Rate:
    return Rate(Fraction(33), Source.OWN, Fraction(33), Fraction(33), prior, span_days, readings)


@pytest.mark.parametrize(
    ("pace", "is_known", "sureness"),
    [
        (of(3, 180), True, Confidence.HIGH),
        (of(3, 179), True, Confidence.MEDIUM),
        (of(2, 500), True, Confidence.MEDIUM),
        (of(1, 0, Source.LIFETIME), True, Confidence.MEDIUM),
        (of(1, 0), True, Confidence.LOW),
        (of(9, 700), False, Confidence.LOW),
    ],
)
def test_how_sure_a_date_is(pace: Rate, is_known: bool, sureness: Confidence) -> None:
    assert confidence(pace, is_known) is sureness


def test_peers_speak_only_when_there_are_enough_of_them() -> None:
    paces = [("taxi", Fraction(km)) for km in range(1, 31)] + [("ride", Fraction(9))] * 29

    assert peer_medians(paces) == {"taxi": Fraction(31, 2)}

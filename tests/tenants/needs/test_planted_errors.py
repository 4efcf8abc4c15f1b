"""A file with planted errors: how many are caught, how many true readings are accused, how far due dates move.

A digit turned that leaves a number the car could have run is not caught: domain.md 3.2 allows 400 km a day.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from tenants.needs.forecast import History, forecast
from tenants.needs.odometer import clean
from tests.tenants.needs.generator import World, cars

WORLD = World(date(2022, 1, 1), date(2026, 6, 30), typo_share=0)
LEAST_READINGS = 4

Wrong = Callable[[int], int]


def one_digit_more(km: int) -> int:
    return km * 10


def one_digit_less(km: int) -> int:
    return km // 10


def nothing(km: int) -> int:
    return 0


KINDS = pytest.mark.parametrize("wrong", [one_digit_more, one_digit_less, nothing])


@cache
def fleet() -> list[History]:
    return [car for car in cars(250, WORLD, seed=5) if len(car.readings) >= LEAST_READINGS]


def planted(wrong: Wrong) -> Iterator[tuple[History, History, tuple[date, int]]]:
    """Each car as it is, the same with one reading wrong, and that reading; never the first, which nothing precedes."""
    rng = Random(7)
    for car in fleet():
        at = rng.randrange(1, len(car.readings))
        on, km = car.readings[at]
        readings = [*car.readings[:at], (on, wrong(km)), *car.readings[at + 1 :]]
        yield car, replace(car, readings=readings), (on, wrong(km))


@KINDS
def test_every_planted_error_is_caught_and_hardly_a_true_reading_is_accused(wrong: Wrong) -> None:
    caught, accused, readings = 0, 0, 0
    for _, spoilt, reading in planted(wrong):
        suspects = {(suspect.on, suspect.km) for suspect in clean(spoilt.readings, WORLD.as_of).suspects}
        caught += reading in suspects
        accused += len(suspects - {reading})
        readings += len(spoilt.readings)

    assert caught == len(fleet()) > 200
    assert accused / readings < 0.002


@pytest.mark.parametrize("wrong", [one_digit_more, one_digit_less])
def test_what_is_proposed_is_what_was_meant(wrong: Wrong) -> None:
    right = 0
    for car, spoilt, (on, km) in planted(wrong):
        (proposed,) = [s.proposed_km for s in clean(spoilt.readings, WORLD.as_of).suspects if (s.on, s.km) == (on, km)]
        meant = dict(car.readings)[on]
        right += proposed is not None and abs(proposed - meant) < 10  # the digit that is missing nobody knows

    assert right / len(fleet()) > 0.95


@KINDS
def test_a_planted_error_moves_no_due_date_by_more_than_a_week(wrong: Wrong) -> None:
    moved = []
    for car, spoilt, _ in planted(wrong):
        was, becomes = (forecast(each, WORLD.as_of).main for each in (car, spoilt))
        if was:
            assert becomes
            moved.append(abs(becomes.due_on - was.due_on))

    assert sum(days > timedelta(7) for days in moved) / len(moved) < 0.03
    assert sorted(moved)[len(moved) // 2] == timedelta(0)

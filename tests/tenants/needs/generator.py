"""Cars whose true pace and habits are known: what they drove, when they came, and what was typed wrong."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from tenants.needs.due import add_months
from tenants.needs.forecast import History
from tenants.needs.item_needs import Work
from tenants.needs.items import ITEMS

HOLIDAYS = ((2, 1, 14), (10, 1, 8))  # month, day, how many days: longer trips then
OIL = ("OIL_MINERAL", "OIL_SEMI", "OIL_FULL")


@dataclass(frozen=True, slots=True)
class World:
    """What is true of all its cars. `punctuality_days` is the spread around the day a car is due."""

    first_on: date
    as_of: date
    punctuality_days: float = 15
    typo_share: float = 0.03
    lost_share: float = 0.06  # chance, at each visit, that it was the last
    calendar_days: int | None = None  # they come by the calendar and care for neither km nor months


def cars(count: int, world: World, seed: int) -> list[History]:
    """So many cars, the same for the same seed."""
    rng = Random(seed)
    return [_car(rng, world) for _ in range(count)]


def _car(rng: Random, world: World) -> History:
    pace, habit = min(max(rng.lognormvariate(3.5, 0.5), 8), 120), rng.gauss(4, 8)
    code = rng.choice(OIL)
    registered_on = world.first_on - timedelta(rng.randrange(200, 2000))
    on = world.first_on + timedelta(rng.randrange(365))
    km = max(int(pace * (on - registered_on).days * rng.uniform(0.8, 1.2)), 500)
    readings, work, visits = [], [], []
    while on <= world.as_of:
        readings.append((on, _typed(rng, world, km)))
        work.append(Work(on, code))
        visits.append(on)
        if rng.random() < world.lost_share:
            break
        next_on = _comes_back(rng, world, code, on, pace, habit)
        half_on = on + timedelta((next_on - on).days // 2)
        half_km = km + _driven(rng, pace, on, half_on)
        if rng.random() < 0.4 and half_on <= world.as_of:  # a repair on the way, which reads the odometer too
            readings.append((half_on, _typed(rng, world, half_km)))
        on, km = next_on, half_km + _driven(rng, pace, half_on, next_on)
    return History(readings, work, visits, "private", "petrol", registered_on)


def _comes_back(rng: Random, world: World, code: str, on: date, pace: float, habit: float) -> date:
    if world.calendar_days:
        return on + timedelta(max(round(rng.gauss(world.calendar_days, world.punctuality_days)), 20))
    interval = ITEMS[code].interval
    by_km = on + timedelta(int((interval.km or 0) / pace))
    due_on = min(by_km, add_months(on, interval.months or 0))
    late = habit + rng.gauss(0, world.punctuality_days) + (rng.uniform(20, 90) if rng.random() < 0.1 else 0)
    return max(due_on + timedelta(round(late)), on + timedelta(20))


def _driven(rng: Random, pace: float, since: date, until: date) -> int:
    trips = sum((since + timedelta(day)) in _holidays(since.year, until.year) for day in range((until - since).days))
    return int(pace * ((until - since).days + trips) * max(rng.gauss(1, 0.08), 0.3))


@cache
def _holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Twice the km are driven on these days."""
    return frozenset(
        date(year, month, start) + timedelta(day)
        for year in range(first_year, last_year + 1)
        for month, start, length in HOLIDAYS
        for day in range(length)
    )


def _typed(rng: Random, world: World, km: int) -> int:
    if rng.random() >= world.typo_share:
        return km
    digits = list(str(km))
    at = rng.randrange(len(digits) - 1)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return rng.choice((km * 10, km // 10, int("".join(digits))))

"""Kinds of customers, and when each comes for what: time is business days ago (season.py), so no date is known here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from saas.seeds.season import STORY_DAYS
from saas.seeds.work import PACKAGE_USES

USUAL_GAP_DAYS = (168.0, 32.0)  # between two services: mean and spread of the people
UNSTEADY = 0.16  # how much one person's own gaps vary
BESIDES = (("repair", 0.30), ("tyres", 0.06), ("inspection", 0.07), ("beauty", 0.06), ("bodywork", 0.05))


@dataclass(frozen=True, slots=True)
class Plan:
    """One order to come: how long ago, for which work (a key of work.JOBS), at which price level."""

    ago: float
    work: str
    dear: float = 1.0


@dataclass(frozen=True, slots=True)
class Kind:
    """`share` is per mille of a shop's customers; `cars` the smallest and largest number of cars."""

    name: str
    share: int
    plans: Callable[[Random], list[Plan]]
    cars: tuple[int, int] = (1, 1)
    company: bool = False


def regular(rng: Random) -> list[Plan]:
    """Services at his own rhythm, now and then something else; one in four stops coming some day."""
    gap = max(85.0, rng.gauss(*USUAL_GAP_DAYS))
    first = STORY_DAYS - rng.uniform(0, gap) if rng.random() < 0.72 else rng.uniform(30, STORY_DAYS)
    last = rng.uniform(0, first) if rng.random() < 0.25 else 0.0
    return _rhythm(rng, first, last, gap)


def package_holder(rng: Random) -> list[Plan]:
    """Bought a card of four services and uses it up."""
    first, gap = rng.uniform(200, 690), rng.uniform(110, 170)
    uses = [first - 1 - number * gap * rng.uniform(0.9, 1.1) for number in range(PACKAGE_USES)]
    return [Plan(first, "package_sale"), *(Plan(ago, "package_service") for ago in uses if ago >= 0)]


def one_timer(rng: Random) -> list[Plan]:
    return [Plan(rng.uniform(0, STORY_DAYS), rng.choice(("service", "service", "repair", "repair", "tyres", "check")))]


def newcomer(rng: Random) -> list[Plan]:
    """First seen within the last months."""
    first = rng.uniform(0, 120)
    plans = [Plan(first, rng.choice(("service", "service", "repair")))]
    if first > 40 and rng.random() < 0.3:
        plans.append(Plan(first - rng.uniform(14, 40), "repair"))
    return plans


def let_down(rng: Random) -> list[Plan]:
    """Came for years, paid for a dear repair that did not hold, brought the car back, and stayed away."""
    bad = rng.uniform(20, 520)
    before = [Plan(bad + step, "service") for step in _steps(rng, rng.uniform(140, 180), STORY_DAYS - bad)]
    return [*before, Plan(bad, "repair", dear=2.4), Plan(max(0.0, bad - rng.uniform(4, 9)), "rework")]


def after_an_accident(rng: Random) -> list[Plan]:
    """Brought in by his insurer; half of them became customers for services too."""
    accident = rng.uniform(0, 700)
    later = _rhythm(rng, accident - 120, 0.0, rng.uniform(150, 200)) if rng.random() < 0.5 else []
    return [Plan(accident, "accident"), *later]


def washer(rng: Random) -> list[Plan]:
    """Lives around the corner: a wash every few weeks, a service once in a while."""
    first, gap = rng.uniform(60, STORY_DAYS), rng.uniform(18, 45)
    washes = [Plan(first - step, "wash") for step in _steps(rng, gap, first)]
    return washes + _rhythm(rng, first * rng.random(), 0.0, 300.0)


def under_warranty(rng: Random) -> list[Plan]:
    first = rng.uniform(30, 700)
    return [Plan(first, "warranty"), *(_rhythm(rng, first - 60, 0.0, 190.0) if rng.random() < 0.6 else [])]


def without_a_car(rng: Random) -> list[Plan]:
    """Buys things at the counter."""
    return [Plan(rng.uniform(0, STORY_DAYS), "retail") for _ in range(rng.choice((1, 1, 1, 2, 3)))]


def big_spender(rng: Random) -> list[Plan]:
    """Comes often and for everything."""
    plans = _rhythm(rng, rng.uniform(600, STORY_DAYS), 0.0, rng.uniform(85, 120))
    return [replace(plan, dear=1.35) for plan in plans]


def van(rng: Random) -> list[Plan]:
    """One van of a company: many kilometres, so many services."""
    first = rng.uniform(200, STORY_DAYS)
    return _rhythm(rng, first, 0.0, rng.uniform(75, 110))


def demonstrator(rng: Random) -> list[Plan]:
    return [Plan(STORY_DAYS - step, "demonstrator") for step in _steps(rng, 60.0, STORY_DAYS)]


KINDS = (
    Kind("regular", 440, regular),
    Kind("family", 45, regular, cars=(2, 2)),
    Kind("package holder", 30, package_holder),
    Kind("one-timer", 205, one_timer),
    Kind("newcomer", 60, newcomer),
    Kind("let down", 70, let_down),
    Kind("accident", 45, after_an_accident),
    Kind("washer", 40, washer),
    Kind("warranty", 25, under_warranty),
    Kind("counter", 27, without_a_car, cars=(0, 0)),
    Kind("spender", 12, big_spender),
    Kind("company", 10, van, cars=(3, 9), company=True),
)
HOUSE = Kind("house", 0, demonstrator)


def _rhythm(rng: Random, first: float, last: float, gap: float) -> list[Plan]:
    """Services from `first` to `last` days ago, every `gap` days or so, with other work between them."""
    plans = []
    for step in _steps(rng, gap, first - last):
        plans.append(Plan(first - step, "service"))
        plans += [
            Plan(first - step - rng.uniform(15, 0.8 * gap), work) for work, chance in BESIDES if rng.random() < chance
        ]
    return [plan for plan in plans if last <= plan.ago < STORY_DAYS]


def _steps(rng: Random, gap: float, length: float) -> list[float]:
    """0, then on by about `gap`, up to `length`."""
    steps, at = [], 0.0
    while at < length:
        steps.append(at)
        at += gap * max(0.45, rng.gauss(1.0, UNSTEADY))
    return steps

"""A smooth start: what opened long before it could be found is brought up bit by bit, the most valuable first.

The first import of a shop brings years of silence and hundreds of overdue oil changes on one morning. None of that is
anybody's fault, so none of it is overdue, and nobody can call them all: each day so many customers have their turn.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from tenants.follow_ups.triggers import Backlog, Band, Fired
from tenants.follow_ups.windows import Window

CUSTOMERS_PER_DAY = 40
FRESH_DAYS = 1  # opened today or yesterday: found as soon as it could be


def admit(
    new: Iterable[Fired],
    value_of: Mapping[UUID, Fraction],
    today: date,
    had_turns: Collection[UUID] = frozenset(),
    in_hand: Collection[UUID] = frozenset(),
    per_day: int = CUSTOMERS_PER_DAY,
) -> list[Fired]:
    """Of the reasons nobody knew yesterday, those to store today; the others ask again tomorrow, until they expire.

    What is fresh, urgent or about to end does not wait. Of the rest the `per_day` most valuable customers have their
    turn, with everything about them: their windows begin today, and a deadline that is ours moves along. `had_turns`:
    whose turn it was when this day was planned before; `in_hand`: who has other reasons stored, for what goes along.
    """
    now: list[Fired] = []
    later: list[Fired] = []
    riders: list[Fired] = []
    for one in new:
        (riders if one.trigger.is_rider else now if _cannot_wait(one, today) else later).append(one)
    waiting = [one for one in later if one.trigger.backlog is not Backlog.SKIP]
    # who is on today's list anyway may as well be asked about everything at once
    known = {one.customer_id for one in now} | set(had_turns)
    free = max(per_day - len(had_turns), 0)
    turns = known | _first({one.customer_id for one in waiting} - known, value_of, free)
    begun = _begun((one for one in waiting if one.customer_id in turns), today)
    return [*now, *begun, *(one for one in riders if one.customer_id in turns or one.customer_id in in_hand)]


def _cannot_wait(one: Fired, today: date) -> bool:
    is_late = today > one.window.deadline_on
    if one.trigger.backlog is Backlog.TAKE:
        return True
    if one.trigger.backlog is Backlog.SKIP:
        return not is_late
    is_critical = one.trigger.band_on(one.window.deadline_on, today) < Band.PLANNED and not is_late
    return is_critical or one.window.open_on >= today - timedelta(FRESH_DAYS)


def _first(customers: Iterable[UUID], value_of: Mapping[UUID, Fraction], per_day: int) -> set[UUID]:
    by_value = sorted(customers, key=lambda customer_id: (-value_of.get(customer_id, Fraction(0)), customer_id))
    return set(by_value[:per_day])


def _begun(turns: Iterable[Fired], today: date) -> Iterator[Fired]:
    for one in turns:
        length = one.window.deadline_on - one.window.open_on
        deadline_on = one.window.deadline_on if one.trigger.backlog is Backlog.KEEP else today + length
        yield replace(one, window=Window(today, deadline_on, one.window.grace_days))

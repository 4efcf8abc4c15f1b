"""The calendar of what falls due: weeks as rows, a day leads to its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names
from flask import url_for
from flask_babel import get_locale

from tenants.needs.due_list import Wanted

WEEK = 7
SHADES = 4  # heat-1 to heat-4 of app.css


@dataclass(frozen=True, slots=True)
class Day:
    """`is_inside` the period; `heat` from 0, nothing, to 4, as much as on the busiest day."""

    on: date
    count: int
    heat: int
    is_inside: bool
    is_open: bool
    address: str


def weeks(
    period: Wanted, counts: Mapping[date, int], opened: date | None, filters: Mapping[str, Any]
) -> list[list[Day]]:
    """From the Monday before the period to the Sunday after it. The day that is open leads back to the whole period."""
    first = period.from_on - timedelta(period.from_on.weekday())
    most = max(counts.values(), default=0)
    days = []
    while first <= period.to_on:
        days.append([_day(first + timedelta(place), period, counts, most, opened, filters) for place in range(WEEK)])
        first += timedelta(WEEK)
    return days


def weekdays() -> list[str]:
    """Their short names, Monday first."""
    names = get_day_names("abbreviated", locale=get_locale())
    return [names[place] for place in range(WEEK)]


def _day(
    on: date, period: Wanted, counts: Mapping[date, int], most: int, opened: date | None, filters: Mapping[str, Any]
) -> Day:
    count, is_open = counts.get(on, 0), on == opened
    return Day(
        on=on,
        count=count,
        heat=-(-SHADES * count // most) if count else 0,
        is_inside=period.from_on <= on <= period.to_on,
        is_open=is_open,
        address=url_for("due.index", **filters, day=None if is_open else on.isoformat()),
    )

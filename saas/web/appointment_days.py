"""The calendar of appointments: which day or week is looked at, and what stands in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import gettext

from saas.web import lists
from saas.web.slots import weekday
from tenants.appointments import queries
from tenants.appointments.queries import Line, Load

DAY, WEEK = "day", "week"
FARTHEST_DAYS = 3660  # of what an address may ask for


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `first` to `last` is what is shown."""

    today: date
    view: str
    on: date

    @classmethod
    def of_request(cls, today: date) -> Self:
        on = lists.day("on") or today
        return cls(
            today, lists.choice("view", (DAY, WEEK)) or DAY, on if abs((on - today).days) < FARTHEST_DAYS else today
        )

    @property
    def first(self) -> date:
        return self.on - timedelta(self.on.weekday()) if self.view == WEEK else self.on

    @property
    def last(self) -> date:
        return self.first + timedelta(6 if self.view == WEEK else 0)

    @property
    def filters(self) -> dict[str, Any]:
        """What leads back here."""
        view = {"view": self.view} if self.view != DAY else {}
        return view | ({"on": self.on.isoformat()} if self.on != self.today else {})

    def address(self, on: date, view: str = "") -> str:
        """The same for another day, or as another view."""
        return url_for("appointments.index", **Asked(self.today, view or self.view, on).filters)


@dataclass(frozen=True, slots=True)
class Hour:
    """`at` is None for those who come some time that day."""

    at: time | None
    left: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the week view."""

    load: Load
    weekday: str
    address: str
    lines: Sequence[Line]


def values(asked: Asked) -> dict[str, Any]:
    """What the page of a day or a week shows."""
    open_when = queries.opening()
    loads = queries.load_of_days(asked.first, asked.last, open_when)
    lines = queries.of_days(asked.first, asked.last)
    step = timedelta(7 if asked.view == WEEK else 1)
    return {
        "asked": asked,
        "filters": asked.filters,
        "weekday": weekday(asked.on),
        "load": _sum(loads.values()),
        "hours": _hours(loads[asked.on], open_when.times, lines) if asked.view == DAY else [],
        "columns": _columns(asked, loads.values(), lines) if asked.view == WEEK else [],
        "views": [(text, asked.address(asked.on, view), asked.view == view, None) for view, text in _views()],
        "earlier": asked.address(asked.on - step),
        "later": asked.address(asked.on + step),
        "now": asked.address(asked.today),
        "to_confirm": queries.to_confirm(_midnight(asked.today), open_when),
        "unanswered": queries.unanswered(asked.today),
    }


def _midnight(today: date) -> datetime:
    return datetime.combine(today, time(), ZoneInfo(g.shop.timezone))


def _views() -> list[tuple[str, str]]:
    return [(DAY, gettext("By day")), (WEEK, gettext("By week"))]


def _sum(loads: Iterable[Load]) -> tuple[int, int]:
    """Booked, and how many there is room for."""
    days = list(loads)
    return sum(each.booked for each in days), sum(each.capacity for each in days)


def _hours(load: Load, usual: Sequence[time], lines: Iterable[Line]) -> list[Hour]:
    """The hours of the opening and those at which somebody comes outside of it; first who comes without an hour."""
    at: dict[time | None, list[Line]] = defaultdict(list)
    for line in lines:
        due_time = line.appointment.due_time
        at[time(due_time.hour) if due_time else None].append(line)
    times = {*(usual if load.is_open else ()), *(each for each in at if each is not None)}
    timed = [Hour(each, load.left(each), at[each]) for each in sorted(times)]
    return [Hour(None, 0, at[None]), *timed] if at[None] else timed


def _columns(asked: Asked, loads: Iterable[Load], lines: Sequence[Line]) -> list[Column]:
    return [
        Column(
            load,
            weekday(load.on),
            asked.address(load.on, DAY),
            [line for line in lines if line.appointment.due_on == load.on],
        )
        for load in loads
    ]

"""Who is on duty on a day, and for how many minutes: the roster less leave and closed days."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tenants import settings
from tenants.staff import leave, roster
from tenants.staff.roster import Place


@dataclass(frozen=True, slots=True)
class Duty:
    """`minutes` of this day for calls, 0 when off or away."""

    place: Place
    minutes: int
    is_on_leave: bool = False


def duties(people: Mapping[uuid.UUID, bool], day: date) -> dict[uuid.UUID, Duty]:
    """Everybody who works here on `day`, without those who have left; see `roster.places_of`."""
    away, is_open = leave.away_on(day), _is_open(day)
    return {
        user_id: Duty(place, place.minutes[day.weekday()] if is_open and user_id not in away else 0, user_id in away)
        for user_id, place in roster.places_of(people).items()
        if not place.has_left(day)
    }


def _is_open(day: date) -> bool:
    chosen = settings.current()
    return day.weekday() not in chosen.closed_weekdays and day.isoformat() not in chosen.closed_days

"""Times to offer on the phone: the first free hour of the next open days that are not full."""

from collections.abc import Sequence
from datetime import date, time

from tenants.appointments import queries
from tenants.appointments.queries import Load
from tenants.scripts import catalogue
from tenants.scripts.filling import said_day

DAYS_LOOKED_AT, DAYS_OFFERED = 5, 2


def free_times(today: date, locale: str) -> str:
    """In words; nothing when the next days are full."""
    words, open_when = catalogue.sheets(locale), queries.opening()
    coming = queries.coming_days(today, DAYS_LOOKED_AT, open_when)
    free = [load for load in coming if load.booked < load.capacity]
    said = [
        words["phrases"]["slot"].format(day=said_day(load.on, words, today), hour=hour)
        for load in free[:DAYS_OFFERED]
        if (hour := _first_hour(load, open_when.times))
    ]
    return str(words["phrases"]["or"].join(said))


def _first_hour(load: Load, times: Sequence[time]) -> str:
    return next((f"{at:%H:%M}" for at in times if load.left(at) > 0), "")

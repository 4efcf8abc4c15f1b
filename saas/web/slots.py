"""When somebody may come: the next days with their load, each free hour one tap, and any other day by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TimeField
from wtforms.validators import Optional, Regexp

from saas.web import forms
from tenants.appointments import queries
from tenants.appointments.queries import Load
from tenants.errors import N_, DomainError

DAYS_OFFERED = 3
A_SLOT = r"\d{4}-\d\d-\d\dT\d\d:\d\d$"


@dataclass(frozen=True, slots=True)
class Hour:
    """`value` names day and hour in a form; `text` is on the button, `said` is read aloud."""

    value: str
    text: str
    said: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class DayOffered:
    load: Load
    weekday: str
    hours: Sequence[Hour]


class WhenForm(forms.Form):
    """A day with or without an hour: one of those offered (`slot`), or typed."""

    slot = StringField(validators=[Optional(), Regexp(A_SLOT, message=_l("Choose one of the hours shown."))])
    day = DateField(validators=[Optional()])
    at = TimeField(validators=[Optional()])

    @property
    def problem(self) -> str:
        """The first thing wrong with any field, or nothing."""
        return "" if self.ok else str(next(iter(self.errors.values()))[0])

    @property
    def told_on(self) -> date | None:
        tapped = when_of(self.slot.data)
        return tapped.date() if tapped else self.day.data

    @property
    def due_on(self) -> date:
        """Raises DomainError when no day is told."""
        if self.told_on is None:
            raise DomainError(N_("Choose the day, then save again."))
        return self.told_on

    @property
    def due_time(self) -> time | None:
        tapped = when_of(self.slot.data)
        return tapped.time() if tapped else self.at.data


def offered(today: date, days: int = DAYS_OFFERED) -> list[DayOffered]:
    """The next open days of the shop in scope."""
    open_when = queries.opening()
    return [_offered(load, open_when.times) for load in queries.coming_days(today, days, open_when)]


def when_of(slot: str | None) -> datetime | None:
    """What a slot names in the shop's local time; None when it names nothing."""
    try:
        return datetime.fromisoformat(slot or "")
    except ValueError:
        return None


def weekday(on: date) -> str:
    return str(get_day_names("abbreviated", locale=get_locale())[on.weekday()])


def _offered(load: Load, times: Sequence[time]) -> DayOffered:
    return DayOffered(load, weekday(load.on), [_hour(load, at) for at in times])


def _hour(load: Load, at: time) -> Hour:
    moment, left = datetime.combine(load.on, at), load.left(at)
    words: dict[str, Any] = {"day": weekday(load.on), "date": f"{load.on:%m-%d}", "time": f"{at:%H:%M}"}
    said = gettext("%(day)s %(date)s, %(time)s", **words)
    if left <= 0:
        said = gettext("%(day)s %(date)s, %(time)s, full", **words)
    return Hour(f"{moment:%Y-%m-%dT%H:%M}", f"{at:%H:%M}", said, left <= 0)

"""When a reason may be worked: windows of days, the shop's open days, the two halves of a day."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

LONGEST_CLOSURE_DAYS = 31  # a shop that looks closed for longer has a wrong setting, not a holiday


class Half(StrEnum):
    AM = "am"
    PM = "pm"


HALF_STARTS = {Half.AM: time(9, 30), Half.PM: time(14)}  # calls allowed from (domain.md 4.4), shop local time


@dataclass(frozen=True, slots=True)
class Wake:
    """When a card that was put off comes back."""

    on: date
    half: Half = Half.AM


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The days a shop works. Weekdays: 0 is Monday."""

    closed_weekdays: frozenset[int] = frozenset()
    closed_days: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        return day.weekday() not in self.closed_weekdays and day not in self.closed_days

    def on_or_after(self, day: date) -> date:
        """`day` itself, or the next open one."""
        if self.has(day):
            return day
        days = (day + timedelta(later) for later in range(LONGEST_CLOSURE_DAYS + 1))
        return next((open_day for open_day in days if self.has(open_day)), day)

    def on_or_before(self, day: date) -> date:
        """`day` itself, or the last open one before it."""
        days = (day - timedelta(earlier) for earlier in range(LONGEST_CLOSURE_DAYS + 1))
        return next((open_day for open_day in days if self.has(open_day)), day)


EVERY_DAY = OpenDays()


@dataclass(frozen=True, slots=True)
class Window:
    """From opening to deadline urgency rises; within the grace days after it the reason is late; then it expires."""

    open_on: date
    deadline_on: date
    grace_days: int

    @property
    def expires_on(self) -> date:
        """The last day on which the reason is still worked."""
        return self.deadline_on + timedelta(self.grace_days)

    def is_live(self, day: date) -> bool:
        return self.open_on <= day <= self.expires_on

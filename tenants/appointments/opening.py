"""When a shop takes appointments, and how many."""

from dataclasses import dataclass
from datetime import date, time, timedelta

LONGEST_CLOSURE_DAYS = 31  # a shop that looks closed for longer has a wrong setting, not a holiday


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of a day, whole ones: the first appointment at `opens`, the last an hour before `closes`."""

    opens: int = 9
    closes: int = 18
    per_hour: int = 2
    closed_weekdays: frozenset[int] = frozenset()  # 0 is Monday
    closed_days: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        return day.weekday() not in self.closed_weekdays and day not in self.closed_days

    @property
    def times(self) -> list[time]:
        """The full hours at which a customer may be asked to come."""
        return [time(hour) for hour in range(self.opens, self.closes)]

    def capacity(self, day: date) -> int:
        """How many appointments a day holds; none when the shop is closed."""
        return self.per_hour * len(self.times) if self.has(day) else 0

    def after(self, day: date, count: int = 1) -> list[date]:
        """The next `count` open days after `day`."""
        coming = (day + timedelta(later) for later in range(1, LONGEST_CLOSURE_DAYS + count))
        return [each for each in coming if self.has(each)][:count]

    def to_confirm(self, today: date) -> tuple[date, date]:
        """The days whose appointments are confirmed today: from tomorrow to the next open day, so that Friday covers
        the weekend (domain.md 4.1, APPT_CONFIRM)."""
        tomorrow = today + timedelta(1)
        return tomorrow, next(iter(self.after(today)), tomorrow)

"""The hours in which a shop may call and write (domain.md 4.4), by its own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tenants.follow_ups.windows import EVERY_DAY, LONGEST_CLOSURE_DAYS, OpenDays

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of a day; the end is no longer in it."""

    begins: time
    ends: time

    def has(self, at: time) -> bool:
        return self.begins <= at < self.ends

    def within(self, other: "Span") -> "Span | None":
        begins, ends = max(self.begins, other.begins), min(self.ends, other.ends)
        return Span(begins, ends) if begins < ends else None


def spans(written: Sequence[str]) -> tuple[Span, ...]:
    """Hours as settings hold them: "09:30-12:00"."""
    return tuple(Span(*(time.fromisoformat(end) for end in one.split("-"))) for one in written)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a channel may be used. `quiet_days` are free of it altogether, like days on which nobody is in the shop."""

    weekday: tuple[Span, ...]
    weekend: tuple[Span, ...]
    open_days: OpenDays = EVERY_DAY
    quiet_days: frozenset[date] = frozenset()

    def on(self, day: date, preferred: Span | None = None) -> tuple[Span, ...]:
        """The hours of a day; those a customer prefers, where they lie inside."""
        if day in self.quiet_days or not self.open_days.has(day):
            return ()
        allowed = self.weekend if day.weekday() >= SATURDAY else self.weekday
        his = tuple(both for span in allowed if preferred and (both := span.within(preferred)))
        return his or allowed

    def opens_after(self, at: datetime, preferred: Span | None = None) -> datetime | None:
        """The next moment not before `at` that lies in the hours; None when there is none within a month."""
        for later in range(LONGEST_CLOSURE_DAYS + 1):
            day = at.date() + timedelta(later)
            earliest = at.time() if not later else time.min
            begins = [max(span.begins, earliest) for span in self.on(day, preferred) if span.ends > earliest]
            if begins:
                return datetime.combine(day, min(begins))
        return None

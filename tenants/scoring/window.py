"""Windows of whole months (domain.md 0.3)."""

from calendar import monthrange
from datetime import date, timedelta


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, clamped to that month's end: the last day *outside* a window up to `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_ends(month: date) -> tuple[date, date]:
    """The last day before `month` (its first day), and its own last day. Before the first month of all is no day: it
    stands for itself.
    """
    last = monthrange(month.year, month.month)[1]
    return month - timedelta(1) if month > date.min else month, month.replace(day=last)

"""The only reader of the wall clock. Below the edge, `as_of` is passed in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """The business date of a shop: its local date (domain.md 0.3)."""
    return now().astimezone(ZoneInfo(timezone)).date()

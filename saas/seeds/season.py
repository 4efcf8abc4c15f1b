"""The rhythm of a shop's year: weekdays, Spring Festival, summer, the October week."""

from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate

STORY_DAYS = 730
WEEKDAYS = (0.85, 0.95, 1.0, 1.0, 1.1, 1.45, 1.15)  # Monday first; Saturday is busiest
# July and August bring warm cars and long trips, December the first frost
MONTHS = (0.95, 0.9, 1.0, 1.0, 1.0, 1.1, 1.25, 1.2, 1.0, 0.95, 0.95, 1.05)
NEW_YEAR = {  # first day of the lunar year
    2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29),
    2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13),
    2030: date(2030, 2, 3), 2031: date(2031, 1, 23), 2032: date(2032, 2, 11), 2033: date(2033, 1, 31),
    2034: date(2034, 2, 19), 2035: date(2035, 2, 8),
}  # fmt: skip
HOLIDAY, AFTERMATH, RUSH = range(-1, 7), range(7, 16), range(-18, -3)  # days from the lunar new year


class Season:
    """Turns busy time into dates: of `STORY_DAYS` units of business, equally many fall on equally busy days.

    A visit keeps its place in business time, so the story of another day is the same story, shifted.
    """

    def __init__(self, today: date) -> None:
        self.last_day = today - timedelta(days=1)
        self.first_day = today - timedelta(days=STORY_DAYS)
        weights = [busyness(self.last_day - timedelta(days=ago)) for ago in range(STORY_DAYS)]
        scale = STORY_DAYS / sum(weights)
        self._reached = list(accumulate(weight * scale for weight in weights))

    def day(self, ago: float) -> date:
        """The date that lies `ago` units of business back; 0 is yesterday, STORY_DAYS the first day."""
        return self.last_day - timedelta(days=min(bisect_left(self._reached, ago), STORY_DAYS - 1))


def busyness(day: date) -> float:
    """How many visits a day brings, 1 being an ordinary one."""
    return WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] * _festival(day)


def _festival(day: date) -> float:
    new_year = NEW_YEAR.get(day.year)
    distance = (day - new_year).days if new_year else -365
    if distance in HOLIDAY:
        return 0.2
    if distance in AFTERMATH:
        return 0.6
    if distance in RUSH:
        return 1.35
    return 0.55 if day.month == 10 and day.day <= 7 else 1.0

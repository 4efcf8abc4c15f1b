"""Days to say a kind word on: holidays, days of professions, days of families, solar terms (domain.md 4.1)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from tenants.customers.family import Tie
from tenants.follow_ups.calendar import lunar

SUNDAY = 6


class Kind(StrEnum):
    HOLIDAY = "holiday"
    OCCUPATION = "occupation"
    FAMILY = "family"
    SOLAR_TERM = "solar_term"


@dataclass(frozen=True, slots=True)
class Festival:
    """`day_in` gives its day in a Gregorian year. It is for whom all that is set here fits; `words` are looked for in
    occupations. `is_great`: even those are greeted who otherwise get only mass messages.
    """

    code: str
    kind: Kind
    day_in: Callable[[int], date]
    is_great: bool = False
    words: tuple[str, ...] = ()
    gender: str | None = None
    tie: Tie | None = None


def _solar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: lunar.on_or_before(year, month, day)


def _term(name: str) -> Callable[[int], date]:
    return lambda year: lunar.solar_term(year, name)


def _nth_sunday(month: int, nth: int) -> Callable[[int], date]:
    def day_in(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta((SUNDAY - first.weekday()) % 7 + 7 * (nth - 1))

    return day_in


HOLIDAY, OCCUPATION, FAMILY, SOLAR_TERM = Kind.HOLIDAY, Kind.OCCUPATION, Kind.FAMILY, Kind.SOLAR_TERM

# Qingming is missing on purpose: one mourns on it.
FESTIVALS: tuple[Festival, ...] = (
    Festival("new_year", HOLIDAY, _solar(1, 1)),
    Festival("spring_festival", HOLIDAY, _lunar(1, 1), is_great=True),
    Festival("lantern", HOLIDAY, _lunar(1, 15)),
    Festival("womens_day", HOLIDAY, _solar(3, 8), gender="female"),
    Festival("labour_day", HOLIDAY, _solar(5, 1)),
    Festival("dragon_boat", HOLIDAY, _lunar(5, 5)),
    Festival("mid_autumn", HOLIDAY, _lunar(8, 15), is_great=True),
    Festival("national_day", HOLIDAY, _solar(10, 1), is_great=True),
    Festival("police_day", OCCUPATION, _solar(1, 10), words=("警",)),
    Festival("nurses_day", OCCUPATION, _solar(5, 12), words=("护士", "护师", "nurse")),
    Festival("army_day", OCCUPATION, _solar(8, 1), words=("军", "soldier")),
    Festival("doctors_day", OCCUPATION, _solar(8, 19), words=("医生", "医师", "大夫", "doctor", "physician")),
    Festival("teachers_day", OCCUPATION, _solar(9, 10), words=("教师", "老师", "教授", "teacher")),
    Festival("programmers_day", OCCUPATION, _solar(10, 24), words=("程序员", "软件", "programmer")),
    Festival("sanitation_day", OCCUPATION, _solar(10, 26), words=("环卫", "保洁")),
    Festival("journalists_day", OCCUPATION, _solar(11, 8), words=("记者", "journalist")),
    Festival("firefighters_day", OCCUPATION, _solar(11, 9), words=("消防", "firefighter")),
    Festival("mothers_day", FAMILY, _nth_sunday(5, 2), gender="female", tie=Tie.PARENT),
    Festival("exam", FAMILY, _solar(6, 6), tie=Tie.EXAM),  # the eve of 高考
    Festival("fathers_day", FAMILY, _nth_sunday(6, 3), gender="male", tie=Tie.PARENT),
    Festival("double_ninth", FAMILY, _lunar(9, 9), tie=Tie.ELDERS),
    # those that change what a car needs
    Festival("start_of_summer", SOLAR_TERM, _term("立夏")),
    Festival("great_heat", SOLAR_TERM, _term("大暑")),
    Festival("frost", SOLAR_TERM, _term("霜降")),
    Festival("start_of_winter", SOLAR_TERM, _term("立冬")),
    Festival("great_snow", SOLAR_TERM, _term("大雪")),
)


def between(kind: Kind, first: date, last: date) -> Iterator[tuple[Festival, date]]:
    """The festivals of a kind with their days, both ends included; two on one day in the order of the table."""
    for year in range(first.year, last.year + 1):
        for festival, day in _days_of(year):
            if festival.kind is kind and first <= day <= last:
                yield festival, day


@cache
def _days_of(year: int) -> tuple[tuple[Festival, date], ...]:
    return tuple(sorted(((one, one.day_in(year)) for one in FESTIVALS), key=lambda pair: pair[1]))

"""Statutory holidays of mainland China: as announced for a year, else as the law derives them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tenants.follow_ups.calendar import lunar


@dataclass(frozen=True, slots=True)
class Break:
    """Days off in a row, both ends included. `code` names the holiday they are for."""

    code: str
    first_on: date
    last_on: date


def _break(code: str, first: str, last: str) -> Break:
    return Break(code, date.fromisoformat(first), date.fromisoformat(last))


# As the General Office of the State Council announces them every November. A new year is a new entry.
_ANNOUNCED: Mapping[int, tuple[Break, ...]] = {
    2025: (
        _break("new_year", "2025-01-01", "2025-01-01"),
        _break("spring_festival", "2025-01-28", "2025-02-04"),
        _break("qingming", "2025-04-04", "2025-04-06"),
        _break("labour_day", "2025-05-01", "2025-05-05"),
        _break("dragon_boat", "2025-05-31", "2025-06-02"),
        _break("national_day", "2025-10-01", "2025-10-08"),
    ),
    2026: (
        _break("new_year", "2026-01-01", "2026-01-03"),
        _break("spring_festival", "2026-02-15", "2026-02-23"),
        _break("qingming", "2026-04-04", "2026-04-06"),
        _break("labour_day", "2026-05-01", "2026-05-05"),
        _break("dragon_boat", "2026-06-19", "2026-06-21"),
        _break("mid_autumn", "2026-09-25", "2026-09-27"),
        _break("national_day", "2026-10-01", "2026-10-07"),
    ),
}


def is_announced(year: int) -> bool:
    """Has this release the breaks as announced? Otherwise only the days of the law, without swapped weekends."""
    return year in _ANNOUNCED


def breaks(year: int) -> tuple[Break, ...]:
    """The breaks of a Gregorian year in their order."""
    return _ANNOUNCED.get(year) or _by_law(year)


def is_first_day(day: date) -> bool:
    """Is it the first day of a statutory holiday? Nobody is called then (domain.md 4.4)."""
    return any(one.first_on == day for one in breaks(day.year))


def is_spring_festival(day: date) -> bool:
    """From New Year's Eve to the third day of the lunar year (除夕 to 初三): nobody is called (domain.md 4.4)."""
    return 0 <= (day - lunar.new_years_eve(day.year)).days <= 3


@cache
def _by_law(year: int) -> tuple[Break, ...]:
    """Regulation on public holidays, as amended for 2025: 13 days. Two holidays that meet make one break."""
    found: list[Break] = []
    for one in sorted(_lawful(year), key=lambda one: one.first_on):
        if found and one.first_on <= found[-1].last_on + timedelta(1):
            found[-1] = Break(found[-1].code, found[-1].first_on, max(found[-1].last_on, one.last_on))
        else:
            found.append(one)
    return tuple(found)


def _lawful(year: int) -> Iterator[Break]:
    eve = lunar.new_years_eve(year)
    qingming = lunar.solar_term(year, "清明")
    dragon_boat, mid_autumn = lunar.on_or_before(year, 5, 5), lunar.on_or_before(year, 8, 15)
    yield Break("new_year", date(year, 1, 1), date(year, 1, 1))
    yield Break("spring_festival", eve, eve + timedelta(3))
    yield Break("qingming", qingming, qingming)
    yield Break("labour_day", date(year, 5, 1), date(year, 5, 2))
    yield Break("dragon_boat", dragon_boat, dragon_boat)
    yield Break("mid_autumn", mid_autumn, mid_autumn)
    yield Break("national_day", date(year, 10, 1), date(year, 10, 3))

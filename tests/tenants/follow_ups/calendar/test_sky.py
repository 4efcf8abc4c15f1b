"""Eclipses here are those of published canons, as a city saw or will see them."""

from datetime import date

import pytest

from tenants.follow_ups.calendar import sky
from tenants.follow_ups.calendar.sky import Sight, SkyEvent
from tenants.settings.cities import CITIES


def seen(city: str | None, first: str, last: str) -> list[SkyEvent]:
    return sky.between(CITIES[city] if city else None, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("city", ["shanghai", "lanzhou", "urumqi"])
def test_the_total_eclipse_of_the_moon_of_march_2026_is_seen_all_over_the_country(city: str) -> None:
    (eclipse,) = seen(city, "2026-03-01", "2026-03-31")

    assert (eclipse.sight, eclipse.on, eclipse.is_total) == (Sight.LUNAR_ECLIPSE, date(2026, 3, 3), True)


def test_one_looks_up_on_the_evening_before_an_eclipse_after_midnight() -> None:
    (eclipse,) = seen("lanzhou", "2025-09-01", "2025-09-30")  # umbra from 00:27 on the 8th

    assert (eclipse.on, eclipse.at) == (date(2025, 9, 7), "00:26")


def test_the_east_sees_the_moon_darken_earlier_than_the_west_where_it_rises_later() -> None:
    (east,), (west,) = seen("shanghai", "2026-03-01", "2026-03-31"), seen("lhasa", "2026-03-01", "2026-03-31")

    assert east.at < west.at


def test_the_total_eclipse_of_the_sun_of_2009_was_total_along_the_yangtze_only() -> None:
    (shanghai,), (beijing,) = seen("shanghai", "2009-07-20", "2009-07-25"), seen("beijing", "2009-07-20", "2009-07-25")

    assert (shanghai.sight, shanghai.is_total) == (Sight.SOLAR_ECLIPSE, True)
    assert (beijing.on, beijing.is_total) == (date(2009, 7, 22), False)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-08-10", "2026-08-11"),
        ("2026-08-13", "2026-08-31"),  # a partial eclipse of the moon, over America
        ("2026-02-10", "2026-02-20"),  # an annular one of the sun, over Antarctica
    ],
)
def test_what_the_city_cannot_see_is_not_told(first: str, last: str) -> None:
    assert seen("lanzhou", first, last) == []


def test_an_eclipse_of_the_sun_at_night_is_not_told_beside_the_meteors_of_that_evening() -> None:
    assert [event.sight for event in seen("lanzhou", "2026-08-12", "2026-08-12")] == [Sight.PERSEIDS]


def test_a_moon_that_is_only_dimmed_goes_unnoticed() -> None:
    assert seen("beijing", "2024-03-20", "2024-03-31") == []


@pytest.mark.parametrize("year", range(2024, 2032))
def test_the_three_great_showers_come_every_year_whatever_the_city(year: int) -> None:
    found = {event.sight: event.on for event in seen(None, f"{year}-01-01", f"{year}-12-31")}

    assert found[Sight.QUADRANTIDS] in (date(year, 1, 3), date(year, 1, 4))
    assert found[Sight.PERSEIDS] in (date(year, 8, 12), date(year, 8, 13))
    assert found[Sight.GEMINIDS] in (date(year, 12, 13), date(year, 12, 14))
    assert len(found) == 3


def test_cities_lie_in_the_country() -> None:
    assert all(18 < city.latitude < 54 and 73 < city.longitude < 135 for city in CITIES.values())

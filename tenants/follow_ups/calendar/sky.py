"""What is to be seen in the sky: meteor showers, and the eclipses visible from a city (domain.md 4.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

import astronomy

from tenants.settings.cities import TIMEZONE, City

MIN_ALTITUDE = 5.0  # degrees above the horizon: lower, houses and haze hide it
MIN_COVERED = 0.1  # of the sun's disc: less goes unnoticed


class Sight(StrEnum):
    QUADRANTIDS = "quadrantids"
    PERSEIDS = "perseids"
    GEMINIDS = "geminids"
    LUNAR_ECLIPSE = "lunar_eclipse"
    SOLAR_ECLIPSE = "solar_eclipse"


# the longitude of the sun at which the earth meets the densest part of the stream, and the month before it
SHOWERS = {Sight.QUADRANTIDS: (283.15, 12), Sight.PERSEIDS: (140.0, 7), Sight.GEMINIDS: (262.2, 11)}
SHOWERS_AT = "22:00"  # when one goes out to look


@dataclass(frozen=True, slots=True)
class SkyEvent:
    """`on`: the evening to look up, or the day of a solar eclipse. `at`: local time from which there is something."""

    sight: Sight
    on: date
    at: str
    is_total: bool = False


def between(city: City | None, first: date, last: date) -> list[SkyEvent]:
    """What is to be seen, both ends included, in its order. Without a city the showers only, which all China sees."""
    years = range(first.year, last.year + 1)
    found = [event for year in years for event in _events_of(city, year) if first <= event.on <= last]
    return sorted(found, key=lambda event: (event.on, event.sight))


@cache
def _events_of(city: City | None, year: int) -> tuple[SkyEvent, ...]:
    zone = ZoneInfo(TIMEZONE)
    found = list(_showers(year, zone))
    if city:
        observer = astronomy.Observer(city.latitude, city.longitude, 0)
        found += [*_lunar_eclipses(year, zone, observer), *_solar_eclipses(year, zone, observer)]
    return tuple(event for event in found if event.on.year == year)


def _showers(year: int, zone: ZoneInfo) -> Iterator[SkyEvent]:
    for sight, (longitude, month) in SHOWERS.items():
        # the peak of January is looked for from the December before
        start = astronomy.Time.Make(year - (month == 12), month, 10, 0, 0, 0)
        peak = _local(astronomy.SearchSunLongitude(longitude, start, 60), zone)
        yield SkyEvent(sight, _evening(peak), SHOWERS_AT)


def _lunar_eclipses(year: int, zone: ZoneInfo, observer: astronomy.Observer) -> Iterator[SkyEvent]:
    eclipse = astronomy.SearchLunarEclipse(_new_year(year))
    while eclipse.peak.Utc().year <= year:
        half = eclipse.sd_partial / (24 * 60)  # days; 0 when the moon is only dimmed, which nobody notices
        moments = [eclipse.peak.AddDays(half * part) for part in (-1, -0.5, 0, 0.5, 1)] if half else []
        seen = [_local(one, zone) for one in moments if _altitude_of_moon(one, observer) >= MIN_ALTITUDE]
        if seen:
            is_total = eclipse.kind is astronomy.EclipseKind.Total
            yield SkyEvent(Sight.LUNAR_ECLIPSE, _evening(seen[0]), f"{seen[0]:%H:%M}", is_total)
        eclipse = astronomy.NextLunarEclipse(eclipse.peak)


def _solar_eclipses(year: int, zone: ZoneInfo, observer: astronomy.Observer) -> Iterator[SkyEvent]:
    eclipse = astronomy.SearchLocalSolarEclipse(_new_year(year), observer)
    while eclipse.peak.time.Utc().year <= year:
        moments = (eclipse.partial_begin, eclipse.peak, eclipse.partial_end)
        seen = [_local(one.time, zone) for one in moments if one.altitude >= MIN_ALTITUDE]
        if seen and eclipse.obscuration >= MIN_COVERED:
            is_total = eclipse.kind is astronomy.EclipseKind.Total
            yield SkyEvent(Sight.SOLAR_ECLIPSE, seen[0].date(), f"{seen[0]:%H:%M}", is_total)
        eclipse = astronomy.NextLocalSolarEclipse(eclipse.peak.time, observer)


def _altitude_of_moon(moment: astronomy.Time, observer: astronomy.Observer) -> float:
    place = astronomy.Equator(astronomy.Body.Moon, moment, observer, True, True)
    sky = astronomy.Horizon(moment, observer, place.ra, place.dec, astronomy.Refraction.Normal)
    return float(sky.altitude)


def _new_year(year: int) -> astronomy.Time:
    return astronomy.Time.Make(year, 1, 1, 0, 0, 0)


def _local(moment: astronomy.Time, zone: ZoneInfo) -> datetime:
    found: datetime = moment.Utc()
    return found.replace(tzinfo=UTC).astimezone(zone)


def _evening(moment: datetime) -> date:
    """The day on whose evening the night of a moment begins."""
    return (moment - timedelta(hours=12)).date()

"""Weather worth a warning, as the shop's manager types it (domain.md 4.1)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ONE_MESSAGE_DAYS = 14  # a customer is warned once in so many days, whatever the weather does


class Weather(StrEnum):
    HEAT = "heat"  # 35 degrees and more
    COLD_WAVE = "cold_wave"
    RAINSTORM = "rainstorm"
    SNOW_ICE = "snow_ice"
    SANDSTORM = "sandstorm"
    TYPHOON = "typhoon"
    FOG = "fog"


# what endangers people on the road: everybody hears of it, even those who get nothing but mass messages
DANGEROUS = frozenset({Weather.RAINSTORM, Weather.SNOW_ICE, Weather.TYPHOON})


@dataclass(frozen=True, slots=True)
class WeatherEvent:
    """It begins on a day, and the word goes out from that day on."""

    weather: Weather
    begins_on: date

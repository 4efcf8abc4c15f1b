"""Found by the calendar: birthdays, festivals, professions, families, solar terms, the weather, the sky."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tenants.follow_ups.calendar import birthdays, festivals
from tenants.follow_ups.calendar.festivals import Festival, Kind
from tenants.follow_ups.calendar.weather import DANGEROUS
from tenants.follow_ups.shop_day import Addressee, ShopDay
from tenants.follow_ups.triggers.trigger import VARIANT, Candidate, Facts
from tenants.follow_ups.windows import LONGEST_CLOSURE_DAYS
from tenants.scoring.segments import RfmClass, Tier

MASS = "mass"  # variant: one text for many
KEY, VALUE = "key", "value"  # variants: prepared three days ahead
NEAR_DAYS = 10  # so long before and after a day a setting may reach
MASS_CLASSES = {RfmClass.MAINTAIN, RfmClass.LOST}  # by the default depth of their class (domain.md 2.1)
DEDICATED = {RfmClass.VALUE, RfmClass.RECALL, RfmClass.DEEPEN, RfmClass.RETAIN}


def has_birthday(day: ShopDay) -> Iterator[Candidate]:
    """Anchored on the birthday, or on the last open day before it: late wishes bring bad luck."""
    nearest: dict[str, date] = {}  # thousands share few days of the year
    for one in day.addressees:
        if one.birthday:
            yearly = birthdays.without_year(one.birthday)
            if yearly not in nearest:
                nearest[yearly] = birthdays.nearest(yearly, day.today)
            on = nearest[yearly]
            if abs((on - day.today).days) > LONGEST_CLOSURE_DAYS:
                continue
            facts: dict[str, str | int] = {"due_on": on.isoformat()}
            if birthdays.is_lunar(one.birthday):
                facts["wording"] = "lunar"
            if one.tier == Tier.KEY:
                facts[VARIANT] = KEY
            elif one.rfm_class is RfmClass.VALUE:
                facts[VARIANT] = VALUE
            yield Candidate(one.customer_id, None, day.open_days.on_or_before(on), facts)


def greeted_on_a_holiday(day: ShopDay) -> Iterator[Candidate]:
    return _greeted(day, Kind.HOLIDAY, _is_greeted_on)


def has_a_day_of_his_profession(day: ShopDay) -> Iterator[Candidate]:
    return _greeted(day, Kind.OCCUPATION, lambda one, festival: _names(one.occupation, festival.words))


def has_a_day_of_his_family(day: ShopDay) -> Iterator[Candidate]:
    return _greeted(day, Kind.FAMILY, lambda one, festival: festival.tie in one.ties)


def met_by_a_solar_term(day: ShopDay) -> Iterator[Candidate]:
    return _greeted(day, Kind.SOLAR_TERM, lambda one, festival: one.rfm_class in DEDICATED)


def warned_of_weather(day: ShopDay) -> Iterator[Candidate]:
    """Of one event at a time, the earliest that is still news; those who get mass messages only of danger."""
    news = sorted(day.weather, key=lambda event: event.begins_on)
    dangers = [event for event in news if event.weather in DANGEROUS]
    for one in day.addressees:
        for event in (dangers if one.rfm_class in MASS_CLASSES else news)[:1]:
            yield Candidate(one.customer_id, None, event.begins_on, {"occasion": event.weather.value} | _depth(one))


def told_of_the_sky(day: ShopDay) -> Iterator[Candidate]:
    for event in day.sky[:1]:
        facts: Facts = {"occasion": event.sight.value, "at": event.at, "due_on": event.on.isoformat()}
        for one in day.addressees:
            if one.rfm_class not in MASS_CLASSES:
                yield Candidate(one.customer_id, None, event.on, facts)


def _greeted(day: ShopDay, kind: Kind, is_for: Callable[[Addressee, Festival], bool]) -> Iterator[Candidate]:
    greeted = set()
    for festival, anchor_on in _near(day, kind):
        for one in day.addressees:
            key = (one.customer_id, anchor_on)
            if key not in greeted and _has_gender(one, festival) and is_for(one, festival):
                greeted.add(key)
                yield Candidate(one.customer_id, None, anchor_on, {"occasion": festival.code} | _depth(one))


def _near(day: ShopDay, kind: Kind) -> Iterator[tuple[Festival, date]]:
    """Festivals whose greeting may be due, with the day of the greeting: the last open one before a closed festival."""
    first = day.today - timedelta(NEAR_DAYS)
    last = day.today + timedelta(LONGEST_CLOSURE_DAYS)
    for festival, on in festivals.between(kind, first, last):
        greeted_on = day.open_days.on_or_before(on)
        if abs((greeted_on - day.today).days) <= NEAR_DAYS:
            yield festival, greeted_on


def _is_greeted_on(one: Addressee, holiday: Festival) -> bool:
    if one.rfm_class is RfmClass.LOST:  # once a year: on his birthday, if it is known
        return holiday.code == "spring_festival" and not one.birthday
    return holiday.is_great or one.rfm_class is not RfmClass.MAINTAIN


def _has_gender(one: Addressee, festival: Festival) -> bool:
    return festival.gender is None or one.gender == festival.gender


def _names(occupation: str | None, words: tuple[str, ...]) -> bool:
    said = (occupation or "").lower()
    return any(word in said for word in words)


def _depth(one: Addressee) -> dict[str, str | int]:
    return {VARIANT: MASS} if one.rfm_class in MASS_CLASSES else {}

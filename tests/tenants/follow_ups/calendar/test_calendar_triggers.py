"""Whom the calendar finds, and from when to when."""

from datetime import date
from typing import Any

import pytest

from tenants.follow_ups.calendar.sky import Sight, SkyEvent
from tenants.follow_ups.calendar.weather import Weather, WeatherEvent
from tenants.follow_ups.reasons import reconcile
from tenants.follow_ups.shop_day import Addressee, ShopDay
from tenants.follow_ups.triggers import Channel, Fired, fired
from tenants.follow_ups.triggers.calendar_rows import CALENDAR_ROWS
from tenants.follow_ups.windows import OpenDays
from tenants.scoring.segments import RfmClass, Tier
from tests.tenants.follow_ups.examples import C1, C2, stored

ROWS = {row.code: row for row in CALENDAR_ROWS}


def on(text: str, *addressees: Addressee, **values: Any) -> list[Fired]:
    """What the calendar fires on a day."""
    return fired(ShopDay(date.fromisoformat(text), 180, addressees=addressees, **values), CALENDAR_ROWS)


def codes(found: list[Fired]) -> list[tuple[str, Any]]:
    return [(one.trigger.code, one.facts.get("occasion")) for one in found]


def someone(rfm_class: RfmClass = RfmClass.POTENTIAL, **values: Any) -> Addressee:
    return Addressee(C1, rfm_class, **values)


@pytest.mark.parametrize(("day", "count"), [("2026-06-01", 0), ("2026-06-02", 1), ("2026-06-04", 1), ("2026-06-05", 0)])
def test_a_birthday_is_wished_on_its_day_and_two_days_late_at_most(day: str, count: int) -> None:
    assert len(on(day, someone(birthday="1988-06-02"))) == count


def test_a_lunar_birthday_comes_by_the_moon() -> None:
    (found,) = [one for one in on("2026-09-25", someone(birthday="lunar 08-15")) if one.trigger.code == "BIRTHDAY"]

    assert found.facts == {"due_on": "2026-09-25", "wording": "lunar"}


def test_the_best_customers_get_three_days_of_preparation_and_key_accounts_a_call() -> None:
    value, key = someone(RfmClass.VALUE, birthday="06-05"), someone(tier=Tier.KEY, birthday="06-05")

    (wished,), (called,) = on("2026-06-02", value), on("2026-06-02", key)

    assert (wished.window.open_on, wished.trigger.channel) == (date(2026, 6, 2), Channel.WECHAT)
    assert (called.window.open_on, called.trigger.channel) == (date(2026, 6, 2), Channel.CALL)
    assert on("2026-06-02", someone(birthday="06-05")) == []


def test_wishes_come_before_a_closed_birthday_and_never_after() -> None:
    sundays_off = OpenDays(closed_weekdays=frozenset({6}))

    (found,) = on("2026-06-06", someone(birthday="06-07"), open_days=sundays_off)

    assert found.anchor_on == date(2026, 6, 6)
    assert found.facts["due_on"] == "2026-06-07"


def test_a_shop_that_closes_for_the_holiday_greets_before_it() -> None:
    closed = OpenDays(closed_days=frozenset(date(2026, 2, day) for day in range(15, 24)))

    assert codes(on("2026-02-14", someone(), open_days=closed)) == [("HOLIDAY", "spring_festival")]
    assert codes(on("2026-02-24", someone(), open_days=closed)) == []


@pytest.mark.parametrize(
    ("day", "rfm_class", "is_greeted"),
    [
        ("2026-05-01", RfmClass.VALUE, True),
        ("2026-05-01", RfmClass.MAINTAIN, False),
        ("2026-09-25", RfmClass.MAINTAIN, True),
        ("2026-09-25", RfmClass.LOST, False),
        ("2026-02-17", RfmClass.LOST, True),
    ],
)
def test_who_gets_mass_messages_is_greeted_on_great_holidays_and_the_lost_once_a_year(
    day: str, rfm_class: RfmClass, is_greeted: bool
) -> None:
    found = [one for one in on(day, someone(rfm_class)) if one.trigger.code == "HOLIDAY"]

    assert bool(found) is is_greeted
    assert all(one.trigger.is_mass is (rfm_class is not RfmClass.VALUE) for one in found)


def test_the_lost_with_a_known_birthday_are_greeted_on_that_day_instead() -> None:
    assert on("2026-02-17", someone(RfmClass.LOST, birthday="06-02")) == []


def test_womens_day_is_for_women() -> None:
    found = on(
        "2026-03-08",
        someone(gender="female"),
        Addressee(C2, RfmClass.VALUE, gender="male"),
        Addressee(C2, RfmClass.VALUE),
    )

    assert [(one.customer_id, one.facts["occasion"]) for one in found] == [(C1, "womens_day")]


@pytest.mark.parametrize(
    ("occupation", "day", "occasion"),
    [
        ("小学教师", "2026-09-10", "teachers_day"),
        ("护士长", "2026-05-12", "nurses_day"),
        ("记者", "2026-11-08", "journalists_day"),
        ("Teacher", "2026-09-10", "teachers_day"),
    ],
)
def test_a_profession_has_its_day(occupation: str, day: str, occasion: str) -> None:
    assert codes(on(day, someone(occupation=occupation))) == [("OCCUPATION", occasion)]
    assert on(day, someone(occupation="会计"), someone()) == []


@pytest.mark.parametrize(
    ("day", "gender", "tie", "occasion"),
    [
        ("2026-05-10", "female", "parent", "mothers_day"),
        ("2026-06-21", "male", "parent", "fathers_day"),
        ("2026-10-18", "male", "elders", "double_ninth"),
        ("2026-06-06", None, "exam", "exam"),
    ],
)
def test_families_are_thought_of_by_what_they_told_us(day: str, gender: str | None, tie: str, occasion: str) -> None:
    told = someone(gender=gender, ties=frozenset({tie}))

    assert codes(on(day, told)) == [("FAMILY", occasion)]
    assert on(day, someone(gender=gender)) == []


def test_solar_terms_are_for_those_who_are_looked_after_by_name() -> None:
    assert codes(on("2026-11-07", someone(RfmClass.VALUE))) == [("SOLAR_TERM", "start_of_winter")]
    assert on("2026-11-07", someone(RfmClass.POTENTIAL)) == []


def test_a_cold_wave_is_told_to_those_we_write_to_and_ice_to_everybody() -> None:
    cold, ice = WeatherEvent(Weather.COLD_WAVE, date(2026, 11, 20)), WeatherEvent(Weather.SNOW_ICE, date(2026, 11, 20))
    known, mass = someone(), Addressee(C2, RfmClass.MAINTAIN)

    assert [one.customer_id for one in on("2026-11-20", known, mass, weather=[cold])] == [C1]
    assert [one.customer_id for one in on("2026-11-21", known, mass, weather=[ice])] == [C1, C2]
    assert on("2026-11-22", known, weather=[ice]) == []


def test_weather_that_is_only_foretold_is_not_news_yet() -> None:
    assert on("2026-11-19", someone(), weather=[WeatherEvent(Weather.HEAT, date(2026, 11, 20))]) == []


def test_a_customer_is_warned_once_in_a_fortnight() -> None:
    second = on("2026-12-04", someone(), weather=[WeatherEvent(Weather.FOG, date(2026, 12, 4))])
    first = stored("WEATHER", date(2026, 11, 20), is_open=False)
    third = on("2026-12-05", someone(), weather=[WeatherEvent(Weather.FOG, date(2026, 12, 5))])

    assert reconcile(second, [first]).add == []
    assert reconcile(third, [first]).add == third


def test_the_sky_is_announced_the_day_before_and_on_the_day() -> None:
    meteors = SkyEvent(Sight.GEMINIDS, date(2026, 12, 14), "22:00")
    seen = [codes(on(f"2026-12-{day}", someone(), sky=[meteors])) for day in (12, 13, 14, 15)]

    assert seen == [[], [("SKY", "geminids")], [("SKY", "geminids")], []]


def test_two_holidays_on_one_day_are_one_greeting() -> None:
    closed = OpenDays(closed_days=frozenset(date(2026, 9, day) for day in range(1, 31)) | {date(2026, 10, 1)})

    assert codes(on("2026-08-31", someone(), open_days=closed)) == [("HOLIDAY", "mid_autumn")]

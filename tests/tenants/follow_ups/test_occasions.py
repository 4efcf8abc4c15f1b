"""What the triggers of the calendar read: people, warnings, the sky of the shop's city; and what comes of it."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import family
from tenants.db import db
from tenants.follow_ups import occasions, weather_warnings
from tenants.follow_ups.calendar.sky import Sight
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scoring.segments import RfmClass
from tests import factories

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


def warn(weather: str, begins_on: date) -> None:
    weather_warnings.warn_of(weather, begins_on, today=begins_on, user_id=None, now=NOW)


def test_only_people_who_ever_paid_are_greeted_and_a_merged_record_is_not_greeted_twice(in_shop: Shop) -> None:
    paid, never_paid = factories.create_customer(birthday="06-02", family=["elders"]), factories.create_customer()
    merged = factories.create_customer(merged_into_id=paid.id)
    internal = factories.create_customer(customer_type="internal")
    classes = {one.id: RfmClass.VALUE for one in (paid, merged, internal)} | {never_paid.id: RfmClass.NONE}

    (found,) = occasions.addressees(classes)

    assert (found.customer_id, found.birthday, found.ties) == (paid.id, "06-02", frozenset({"elders"}))


def test_weather_is_news_as_long_as_its_trigger_speaks_of_it(in_shop: Shop) -> None:
    for weather, ago in (("fog", 0), ("heat", 1), ("snow_ice", 2)):
        warn(weather, TODAY - timedelta(ago))

    found = occasions.weather_news(TODAY, TRIGGERS["WEATHER"])

    assert {event.weather for event in found} == {"fog", "heat"}
    assert occasions.weather_news(TODAY, None) == []


def test_the_sky_is_that_of_the_shops_city(in_shop: Shop) -> None:
    eve = date(2026, 3, 2)

    assert occasions.sights(eve, TRIGGERS["SKY"]) == []
    settings.change(city="lanzhou")
    assert [event.sight for event in occasions.sights(eve, TRIGGERS["SKY"])] == [Sight.LUNAR_ECLIPSE]


def test_a_morning_turns_the_calendar_into_reasons_once(in_shop: Shop) -> None:
    customer = factories.create_customer(birthday="11-20", occupation="教师")
    factories.create_order(customer, factories.create_vehicle(customer), TODAY - timedelta(50))
    factories.create_scores(TODAY - timedelta(1))
    warn("rainstorm", TODAY)

    for _ in range(2):
        plan_queue(TODAY)

    found = db.session.scalars(select(Reason).where(Reason.trigger.in_(("BIRTHDAY", "WEATHER", "OCCUPATION"))))
    assert sorted((row.trigger, row.anchor_on) for row in found) == [("BIRTHDAY", TODAY), ("WEATHER", TODAY)]


def test_of_families_only_what_may_be_known_is_kept_in_one_order() -> None:
    assert family.known(["exam", "parent", "parent"]) == ["parent", "exam"]

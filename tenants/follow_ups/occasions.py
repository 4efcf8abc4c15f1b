"""Reads what the triggers of the calendar look at: whom to greet, which weather is news, what the sky will show."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from tenants import settings
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.calendar import sky
from tenants.follow_ups.calendar.sky import SkyEvent
from tenants.follow_ups.calendar.weather import Weather, WeatherEvent
from tenants.follow_ups.models import WeatherWarning
from tenants.follow_ups.shop_day import Addressee
from tenants.follow_ups.triggers import Trigger
from tenants.scoring.models import CustomerProfile
from tenants.scoring.segments import RfmClass
from tenants.settings.cities import CITIES


def addressees(classes: Mapping[uuid.UUID, RfmClass]) -> list[Addressee]:
    """Everybody of `classes` who ever paid, with what he told of himself."""
    rows = db.session.execute(
        select(
            Customer.id,
            CustomerProfile.tier,
            Customer.birthday,
            Customer.gender,
            Customer.occupation,
            Customer.family,
        )
        .outerjoin(CustomerProfile, CustomerProfile.customer_id == Customer.id)
        .where(Customer.merged_into_id.is_(None), Customer.customer_type != "internal")
        .order_by(Customer.id)
    )
    return [
        Addressee(customer_id, classes[customer_id], tier, birthday, gender, occupation, frozenset(family))
        for customer_id, tier, birthday, gender, occupation, family in rows
        if classes.get(customer_id, RfmClass.NONE) is not RfmClass.NONE
    ]


def weather_news(today: date, trigger: Trigger | None) -> list[WeatherEvent]:
    """Weather that the trigger may speak of on a day; none when it is switched off."""
    if trigger is None:
        return []
    first, last = _spoken_of(trigger, today)
    rows = db.session.scalars(select(WeatherWarning).where(WeatherWarning.begins_on.between(first, last)))
    return [WeatherEvent(Weather(row.weather), row.begins_on) for row in rows]


def sights(today: date, trigger: Trigger | None) -> list[SkyEvent]:
    """What the sky shows to the shop's city that the trigger may speak of on a day."""
    return sky.between(CITIES.get(settings.current().city), *_spoken_of(trigger, today)) if trigger else []


def coming_sights(today: date, days: int) -> list[SkyEvent]:
    """What the sky will show to the shop's city."""
    return sky.between(CITIES.get(settings.current().city), today, today + timedelta(days))


def _spoken_of(trigger: Trigger, today: date) -> tuple[date, date]:
    return today - timedelta(trigger.deadline + trigger.grace), today - timedelta(trigger.opens)

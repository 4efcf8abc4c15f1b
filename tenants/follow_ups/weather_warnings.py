"""Weather that the manager types, for customers to be warned of. None of it commits."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db, new_id
from tenants.errors import N_, DomainError
from tenants.follow_ups.calendar.weather import Weather
from tenants.follow_ups.models import WeatherWarning

FORETOLD_DAYS = 10  # no forecast reaches further
SHOWN_DAYS = 60  # of warnings gone by


def recent(today: date) -> list[WeatherWarning]:
    """Those to come and of the last weeks, the newest first."""
    since = WeatherWarning.begins_on >= today - timedelta(SHOWN_DAYS)
    newest = select(WeatherWarning).where(since).order_by(WeatherWarning.begins_on.desc(), WeatherWarning.id.desc())
    return list(db.session.scalars(newest))


def warn_of(weather: str, begins_on: date, *, today: date, user_id: uuid.UUID | None, now: datetime) -> None:
    """Note weather that customers are to be warned of; noted twice is noted once. Raises DomainError for days out of
    reach and unknown weather.
    """
    if weather not in list(Weather):
        raise DomainError(N_("Choose one of the kinds of weather offered."))
    if not today <= begins_on <= today + timedelta(FORETOLD_DAYS):
        raise DomainError(N_("Give a day from today to %(days)s days ahead."), days=FORETOLD_DAYS)
    new = insert(WeatherWarning).values(
        shop_id=current_shop_id(),
        id=new_id(),
        weather=weather,
        begins_on=begins_on,
        typed_by_id=user_id,
        typed_at=now,
    )
    db.session.execute(new.on_conflict_do_nothing())


def strike(warning_id: uuid.UUID) -> bool:
    """Forget a warning; whoever was warned already was. False when there is none."""
    gone = delete(WeatherWarning).where(WeatherWarning.id == warning_id).returning(WeatherWarning.id)
    return db.session.scalar(gone) is not None

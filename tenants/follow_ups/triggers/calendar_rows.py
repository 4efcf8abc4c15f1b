"""The triggers of the calendar, one row each (domain.md 4.1). A late greeting is none: hardly one has days of grace."""

from dataclasses import replace

from tenants.follow_ups.calendar.weather import ONE_MESSAGE_DAYS
from tenants.follow_ups.triggers.finders.calendar import (
    KEY,
    MASS,
    VALUE,
    greeted_on_a_holiday,
    has_a_day_of_his_family,
    has_a_day_of_his_profession,
    has_birthday,
    met_by_a_solar_term,
    told_of_the_sky,
    warned_of_weather,
)
from tenants.follow_ups.triggers.trigger import Backlog, Band, Category, Channel, Trigger

CARE, PLANNED, WECHAT = Category.CARE, Band.PLANNED, Channel.WECHAT
PREPARED_DAYS = 3  # to get a present for whom we know best


def _row(trigger: Trigger) -> Trigger:
    """Whatever the shop's open days: the finders go by them. Nobody is greeted for what was before he came to us."""
    return replace(trigger, moves=False, backlog=Backlog.SKIP)


def _with_mass(trigger: Trigger) -> Trigger:
    return replace(trigger, variants={MASS: replace(trigger, is_mass=True)})


# fmt: off
_BIRTHDAY =      Trigger("BIRTHDAY",   CARE,  0, 0, 2, 60, PLANNED, WECHAT, True, has_birthday)
_HOLIDAY =       Trigger("HOLIDAY",    CARE,  0, 1, 0, 20, PLANNED, WECHAT, True, greeted_on_a_holiday)
_OCCUPATION =    Trigger("OCCUPATION", CARE,  0, 1, 0, 20, PLANNED, WECHAT, True, has_a_day_of_his_profession)
_FAMILY =        Trigger("FAMILY",     CARE,  0, 1, 0, 20, PLANNED, WECHAT, True, has_a_day_of_his_family)
_SOLAR_TERM =    Trigger("SOLAR_TERM", CARE,  0, 1, 0, 10, PLANNED, WECHAT, True, met_by_a_solar_term)
_WEATHER =       Trigger("WEATHER",    CARE,  0, 1, 0, 30, PLANNED, WECHAT, True, warned_of_weather,
                         again_after=ONE_MESSAGE_DAYS)
_SKY =           Trigger("SKY",        CARE, -1, 0, 0, 10, PLANNED, WECHAT, True, told_of_the_sky)
# fmt: on

_PREPARED = replace(_row(_BIRTHDAY), opens=-PREPARED_DAYS)

CALENDAR_ROWS: tuple[Trigger, ...] = (
    replace(_row(_BIRTHDAY), variants={KEY: replace(_PREPARED, channel=Channel.CALL), VALUE: _PREPARED}),
    _with_mass(_row(_HOLIDAY)),
    _row(_OCCUPATION),
    _row(_FAMILY),
    _row(_SOLAR_TERM),
    _with_mass(_row(_WEATHER)),
    _row(_SKY),
)

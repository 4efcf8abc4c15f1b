"""The triggers of domain.md 4.1, one row each. A new trigger is one finder, one row, one label and one test."""

from collections.abc import Mapping

from tenants.follow_ups.triggers.finders.standings import came_once, valuable_and_gone
from tenants.follow_ups.triggers.finders.visits import delivered, over_own_rhythm
from tenants.follow_ups.triggers.trigger import Backlog, Band, Category, Channel, Event, Trigger

ONCE = 36_500  # days: a second reason of the kind never comes

SERVICE, CARE, MARKETING = Category.SERVICE, Category.CARE, Category.MARKETING
CALL, WECHAT = Channel.CALL, Channel.WECHAT
NOW, SOON, PLANNED = Band.MUST_TODAY, Band.TIME_CRITICAL, Band.PLANNED
CAME = frozenset({Event.VISIT})
CAR_EXIT = frozenset({Event.CAR_EXIT})

# fmt: off
_ROWS = (
    #        code            category  opens dead- grace urgen- band    channel hold-
    #                                        line        cy %                   out
    Trigger("COMPLAINT",    SERVICE,     0,    1,    7,  100,  NOW,     CALL,   False,
            promised=True, freezes=True),
    Trigger("CALLBACK",     SERVICE,     0,    0,    2,  100,  NOW,     CALL,   False, ended_by=CAME, promised=True),
    # no grace: on the day after there is nothing left to confirm
    Trigger("APPT_CONFIRM", SERVICE,    -1,    0,    0,   80,  NOW,     WECHAT, False, ended_by=CAME, promised=True,
            moves=False),
    Trigger("D3",           SERVICE,     3,    5,    2,   70,  SOON,    CALL,   False, delivered, CAR_EXIT),
    Trigger("W3",           CARE,       21,   28,    7,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT,
            backlog=Backlog.SKIP),
    Trigger("M3",           CARE,       90,  104,   14,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT,
            backlog=Backlog.SKIP),
    Trigger("LAPSE",        MARKETING,   0,   30,   30,   50,  PLANNED, CALL,   True,  over_own_rhythm, CAME,
            waits_for_appointment=True, again_after=60, backlog=Backlog.MOVE),
    Trigger("SECOND_VISIT", MARKETING,   0,   30,    7,   50,  PLANNED, WECHAT, True,  came_once, CAME,
            waits_for_appointment=True, again_after=ONCE, backlog=Backlog.MOVE),
    Trigger("WINBACK_IMP",  MARKETING,   0,   30,    7,   30,  PLANNED, CALL,   True,  valuable_and_gone, CAME,
            waits_for_appointment=True, again_after=60, backlog=Backlog.MOVE),
)
# fmt: on

TRIGGERS: Mapping[str, Trigger] = {trigger.code: trigger for trigger in _ROWS}

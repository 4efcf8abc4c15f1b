"""The triggers of domain.md 4.1, one row each. A new trigger is one finder, one row, one label and one test."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tenants.follow_ups.triggers.calendar_rows import CALENDAR_ROWS
from tenants.follow_ups.triggers.finders.anniversaries import has_anniversary
from tenants.follow_ups.triggers.finders.appointments import did_not_come, to_confirm
from tenants.follow_ups.triggers.finders.contacts import key_account, very_valuable
from tenants.follow_ups.triggers.finders.needs import (
    SAFETY,
    inspection_ends,
    insurance_ends,
    item_due,
    maintenance_due,
)
from tenants.follow_ups.triggers.finders.opportunities import (
    benefit_ends,
    interested,
    invited,
    put_off,
    sent_somebody,
    warranty_ends,
)
from tenants.follow_ups.triggers.finders.riders import lacks_details, may_replace
from tenants.follow_ups.triggers.finders.standings import (
    asked_why_gone,
    came_once,
    gone_for_little,
    valuable_and_gone,
)
from tenants.follow_ups.triggers.finders.visits import (
    CAME_FIRST,
    asleep_after_coming_again,
    delivered,
    over_own_rhythm,
    small_visit,
)
from tenants.follow_ups.triggers.trigger import Backlog, Band, Category, Channel, Event, Step, Trigger
from tenants.opportunities.grades import Grade
from tenants.scoring.segments import RfmClass

ONCE = 36_500  # days: a second reason of the kind never comes

SERVICE, CARE, MARKETING = Category.SERVICE, Category.CARE, Category.MARKETING
CALL, WECHAT, SMS = Channel.CALL, Channel.WECHAT, Channel.SMS
NOW, SOON, PLANNED = Band.MUST_TODAY, Band.TIME_CRITICAL, Band.PLANNED
CAME = frozenset({Event.VISIT})
CAR_EXIT = frozenset({Event.CAR_EXIT})

# by the depth of service of a class (domain.md 2.1): a call where somebody knows him, else a message
CALLED = dict.fromkeys((RfmClass.VALUE, RfmClass.DEEPEN), CALL)
ASKED_IN_WRITING = dict.fromkeys((RfmClass.MAINTAIN, RfmClass.LOST), WECHAT)  # a survey
WRITTEN_TO = dict.fromkeys((RfmClass.POTENTIAL, RfmClass.NEW, RfmClass.MAINTAIN, RfmClass.LOST), WECHAT)
# a word first, a call a week before the day, a last one a week after it
DUE_STEPS = (Step(-14, WECHAT), Step(-7, CALL), Step(7, CALL))

# fmt: off
_ROWS = (
    #        code            category  opens dead- grace urgen- band    channel hold-
    #                                        line        cy %                   out
    Trigger("COMPLAINT",    SERVICE,     0,    1,    7,  100,  NOW,     CALL,   False,
            promised=True, freezes=True),
    Trigger("CALLBACK",     SERVICE,     0,    0,    2,  100,  NOW,     CALL,   False, ended_by=CAME, promised=True),
    # no grace: on the day after there is nothing left to confirm
    Trigger("APPT_CONFIRM", SERVICE,    -1,    0,    0,   80,  NOW,     WECHAT, False, to_confirm, CAME, promised=True,
            is_of_its_day=True, moves=False, opens_before=True, is_chased=True, gone_by="appointment_changed"),
    Trigger("NO_SHOW",      SERVICE,     0,    1,    3,   80,  NOW,     CALL,   False, did_not_come,
            CAME | frozenset({Event.BOOKED}), promised=True, gone_by="appointment_changed"),
    Trigger("D3",           SERVICE,     3,    5,    2,   70,  SOON,    CALL,   False, delivered, CAR_EXIT,
            channels=ASKED_IN_WRITING),
    Trigger("W3",           CARE,       21,   28,    7,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT,
            backlog=Backlog.SKIP),
    Trigger("M3",           CARE,       90,  104,   14,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT,
            channels=CALLED, backlog=Backlog.SKIP),
    Trigger("MAINT_DUE",    MARKETING, -14,    7,   30,   40,  PLANNED, CALL,   True,  maintenance_due, CAME | CAR_EXIT,
            waits_for_appointment=True, again_after=60, is_reminder=True, steps=DUE_STEPS, backlog=Backlog.MOVE),
    Trigger("ITEM_DUE",     MARKETING, -14,    7,   30,   40,  PLANNED, CALL,   True,  item_due, CAME | CAR_EXIT,
            waits_for_appointment=True, again_after=60, is_reminder=True, steps=DUE_STEPS, backlog=Backlog.MOVE),
    Trigger("DEFERRED",     MARKETING,  30,   45,   30,   50,  PLANNED, CALL,   True,  put_off, CAME | CAR_EXIT,
            waits_for_appointment=True, backlog=Backlog.MOVE, gone_by="settled"),
    Trigger("INSURANCE",    MARKETING, -60,    0,    7,   30,  PLANNED, CALL,   False, insurance_ends, CAR_EXIT,
            critical_days=7, again_after=31, moves=False, backlog=Backlog.KEEP, gone_by="renewed"),
    Trigger("INSPECT",      MARKETING, -90,    0,   30,   30,  PLANNED, WECHAT, False, inspection_ends, CAR_EXIT,
            critical_days=7, again_after=31, moves=False, is_reminder=True, steps=(Step(-90, WECHAT), Step(-30, CALL)),
            backlog=Backlog.KEEP, gone_by="renewed"),
    Trigger("WARRANTY_END", MARKETING, -60,    0,    7,   30,  PLANNED, WECHAT, True,  warranty_ends, CAR_EXIT,
            waits_for_appointment=True, moves=False, backlog=Backlog.KEEP, gone_by="settled"),
    Trigger("COUPON_END",   MARKETING,  -7,    0,    7,   30,  PLANNED, WECHAT, True,  benefit_ends,
            waits_for_appointment=True, moves=False, backlog=Backlog.KEEP, gone_by="settled"),
    Trigger("LEAD",         MARKETING,   0,    1,    7,   60,  PLANNED, CALL,   False, interested,
            gone_by="settled"),
    Trigger("KEY_CONTACT",  CARE,        0,    7,    7,   50,  PLANNED, CALL,   False, key_account, CAME,
            again_after=20, backlog=Backlog.SKIP),
    Trigger("VIP_CALL",     CARE,        0,   14,    7,   30,  PLANNED, CALL,   True,  very_valuable, CAME,
            again_after=40, backlog=Backlog.SKIP),
    Trigger("REFER_THANKS", CARE,        0,    3,    7,   60,  PLANNED, CALL,   False, sent_somebody),
    Trigger("ANNIVERSARY",  CARE,        0,    1,    7,   20,  PLANNED, WECHAT, True,  has_anniversary,
            backlog=Backlog.SKIP),
    Trigger("LOST_REASON",  CARE,        0,   30,    7,   20,  PLANNED, CALL,   False, asked_why_gone, CAME,
            waits_for_appointment=True, again_after=ONCE, backlog=Backlog.SKIP),
    Trigger("RELATED",      MARKETING,  30,   45,    7,   30,  PLANNED, WECHAT, True,  small_visit, CAME | CAR_EXIT,
            waits_for_appointment=True, backlog=Backlog.SKIP),
    Trigger("REFER_ASK",    MARKETING,   7,   14,    7,   30,  PLANNED, WECHAT, True),
    Trigger("REPLACE_ASK",  MARKETING,   0,   91,    7,   20,  PLANNED, CALL,   False, may_replace, CAR_EXIT,
            again_after=365, moves=False, is_rider=True),
    Trigger("DATA_FILL",    SERVICE,     0,   91,    7,    0,  PLANNED, CALL,   False, lacks_details,
            moves=False, is_rider=True, gone_by="settled"),
    # the days are those of each campaign
    Trigger("CAMPAIGN",     MARKETING,   0,  366,    0,   30,  PLANNED, WECHAT, True,  invited, CAME,
            waits_for_appointment=True, moves=False, gone_by="settled"),
    Trigger("LAPSE",        MARKETING,   0,   30,   30,   50,  PLANNED, CALL,   True,  over_own_rhythm, CAME,
            waits_for_appointment=True, again_after=60, channels=WRITTEN_TO, backlog=Backlog.MOVE),
    Trigger("DORMANT_REPEAT", MARKETING, 0,   30,   30,   40,  PLANNED, CALL,   True,  asleep_after_coming_again, CAME,
            waits_for_appointment=True, again_after=60, channels=WRITTEN_TO, backlog=Backlog.MOVE),
    Trigger("SECOND_VISIT", MARKETING,   0,   30,    7,   50,  PLANNED, WECHAT, True,  came_once, CAME,
            waits_for_appointment=True, again_after=ONCE, backlog=Backlog.MOVE),
    Trigger("WINBACK_IMP",  MARKETING,   0,   30,    7,   30,  PLANNED, CALL,   True,  valuable_and_gone, CAME,
            waits_for_appointment=True, again_after=60, backlog=Backlog.MOVE),
    Trigger("WINBACK_GEN",  MARKETING,   0,    2,    2,   10,  PLANNED, SMS,    True,  gone_for_little, CAME,
            waits_for_appointment=True, again_after=20, is_mass=True, backlog=Backlog.SKIP),
)
# fmt: on

# what a fact changes about a trigger; nobody goes without a word about his safety, whatever it would teach us
_VARIANTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    # wherever a safety item is spoken of, beside maintenance or alone
    **dict.fromkeys(("MAINT_DUE", "ITEM_DUE"), {SAFETY: {"urgency": 60, "hold_out": False}}),
    "DEFERRED": {
        SAFETY: {"category": SERVICE, "opens": 7, "deadline": 14, "band": SOON, "hold_out": False, "warns": True}
    },
    # the third word to who is new, after that of the third day (domain.md 1, row 117)
    "RELATED": {CAME_FIRST: {"opens": 21, "deadline": 36}},
    "LEAD": {
        Grade.HOT: {"urgency": 90, "band": SOON},
        Grade.ORDERED: {"urgency": 80, "band": SOON},
        Grade.NEW: {"urgency": 80},
        Grade.LATER: {"urgency": 40},
        Grade.COLD: {"urgency": 20},
    },
    "CAMPAIGN": {CALL: {"channel": CALL}, SMS: {"channel": SMS, "is_mass": True}},
}


def _varied(trigger: Trigger) -> Trigger:
    changes = _VARIANTS.get(trigger.code, {})
    return replace(trigger, variants={name: replace(trigger, **change) for name, change in changes.items()})


TRIGGERS: Mapping[str, Trigger] = {trigger.code: trigger for trigger in (*map(_varied, _ROWS), *CALENDAR_ROWS)}

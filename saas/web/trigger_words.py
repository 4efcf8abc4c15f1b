"""What the days of a trigger count from, and what its variants are called (domain.md 4.1)."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

_DELIVERY = _l("the day the car was handed over")
_VISIT = _l("the visit")
_DUE = _l("the day it falls due")
_END = _l("the last day it is valid")
_DAY = _l("the day itself")
_TALK = _l("the day somebody last spoke with him, and so many days after")
_THRESHOLD = _l("the day he has stayed away longer than he uses to")
_CLASS = _l("the day he came into his class")

ANCHOR: Mapping[str, LazyString] = {
    "COMPLAINT": _l("the complaint"),
    "CALLBACK": _l("the promised day"),
    "APPT_CONFIRM": _l("the appointment"),
    "NO_SHOW": _l("the missed appointment"),
    "D3": _DELIVERY,
    "W3": _DELIVERY,
    "M3": _DELIVERY,
    "MAINT_DUE": _DUE,
    "ITEM_DUE": _DUE,
    "DEFERRED": _VISIT,
    "INSURANCE": _END,
    "INSPECT": _END,
    "WARRANTY_END": _END,
    "COUPON_END": _END,
    "LAPSE": _THRESHOLD,
    "DORMANT_REPEAT": _THRESHOLD,
    "SECOND_VISIT": _l("thirty days before a first-timer counts as gone"),
    "WINBACK_IMP": _CLASS,
    "WINBACK_GEN": _l("the first of the month"),
    "LOST_REASON": _l("the day he counts as lost"),
    "KEY_CONTACT": _TALK,
    "VIP_CALL": _TALK,
    "BIRTHDAY": _l("the birthday"),
    "HOLIDAY": _DAY,
    "OCCUPATION": _DAY,
    "FAMILY": _DAY,
    "SOLAR_TERM": _DAY,
    "WEATHER": _l("the day the weather begins"),
    "SKY": _l("the evening, or the day of an eclipse of the sun"),
    "RELATED": _VISIT,
    "REFER_ASK": _l("the day he said he would recommend us"),
    "REFER_THANKS": _l("the first paid visit of who was sent"),
    "LEAD": _l("the next day agreed"),
    "ANNIVERSARY": _l("the anniversary"),
    "CAMPAIGN": _l("the days of the campaign"),
}

VARIANT: Mapping[str, LazyString] = {
    "safety": _l("concerns safety"),
    "key": _l("key accounts"),
    "value": _l("high value"),
    "mass": _l("one text to many"),
    "call": _l("by phone"),
    "sms": _l("by text message"),
    "first": _l("after the first visit"),
    **{grade: _l("grade %(grade)s", grade=grade) for grade in "HONBAC"},
}
OWN_DAYS = frozenset({"CAMPAIGN"})  # each has days of its own


def anchor(code: str) -> str:
    """What the days of a trigger or variant count from."""
    return str(ANCHOR.get(code.partition(".")[0], _DAY))


def variant(code: str) -> str:
    """Which variant of its trigger a code of settings means; nothing for the trigger itself."""
    name = code.partition(".")[2]
    return str(VARIANT.get(name, name.replace("_", " ")))

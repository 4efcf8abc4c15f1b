"""Why a customer should be called, in one sentence per trigger; facts fill it, and one of them may choose the words."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from saas.web.formats import NOTHING, day, number
from saas.web.labels import label
from saas.web.plurals import ngettext

# "CODE.wording" is said instead of "CODE" when the fact `wording` says so
REASON = {
    "COMPLAINT": _l("Was not satisfied (%(about)s): make it good"),
    "CALLBACK": _l("Promised a call (%(about)s)"),
    "CALLBACK.written": _l("Answered a text message: read it and call back"),
    "CALLBACK.after_complaint": _l("His complaint was settled: ask, as somebody else, whether all is well now"),
    "APPT_CONFIRM": _l("Has an appointment: confirm it"),
    "APPT_CONFIRM.dated": _l("Booked for %(due_on)s: confirm it"),
    "NO_SHOW": _l("Had an appointment on %(due_on)s and did not come"),
    "D3": _l("Here on %(visit_on)s: is everything in order?"),
    "W3": _l("Here on %(visit_on)s: still everything in order after three weeks?"),
    "M3": _l("Here on %(visit_on)s: how is the car after three months?"),
    "MAINT_DUE": _l("Maintenance due %(due_on)s: %(items)s"),
    "MAINT_DUE.low": _l("Suggest a check about %(due_on)s: %(items)s"),
    "ITEM_DUE": _l("Due %(due_on)s: %(items)s"),
    "ITEM_DUE.low": _l("Suggest a check about %(due_on)s: %(items)s"),
    "DEFERRED": _l("Put off on %(visit_on)s: %(what)s"),
    "DEFERRED.safety": _l("Put off on %(visit_on)s, and it concerns safety: %(what)s"),
    "INSURANCE": _l("Valid until %(due_on)s: %(items)s"),
    "INSPECT": _l("Inspection valid until %(due_on)s"),
    "INSPECT.ask": _l("The inspection mark may have expired on %(due_on)s: ask"),
    "WARRANTY_END": _l("The maker’s warranty ends on %(due_on)s: offer a check before"),
    "LAPSE": _l("Not here for %(silent_days)s days, expected about every %(interval_days)s"),
    "SECOND_VISIT": _l("Came only once, %(silent_days)s days ago"),
    "WINBACK_IMP": _l("Spent much, but not here for %(silent_days)s days"),
    "WINBACK_GEN": _l("Not here for %(silent_days)s days: one text to many"),
    "DORMANT_REPEAT": _l("Came on %(visits)s days, now silent for %(silent_days)s"),
    "KEY_CONTACT": _l("Key account: nobody has spoken with him for %(silent_days)s days"),
    "VIP_CALL": _l("One of the best: nobody has spoken with him for %(silent_days)s days"),
    "RELATED": _l("A small visit on %(visit_on)s; goes with %(from)s: %(items)s"),
    "REFER_ASK": _l("Very satisfied: ask whom he would send to us"),
    "REFER_THANKS": _l("Sent us %(who)s, who came on %(visit_on)s: thank him"),
    "REPLACE_ASK": _l("The car is %(age_years)s years old: ask whether a new one is planned"),
    "REPLACE_ASK.km": _l("The car has run about %(km)s km: ask whether a new one is planned"),
    "REPLACE_ASK.bill": _l("Large repairs within a year: ask whether a new car is planned"),
    "DATA_FILL": _l("Ask for what is missing: %(missing)s"),
    "LEAD": _l("Interested in %(what)s, grade %(grade)s"),
    "LEAD.grade": _l("Interested in %(what)s, but the day expected has passed: grade anew"),
    "COUPON_END": _l("%(what)s ends on %(due_on)s"),
    "ANNIVERSARY": _l("First came %(years)s ago today"),
    "ANNIVERSARY.car": _l("The car was registered %(years)s ago"),
    "CAMPAIGN": _l("Invite: %(what)s, until %(due_on)s"),
    "BIRTHDAY": _l("Birthday on %(due_on)s: wish him well"),
    "BIRTHDAY.lunar": _l("Birthday by the moon on %(due_on)s: wish him well"),
    "HOLIDAY": _l("%(occasion)s: a kind word"),
    "OCCUPATION": _l("%(occasion)s is the day of his profession: a kind word"),
    "FAMILY": _l("%(occasion)s: think of his family"),
    "SOLAR_TERM": _l("%(occasion)s: what the car needs in the season ahead"),
    "WEATHER": _l("%(occasion)s: warn him and say what to do"),
    "SKY": _l("%(occasion)s on %(due_on)s from %(at)s: tell him"),
    "LOST_REASON": _l("Not here for %(silent_days)s days: ask why"),
}

_SILENT_SINCE = ("last_service_on", "last_paid_on", "visit_on", "last_talk_on")
_MISSING = {
    "phone": _l("mobile number"),
    "wechat": _l("WeChat"),
}


def reason_text(trigger: str, facts: Mapping[str, Any], on: date) -> str:
    """Why somebody should be called `on` that day: the sentence of a trigger, filled with what it found."""
    sentence = REASON.get(f"{trigger}.{facts.get('wording')}") or REASON[trigger]
    return str(sentence) % defaultdict(lambda: NOTHING, facts, **_said(facts, on))


def _said(facts: Mapping[str, Any], on: date) -> dict[str, str]:
    """The facts that are no words yet."""
    said = {}
    if "about" in facts:
        said["about"] = str(label("trigger", facts["about"]).text)
    if "items" in facts:
        said["items"] = gettext(", ").join(str(label("item", code).text) for code in facts["items"].split(","))
    if "from" in facts:
        said["from"] = str(label("item", facts["from"]).text)
    if "occasion" in facts:
        said["occasion"] = str(label("calendar", facts["occasion"]).text)
    if "missing" in facts:
        said["missing"] = gettext(", ").join(str(_MISSING[name]) for name in facts["missing"].split(","))
    if "km" in facts:
        said["km"] = number(round(facts["km"], -3))  # it is an estimate
    if "years" in facts:
        said["years"] = ngettext("%(num)d year", "%(num)d years", facts["years"])
    if "due_on" in facts:
        said["due_on"] = day(date.fromisoformat(facts["due_on"]))
    for name in _SILENT_SINCE:
        if name in facts:
            said["silent_days"] = number((on - date.fromisoformat(facts[name])).days)
    return said

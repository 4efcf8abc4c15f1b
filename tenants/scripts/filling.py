"""Values of slots from what is known, in the words of a language. What nobody knows has no value (domain.md 5)."""

from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tenants.customers.names import is_company
from tenants.needs.items import ITEMS
from tenants.scripts import catalogue, related
from tenants.scripts.known import Due, Known, Talk
from tenants.scripts.slots import OFFERS, SAID_BY_SHOP

ITEMS_SAID = 2  # more in one sentence, and nobody remembers any
DAYS_A_MONTH = 30.44
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
TITLES = ("先生", "女士", "小姐", "师傅", "老板", "经理", "总")
# half the range of an estimate, as a share of what was driven since the last reading
KM_ERROR: Mapping[str, float] = {"high": 0.05, "medium": 0.15, "low": 0.3}
KM_STEP = 500
KINDS: Mapping[str, str] = {"INSURANCE": "insurance", "INSPECT": "inspection"}
REMINDERS = frozenset({"MAINT_DUE", "ITEM_DUE", "INSPECT"})  # a service while they offer nothing (domain.md 4.1)
METEORS = ("quadrantids", "perseids", "geminids")
SINCE = {"D3": "days_3", "W3": "weeks_3", "M3": "months_3"}
# groups of the catalogue of items that share an explanation
EXPLAINED: Mapping[str, str] = {
    **dict.fromkeys(("BRAKE_PAD_F", "BRAKE_PAD_R"), "BRAKE_PAD"),
    **dict.fromkeys(("EV_CHECK", "EV_GEAR", "PHEV_SERVICE"), "EV"),
    "BATTERY_TEST": "BATTERY",
    "FIRST_SERVICE": "OIL",
}


def fill(known: Known, talk: Talk, locale: str, today: date) -> dict[str, str]:
    """The slots that have a value, by code."""
    words = catalogue.sheets(locale)
    values = {slot: said for slot, said in known.words.items() if slot in SAID_BY_SHOP}
    for filled in (
        _of_people(known, talk, words),
        _of_car(known, words, today),
        _of_past(known, talk, words, today),
        _of_dues(known, talk, words, today),
        related.upgrade(known, talk, words),
        related.relation(known, talk, _codes(known, talk), words, today),
        _of_event(talk, words),
        _of_facts(talk, words, today),
    ):
        values |= {slot: said for slot, said in filled if said}
    if talk.trigger in REMINDERS and not known.agreed:
        return {slot: said for slot, said in values.items() if slot not in OFFERS}
    return values


def is_sure(known: Known, talk: Talk) -> bool:
    """Whether what is due may be called due: of low confidence a check is suggested."""
    if "wording" in talk.facts or "items" in talk.facts:
        return bool(talk.facts.get("wording") != "low")
    due = _due(known, talk)
    return bool(due) and all(each.confidence != "low" for each in due)


def codes_due(known: Known, talk: Talk) -> list[str]:
    """The items a script speaks of."""
    return [each for each in _codes(known, talk) if each in ITEMS]


def explained(code: str) -> str:
    """Which explanation of `why` an item has."""
    return EXPLAINED.get(code) or EXPLAINED.get(ITEMS[code].group) or ITEMS[code].group


def _of_people(known: Known, talk: Talk, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "title", _title(known, words["phrases"])
    yield "advisor", talk.advisor
    yield "shop", talk.shop
    yield "bookable_slots", talk.slots


def _title(known: Known, phrases: Mapping[str, str]) -> str:
    name = known.name.strip()
    if not name:
        return phrases["title_none"]
    is_person = known.customer_type == "personal" and not is_company(name)
    if not is_person or name.endswith(TITLES) or known.gender not in ("male", "female"):
        return name
    return phrases[f"title_{known.gender}"].format(surname=_surname(name))


def _surname(name: str) -> str:
    if not "\u4e00" <= name[0] <= "\u9fff":
        return name.split()[-1]
    return name[:2] if name.startswith(COMPOUND_SURNAMES) else name[0]


def _of_car(known: Known, words: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    phrases = words["phrases"]
    yield "model", known.model or phrases["your_car"]
    yield "plate_tail", (known.plate or "")[-3:]
    yield "est_km", _estimate(known, phrases, today)


def _estimate(known: Known, phrases: Mapping[str, str], today: date) -> str:
    """The odometer today, as a range as wide as our ignorance; one number when both ends round to it."""
    if known.last_km is None or known.last_km_on is None or known.km_per_day is None:
        return ""
    driven = known.km_per_day * (today - known.last_km_on).days
    error = driven * KM_ERROR[known.confidence or "low"]
    low, high = (round((known.last_km + km) / KM_STEP) * KM_STEP for km in (driven - error, driven + error))
    return str(low) if low == high else phrases["km_range"].format(low=low, high=high)


def _of_past(known: Known, talk: Talk, words: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    phrases = words["phrases"]
    if talk.last_visit_on:
        yield "last_visit_on", said_day(talk.last_visit_on, words, today)
        yield "last_items", joined(talk.last_items, phrases) or phrases["last_service"]
        since_on = known.last_maintenance_on or talk.last_visit_on
        if months := round((today - since_on).days / DAYS_A_MONTH):
            yield "months_since", str(months)
    yield "since", phrases[SINCE.get(talk.trigger, "weeks_3")]
    yield "question", phrases["questions"] if "question" not in known.words else known.words["question"]


def _of_dues(known: Known, talk: Talk, words: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    phrases, items = words["phrases"], words["item"]
    codes = _codes(known, talk)
    said = list(dict.fromkeys(items[code] for code in codes if code in items))
    yield "due_items", joined(said, phrases) or phrases["usual_service"]
    yield "bundle", joined(said, phrases) if len(said) > 1 else ""
    if due_on := _due_on(known, talk):
        yield "due_on", said_day(due_on, words, today)
        yield "days_left", str((due_on - today).days) if due_on > today else ""
    for name in ("document", "papers"):
        yield name, words[name].get(talk.trigger, "")


def _codes(known: Known, talk: Talk) -> list[str]:
    """The needs a reason is about, else those of the car that fall due first."""
    if "items" in talk.facts:
        return str(talk.facts["items"]).split(",")
    return [each.code for each in _due(known, talk)]


def _due(known: Known, talk: Talk) -> Sequence[Due]:
    items = [each for each in known.needs if each.kind == "item"]
    return [each for each in items if each.in_bundle] or items[:1]


def _due_on(known: Known, talk: Talk) -> date | None:
    if "due_on" in talk.facts:
        return date.fromisoformat(str(talk.facts["due_on"]))
    kind = KINDS.get(talk.trigger, "item")
    return next((each.due_on for each in known.needs if each.kind == kind), None)


def _of_event(talk: Talk, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    occasion = str(talk.facts.get("occasion", ""))
    event = words["event"].get("meteor" if occasion in METEORS else occasion, {})
    for name in ("tip", "why", "lesson", "part", "check_items"):
        yield name, event.get(name, "")
    yield "event", event.get("name", "")
    greeting = words["greeting"]
    yield "greeting_line", greeting.get(occasion) or greeting.get(talk.trigger) or greeting["OTHER"]


def _of_facts(talk: Talk, words: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    facts = talk.facts
    if talk.trigger in _MEANT_BY_WHAT:
        yield _MEANT_BY_WHAT[talk.trigger], str(facts.get("what", ""))
    if "due_on" in facts and talk.trigger in _MEANT_BY_DUE_ON:
        due_on = date.fromisoformat(str(facts["due_on"]))
        yield _MEANT_BY_DUE_ON[talk.trigger], _said_moment(due_on, facts, words, today)
    if "years" in facts:
        yield "years", words["phrases"]["one_year" if facts["years"] == 1 else "years"].format(years=facts["years"])
    for slot in ("finding", "known_issue", "places", "content", "condition", "points"):
        yield slot, str(facts.get(slot, ""))


_MEANT_BY_WHAT = {"DEFERRED": "finding", "COUPON_END": "benefit", "CAMPAIGN": "campaign", "LEAD": "interest"}
_MEANT_BY_DUE_ON = {
    "COUPON_END": "benefit_until",
    "CAMPAIGN": "campaign_on",
    "WARRANTY_END": "warranty_until",
    "APPT_CONFIRM": "appointment_at",
    "NO_SHOW": "appointment_at",
}


def _said_moment(on: date, facts: Mapping[str, Any], words: Mapping[str, Any], today: date) -> str:
    said, at = said_day(on, words, today), facts.get("at") or facts.get("due_time")
    return str(words["phrases"]["moment"].format(day=said, hour=at)) if at else said


def said_day(on: date, words: Mapping[str, Any], today: date) -> str:
    """A day as it is spoken; its year only when it is another."""
    phrase = words["phrases"]["day" if on.year == today.year else "day_with_year"]
    return str(phrase.format(year=on.year, month=on.month, month_name=month_name[on.month], day=on.day))


def joined(said: Sequence[str], phrases: Mapping[str, str]) -> str:
    """A few things in one breath."""
    return phrases["last_joint"].join(said[:ITEMS_SAID])

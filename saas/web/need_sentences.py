"""Why a car needs something on a day, in words: what was done, how fast the car runs, which side comes first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from saas.web.formats import day, number
from saas.web.labels import label
from saas.web.plurals import ngettext
from tenants.follow_ups import trigger_settings
from tenants.needs import reasons
from tenants.needs.models import Need, VehicleNeeds
from tenants.needs.outlook import INSPECTION, INSURANCE, NEXT_VISIT
from tenants.needs.queries import facts_of
from tenants.needs.reasons import Because, Wording

# where the km a day come from, when not from the car's own readings
SOURCES = {
    "lifetime": _l("over its whole life"),
    "peers": _l("as comparable cars here"),
    "class": _l("usual for its use"),
}
# to be shown wherever the date is (domain.md 3.5)
CAVEATS = {
    "legal_review_pending": _l(
        "A rule of 2022 that a lawyer has yet to confirm: ask the vehicle office before you promise"
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """`wording` says what may be claimed; `notes` must be shown beside the date."""

    wording: Wording
    sentence: str
    notes: tuple[str, ...] = ()


def told(need: Need, outlook: VehicleNeeds, today: date) -> Told:
    """Why, what may be claimed of it today, and what must be said along with it."""
    facts = facts_of(need, outlook)
    parts = {INSURANCE: _insurance, INSPECTION: _inspection}.get(need.kind, _item)(need, outlook)
    notes = tuple(_notes(need)) if need.kind == INSPECTION else ()
    return Told(reasons.wording(facts, today), gettext("; ").join(parts), notes)


def _item(need: Need, outlook: VehicleNeeds) -> Iterator[str]:
    if need.code == NEXT_VISIT:
        yield gettext("Last maintenance visit %(on)s", on=day(need.last_done_on))
        if need.last_done_on:
            yield gettext("expected after about %(days)s days", days=number((need.due_on - need.last_done_on).days))
        return
    item = str(label("item", need.code).text)
    for part in reasons.reasons(facts_of(need, outlook)):
        yield _PARTS[part.code](item, part.values)


def _done(item: str, values: Mapping[str, Any]) -> str:
    return str(gettext("%(item)s %(on)s at %(km)s km", item=item, on=day(values["on"]), km=number(values["km"])))


def _done_unread(item: str, values: Mapping[str, Any]) -> str:
    return str(gettext("%(item)s %(on)s, odometer not read", item=item, on=day(values["on"])))


def _pace(item: str, values: Mapping[str, Any]) -> str:
    pace = gettext("about %(km)s km a day", km=number(values["km_per_day"]))
    if values["source"] in SOURCES:
        return str(gettext("%(pace)s (%(source)s)", pace=pace, source=SOURCES[values["source"]]))
    return str(pace)


def _km_first(item: str, values: Mapping[str, Any]) -> str:
    return str(gettext("%(km)s km come first", km=number(values["km"])))


def _months_first(item: str, values: Mapping[str, Any]) -> str:
    return str(ngettext("%(num)d month comes first", "%(num)d months come first", values["months"]))


def _km_only(item: str, values: Mapping[str, Any]) -> str:
    return str(gettext("every %(km)s km", km=number(values["km"])))


def _months_only(item: str, values: Mapping[str, Any]) -> str:
    return str(ngettext("every %(num)d month", "every %(num)d months", values["months"]))


_PARTS: Mapping[Because, Callable[[str, Mapping[str, Any]], str]] = {
    Because.DONE: _done,
    Because.DONE_UNREAD: _done_unread,
    Because.PACE: _pace,
    Because.KM_FIRST: _km_first,
    Because.MONTHS_FIRST: _months_first,
    Because.KM_ONLY: _km_only,
    Because.MONTHS_ONLY: _months_only,
}


def _insurance(need: Need, outlook: VehicleNeeds) -> Iterator[str]:
    yield gettext("Covered until %(on)s", on=day(need.due_on))
    yield gettext("renewal can be offered from %(on)s", on=day(need.due_on + timedelta(_renewal_opens())))


def _renewal_opens() -> int:
    """Days from the last one covered, as the shop set its trigger: how early insurers renew differs by region."""
    if "renewal_opens" not in g:
        chosen = trigger_settings.triggers_of_shop()
        g.renewal_opens = chosen.get("INSURANCE", trigger_settings.DEFAULTS["INSURANCE"]).opens
    return int(g.renewal_opens)


def _inspection(need: Need, outlook: VehicleNeeds) -> Iterator[str]:
    yield gettext("Valid until %(on)s", on=day(need.due_on))
    yield gettext("can be booked from %(on)s", on=day(need.anchor_on))
    match need.facts.get("is_on_site"):
        case True:
            yield gettext("tested on site")
        case False:
            yield gettext("no test, the mark is applied for online")


def _notes(need: Need) -> Iterator[str]:
    if need.facts.get("may_have_expired"):
        yield gettext("The mark may have expired: please check")
    if caveat := need.facts.get("caveat"):
        yield str(CAVEATS[caveat])
    if differs_days := need.facts.get("differs_days"):
        yield gettext("The file and the registration differ by %(days)s days", days=number(differs_days))

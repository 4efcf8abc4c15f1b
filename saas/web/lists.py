"""What a list is asked for in its address: a page, a search, a choice among codes."""

from collections.abc import Iterable
from datetime import date, datetime

from flask import request

from tenants.errors import N_, DomainError
from tenants.scoring.movements import ARRIVED
from tenants.scoring.queries import Wanted
from tenants.scoring.segments import FStage, Lifecycle, Mode, Overlay, RfmClass, Tier

LONGEST_SEARCH = 100
MOST_PAGES = 1_000_000
FIRST_SEEN = "FIRST_SEEN"  # what an address calls customers who were not scored before: it cannot hold an empty text
CODES = {
    "rfm_class": RfmClass,
    "lifecycle": Lifecycle,
    "f_stage": FStage,
    "tier": Tier,
    "mode": Mode,
    "overlay": Overlay,
    "to_class": RfmClass,
}


def page_asked() -> int:
    """From 1; an address that says nonsense means the first. No list is longer than the offsets a database counts."""
    return min(request.args.get("page", 1, type=int), MOST_PAGES)


def typed(name: str = "query") -> str:
    """What was typed into the search: on one line, without what no key types."""
    text = "".join(mark if mark.isprintable() else " " for mark in request.values.get(name, ""))
    return text.strip()[:LONGEST_SEARCH]


def choice(name: str, allowed: Iterable[str]) -> str:
    """A code, or nothing. Raises DomainError for a code that does not exist."""
    value = request.values.get(name, "")
    if value and value not in tuple(allowed):
        raise DomainError(N_("%(value)s is not one of the choices. Choose from the list."), value=value[:40])
    return value


def wanted() -> Wanted:
    """Which customers a list of customers is asked for."""
    codes = {name: choice(name, codes) for name, codes in CODES.items()}
    before = choice("from_class", (*RfmClass, FIRST_SEEN))
    return Wanted(typed=typed(), month=month("month"), from_class=class_before(before), **codes)


def day(name: str) -> date | None:
    """A day asked for, or nothing; nothing when it is no day."""
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None


def month(name: str) -> date | None:
    """The first day of a month asked for, or nothing."""
    return month_of(request.values.get(name, ""))


def month_of(text: str) -> date | None:
    """2026-10 as its first day; nothing when it is no month."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def class_before(code: str) -> str:
    """What a movement starts from, as it is stored."""
    return ARRIVED if code == FIRST_SEEN else code


def filters(wanted: Wanted) -> dict[str, str]:
    """What keeps a list as it is when its next page or its file is asked for."""
    chosen = {"query": wanted.typed, **{name: getattr(wanted, name) for name in CODES}}
    if wanted.month:
        chosen |= {"month": f"{wanted.month:%Y-%m}", "from_class": wanted.from_class or FIRST_SEEN}
    return {name: value for name, value in chosen.items() if value}

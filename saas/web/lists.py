"""What a list is asked for in its address: a page, a search, a choice among codes."""

from collections.abc import Iterable

from flask import request

from tenants.errors import N_, DomainError
from tenants.scoring.queries import Wanted
from tenants.scoring.segments import FStage, Lifecycle, RfmClass

LONGEST_SEARCH = 100


def page_asked() -> int:
    """From 1; an address that says nonsense means the first."""
    return request.args.get("page", 1, type=int)


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
    return Wanted(
        typed=typed(),
        rfm_class=choice("rfm_class", RfmClass),
        lifecycle=choice("lifecycle", Lifecycle),
        f_stage=choice("f_stage", FStage),
    )


def filters(wanted: Wanted) -> dict[str, str]:
    """What keeps a list as it is when its next page or its file is asked for."""
    chosen = {"query": wanted.typed, **{name: getattr(wanted, name) for name in ("rfm_class", "lifecycle", "f_stage")}}
    return {name: value for name, value in chosen.items() if value}

"""Slots of what goes with the last work, and of a better grade of it (domain.md 2.4, 5)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from tenants.needs.due import add_months
from tenants.needs.items import ITEMS
from tenants.needs.relations import FIRST, GOODS, Kind, Relation, top
from tenants.scripts import catalogue
from tenants.scripts.known import Known, Talk

MONTHS_BOUGHT = 12  # nobody is told of what he had done within them


def upgrade(known: Known, talk: Talk, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The better grade that the reason found, else from a simpler oil to the fully synthetic one, which is the step up
    that most cars have before them. Nothing where the reason found what is no better grade: it would be another talk.
    """
    found = _found(talk)
    used = next((each.code for each in known.needs if each.code in ("OIL_MINERAL", "OIL_SEMI")), None)
    if found is None and used:
        yield from _step_up(used, "OIL_FULL", words)
    elif found and found.kind is Kind.UP:
        yield from _step_up(*found.pair, words)


def relation(
    known: Known, talk: Talk, codes: Collection[str], words: Mapping[str, Any], today: date
) -> Iterator[tuple[str, str]]:
    """What goes with the last work, and why: as the reason found it, else as the shop has it for `codes`, the items
    spoken of, and for all that the car had here."""
    found = _found(talk) or _of_shop(known, codes, today)
    if found:
        yield "related_item", words["item"][found.to_item]
        yield "reason", found.why or catalogue.why_together(words, found)


def _found(talk: Talk) -> Relation | None:
    facts = talk.facts
    if facts.get("from") not in GOODS or facts.get("items") not in GOODS:
        return None
    return Relation(facts["from"], facts["items"], Kind(facts["kind"]), FIRST, facts.get("why"))


def _of_shop(known: Known, codes: Collection[str], today: date) -> Relation | None:
    had = [each.code for each in known.needs]
    year_ago = add_months(today, -MONTHS_BOUGHT)
    lately = [each.code for each in known.needs if each.done_on and each.done_on > year_ago]
    return top(known.relations, [*codes, *had], lately)


def _step_up(current: str, proposed: str, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "current", words["item"][current]
    yield "proposed", words["item"][proposed]
    is_oil = current in ITEMS and ITEMS[current].group == "OIL"
    yield "evidence", words["phrases"]["oil_habit" if is_oil else "other_habit"]
    lasts, will_last = (ITEMS[code].interval.km if code in ITEMS else None for code in (current, proposed))
    yield "km_gap", str(will_last - lasts) if lasts and will_last and will_last > lasts else ""

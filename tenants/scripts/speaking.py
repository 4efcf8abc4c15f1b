"""The words for one customer on one occasion: the right script, its slots filled, or what is missing to say it."""

from dataclasses import dataclass, replace
from datetime import date

from tenants.scripts import filling, offers, template
from tenants.scripts.known import Known, Talk
from tenants.scripts.occasions import Medium, Occasion, class_of, occasion_of, variant_of
from tenants.scripts.template import Rendered
from tenants.scripts.which import Which, chosen


@dataclass(frozen=True, slots=True)
class Script:
    """`which` words, what is to be said, and the item codes they speak of."""

    which: Which
    rendered: Rendered
    codes: list[str]


def script_for(
    rfm_class: str, known: Known, talk: Talk, locale: str, today: date, medium: Medium = Medium.TALK
) -> Script | None:
    """The script of a reason; None where nothing is to be said of it, or not to this class.

    `known` was read for the same class, language and medium.
    """
    heard_as = class_of(rfm_class, known.tier)
    occasion = occasion_of(talk.trigger, heard_as, is_sure=filling.is_sure(known, talk))
    if occasion is None:
        return None
    which = Which(heard_as, occasion, medium, locale, variant_of(known.tier, known.overlays))
    text = chosen(which, known.own)
    if not text:
        return None
    rendered = say(text, known, talk, locale, today)
    codes = filling.codes_due(known, talk) if occasion in (Occasion.DUE, Occasion.CHECK) else []
    return Script(which, rendered, codes)


def say(text: str, known: Known, talk: Talk, locale: str, today: date) -> Rendered:
    """A template with what is known; free times are looked up only for words that offer them."""
    if "bookable_slots" in template.slots_of(text):
        talk = replace(talk, slots=offers.free_times(today, locale))
    return template.render(text, filling.fill(known, talk, locale, today))

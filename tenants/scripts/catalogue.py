"""The default words of every class and occasion in Chinese and English, kept as data beside this file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tenants.needs.relations import Relation
from tenants.scoring.segments import RfmClass
from tenants.scripts.occasions import DEPTHS, Medium, Occasion, Variant


def default(
    rfm_class: RfmClass, occasion: Occasion, locale: str, medium: Medium = Medium.TALK, variant: Variant = Variant.USUAL
) -> str | None:
    """The template a class hears on an occasion; an overlay's own words replace it. Empty: not to be spoken of with
    this class. None: there are no words for the occasion.
    """
    sections = ("SMS",) if medium is Medium.SMS else (variant.value, rfm_class.value, DEPTHS[rfm_class], "ALL")
    words = _read(locale)
    return next((words[name][occasion] for name in sections if occasion in words.get(name, {})), None)


def has_variant(occasion: Occasion, variant: Variant, locale: str) -> bool:
    """Whether an overlay has words of its own for an occasion."""
    return occasion in _read(locale).get(variant.value, {})


def sheets(locale: str) -> Mapping[str, Any]:
    """What fills slots and lies beside the scripts: phrases, greetings, events, items, objections."""
    return _read(f"{locale}_sheets")


def why_together(words: Mapping[str, Any], relation: Relation) -> str:
    """Why two items go together, in the words of `sheets`; empty for a pair that only the shop knows."""
    return str(words["related"].get(relation.from_item, {}).get(relation.to_item, ""))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "catalogue" / f"{name}.toml").read_text(encoding="utf-8"))

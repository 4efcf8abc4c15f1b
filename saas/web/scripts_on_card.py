"""What a card gives an advisor to say: the words, the answers to objections, what to ask at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g

from saas.web import locale
from tenants.follow_ups.cards import Card
from tenants.scripts import catalogue, facts, filling, slots, sms, speaking
from tenants.scripts.known import Talk
from tenants.scripts.occasions import PROMOTES, Medium, Occasion
from tenants.scripts.sms import Lint
from tenants.scripts.speaking import Script
from tenants.scripts.which import Which


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an item, and what happens without it."""

    item: str
    why: str
    skip: str


@dataclass(frozen=True, slots=True)
class OnCard:
    """`text` is empty when `missing` slots forbid it. `lint` is that of a text message. `sheet` and `objections` are
    the same for everybody.
    """

    which: Which
    text: str
    missing: Sequence[str]
    lint: Lint | None
    steps: Sequence[str]
    items: Sequence[Explained]
    sheet: Mapping[str, Any]
    objections: Mapping[str, str]


def script_on_card(card: Card, today: date) -> OnCard | None:
    """None when nothing is to be said of the first reason."""
    if not card.reasons:
        return None
    spoken = locale.language()
    task, medium = card.follow_up, Medium.of(card.follow_up.channel)
    known = facts.known(task.customer_id, task.vehicle_id, spoken, task.rfm_class, medium)
    if known is None:
        return None
    script = speaking.script_for(task.rfm_class, known, _talk(card), spoken, today, medium)
    return shown(script, spoken) if script else None


def shown(script: Script, spoken: str) -> OnCard:
    """A script with what lies beside it."""
    words, which = catalogue.sheets(spoken), script.which
    text = script.rendered.text
    promotes = which.occasion in PROMOTES
    is_sms = which.medium is Medium.SMS and bool(text)
    message = sms.compose(g.shop.name, text, promotes=promotes) if is_sms else text
    codes = dict.fromkeys(map(filling.explained, script.codes))
    return OnCard(
        which=which,
        text=message,
        missing=[slots.written(slot, spoken) for slot in script.rendered.missing],
        lint=sms.lint(message, promotes=promotes) if is_sms else None,
        steps=words["sheet"]["complaint"] if which.occasion is Occasion.COMPLAINT else (),
        items=[
            Explained(_named(code, script.codes, words), **words["why"][code]) for code in codes if code in words["why"]
        ],
        sheet=words["sheet"],
        objections=words["objection"],
    )


def _talk(card: Card) -> Talk:
    why, last = card.reasons[0], next(iter(card.visits), None)
    return Talk(
        trigger=why.trigger,
        facts=why.facts,
        advisor=g.user.name,
        shop=g.shop.name,
        last_visit_on=last.visit_on if last else None,
        last_items=last.items if last else (),
    )


def _named(explained: str, codes: Sequence[str], words: Mapping[str, Any]) -> str:
    return str(words["item"][next(code for code in codes if filling.explained(code) == explained)])

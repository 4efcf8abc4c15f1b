"""A script as a real customer would hear it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g

from saas.web import shop
from tenants.errors import DomainError
from tenants.scripts import example, facts, sms, speaking, template
from tenants.scripts.occasions import PROMOTES, Medium
from tenants.scripts.slots import written
from tenants.scripts.sms import Lint
from tenants.scripts.which import Which


@dataclass(frozen=True, slots=True)
class Preview:
    """`name` is empty when nobody was found. `missing` slots forbid the words, `left_out` ones cost a part of them,
    `absolutes` are claims that the advertising law forbids.
    """

    typed: str
    name: str = ""
    text: str = ""
    missing: Sequence[str] = ()
    left_out: Sequence[str] = ()
    absolutes: Sequence[str] = ()
    lint: Lint | None = None


def preview_of(which: Which, text: str, typed: str) -> Preview | None:
    """None for words that cannot be rendered."""
    try:
        template.check(text)
    except DomainError:
        return None
    customer = example.customer_for(which, typed)
    if customer is None:
        return Preview(typed)
    today = shop.today()
    known = facts.known(customer.id, None, which.locale)
    if known is None:
        return Preview(typed)
    talk = example.talk_with(customer.id, which, advisor=g.user.name, shop=g.shop.name, today=today)
    rendered = speaking.say(text, known, talk, which.locale, today)
    promotes = which.occasion in PROMOTES
    is_sms = which.medium is Medium.SMS and bool(rendered.text)
    message = sms.compose(g.shop.name, rendered.text, promotes=promotes) if is_sms else rendered.text
    return Preview(
        typed,
        customer.name,
        message,
        missing=[written(slot, which.locale) for slot in rendered.missing],
        left_out=[written(slot, which.locale) for slot in rendered.left_out],
        absolutes=template.absolutes(text),
        lint=sms.lint(message, promotes=promotes) if is_sms else None,
    )

"""A section of the settings as a browser would send it, what is stored then, and whom it is about."""

import re
from datetime import timedelta

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories


def form_of(text: str) -> dict[str, list[str]]:
    """What a browser would send of the section's form as it stands."""
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(was-\w+)" value="([^"]*)"', text):
        sent[name] = [value.replace("&#34;", '"')]
    for name, value in re.findall(r'<input class="input[^>]* name="(\w+)" value="([^"]*)"', text):
        sent[name] = [value]
    for name, body in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', text, flags=re.DOTALL):
        sent[name] = re.findall(r'value="(\w+)" selected', body)
    for name, value in re.findall(r'<input type="checkbox"[^>]* name="(\w+)" value="(\w+)" checked', text):
        sent.setdefault(name, []).append(value)
    for name, value in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', text):
        sent[name] = [value]
    return sent


def current(shop: Shop) -> settings.Settings:
    with tenant_scope(shop.id):
        chosen = settings.current()
        db.session.rollback()
        return chosen


def scored_people(shop: Shop) -> None:
    """Two who came three times, one who came 200 days before the last scoring."""
    as_of = clock.today(shop.timezone) - timedelta(days=1)
    with tenant_scope(shop.id):
        for name in ("常来的陈姐", "常来的吴哥"):
            often = factories.create_customer(name)
            car = factories.create_vehicle(often)
            for ago in (150, 90, 20):
                factories.create_order(often, car, as_of - timedelta(days=ago))
        once = factories.create_customer("好久不见")
        factories.create_order(once, factories.create_vehicle(once), as_of - timedelta(days=200))
        factories.create_scores(as_of)

"""A section of the settings as a browser would send it, and what is stored then."""

import re

from saas.accounts.models import Shop
from tenants import settings
from tenants.db import db
from tenants.scope import tenant_scope


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

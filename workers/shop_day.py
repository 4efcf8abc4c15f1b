"""The business date of the shop in scope; below the actors every date is an argument."""

from datetime import date

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import current_shop_id, db


def shop_timezone() -> str:
    return db.session.get_one(Shop, current_shop_id()).timezone


def shop_today() -> date:
    """Today in the shop's own time zone."""
    return clock.today(shop_timezone())

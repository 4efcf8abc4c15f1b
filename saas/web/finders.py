"""What an address names in the shop of the request, or 404: of another shop and not there at all are the same."""

import uuid
from typing import TypeVar

from flask import g
from werkzeug.exceptions import NotFound

from saas.accounts import shops
from saas.accounts.shops import Colleague
from tenants.customers import queries as customers
from tenants.customers.models import Customer, Vehicle

Found = TypeVar("Found")


def customer_or_404(customer_id: uuid.UUID) -> Customer:
    """Merged into another one or not."""
    return _or_404(customers.find(customer_id))


def survivor_or_404(customer_id: uuid.UUID) -> Customer:
    """Who he is today: what is sent from a page that was open when he was merged is not lost."""
    found = customer_or_404(customer_id)
    return customer_or_404(found.merged_into_id) if found.merged_into_id else found


def vehicle_or_404(vehicle_id: uuid.UUID) -> Vehicle:
    return _or_404(customers.find_vehicle(vehicle_id))


def colleague_or_404(user_id: uuid.UUID) -> Colleague:
    """Somebody of the team: viewers and former members are none."""
    return _or_404(next((each for each in shops.team(g.shop.id) if each.id == user_id), None))


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise NotFound()
    return found

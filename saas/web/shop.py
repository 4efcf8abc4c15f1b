"""The shop in the path, /s/<shop>/...: found through the membership of whoever asks, or not at all."""

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from flask import Flask, current_app, g
from werkzeug.exceptions import NotFound

from tenants import clock
from tenants.scope import tenant_scope

PREFIX = "/s/<shop>"  # url_prefix of every blueprint of a shop; views do not receive it


def install(app: Flask) -> None:
    app.url_value_preprocessor(_take_slug)
    app.url_defaults(_add_slug)


def enter(slug: str) -> None:
    """Open the scope of the shop for the rest of the request. Not a member and no such shop are the same NotFound."""
    g.shops = [shop for _, shop in g.memberships]
    for membership, shop in g.memberships:
        if shop.slug == slug:
            g.membership, g.shop = membership, shop
            g.scopes.enter_context(tenant_scope(shop.id))
            return
    raise NotFound()


def today() -> date:
    """The day it is in the shop of the request."""
    return clock.today(g.shop.timezone)


def visit(shop_id: int) -> AbstractContextManager[None]:
    """The scope of a shop, for what no member asks: see cycle.transaction_of."""
    return tenant_scope(shop_id)


def _take_slug(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.shop_slug = values.pop("shop", "") if values else ""


def _add_slug(endpoint: str, values: dict[str, Any]) -> None:
    # url_for("queue.index") inside a shop stays in the shop
    if "shop" not in values and g.get("shop") and _is_of_shop(endpoint):
        values["shop"] = g.shop.slug


def _is_of_shop(endpoint: str) -> bool:
    # an endpoint that does not exist is for url_for to complain about
    return endpoint in current_app.view_functions and current_app.url_map.is_endpoint_expecting(endpoint, "shop")

"""Who may open a page. Every view states its rule; a view without one keeps the application from starting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, url_for
from werkzeug.exceptions import Forbidden, Unauthorized

from saas.accounts.roles import ACTIONS, may
from saas.web import htmx, shop

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """`action` of the role table for pages of a shop; without one, signed in is enough, or nothing is asked."""

    action: str = ""
    is_public: bool = False
    is_machine: bool = False


def requires(action: str) -> Callable[[View], View]:
    """A page of a shop, for members whose role holds `action`."""
    if action not in ACTIONS:
        raise ValueError(f"No role may {action!r}. Add the action to saas/accounts/roles.py or correct the name.")
    return lambda view: _state(view, Rule(action))


def signed_in(view: View) -> View:
    """A page outside the shops, for anybody who is signed in."""
    return _state(view, Rule())


def public(view: View) -> View:
    """A page for everybody."""
    return _state(view, Rule(is_public=True))


def machine(view: View) -> View:
    """For a machine that has no session and fills in no form: the view asks for its secret itself."""
    return _state(view, Rule(is_public=True, is_machine=True))


def install(app: Flask) -> None:
    """After all blueprints: raises RuntimeError for a view without a rule, or with one that does not fit its path."""
    if "static" in app.view_functions:
        public(app.view_functions["static"])
    for route in app.url_map.iter_rules():
        _check(app, route.endpoint, "shop" in route.arguments)
    app.context_processor(lambda: {"may": may_here})


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    return getattr(app.view_functions[endpoint], "access_rule", None)


def guard() -> None:
    """Let the request pass to its view, in the scope of its shop; raises Unauthorized, NotFound or Forbidden."""
    if request.endpoint is None:
        return  # no such page: the router says so
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise Forbidden()
    if rule.is_public:
        return
    if g.user is None:
        raise Unauthorized()
    if rule.action:
        shop.enter(g.shop_slug)
        if not may(g.membership.role, rule.action):
            raise Forbidden()


def is_for_machines() -> bool:
    rule = rule_of(current_app, request.endpoint) if request.endpoint else None
    return rule is not None and rule.is_machine


def may_here(action: str) -> bool:
    """For templates: may this person do that in this shop?"""
    return bool(g.get("membership")) and may(g.membership.role, action)


def sign_in_address() -> str:
    """The sign-in page, which leads back to the page where this request was made."""
    here = htmx.current_page() if htmx.is_htmx() else request.full_path.rstrip("?") if request.method == "GET" else "/"
    return url_for("sign_in.new", next=here) if here != "/" else url_for("sign_in.new")


def _state(view: View, rule: Rule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def _check(app: Flask, endpoint: str, is_of_shop: bool) -> None:
    rule = rule_of(app, endpoint)
    if rule is None:
        raise RuntimeError(f"The view {endpoint} states no access rule: add @requires(...), @signed_in or @public.")
    if bool(rule.action) != is_of_shop:
        raise RuntimeError(f"The view {endpoint} must have @requires(...) exactly when its path holds <shop>.")

"""Two furnished shops and everybody who might ask for a page of the first."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from saas.accounts.models import ROLES, Shop
from saas.config import Config
from tenants import clock
from tests import factories
from tests.browser import Browser
from tests.structure.furnished import WORDS, Key, another_import, another_leave, another_warning, furnish
from tests.structure.routes import Route, routes

CANARY = "丙丁戊己庚"  # in every text of the other shop; one hit in an answer to us is a leak


@dataclass(frozen=True, slots=True)
class World:
    app: Flask
    routes: list[Route]
    ours: Shop
    theirs: Shop
    our_ids: dict[Key, str]
    their_ids: dict[Key, str]
    members: dict[str, Browser]
    stranger: Browser
    disabled: Browser
    nobody: Browser

    @property
    def of_shop(self) -> list[Route]:
        return [route for route in self.routes if route.is_of_shop]

    def ask(self, browser: Browser, route: Route, ids: dict[Key, str], **options: Any) -> TestResponse:
        """Our address, asked by `browser`. A form brings ids of the other shop along: nobody may listen to them."""
        address = route.address(self.ours.slug, {**WORDS, **ids})
        if route.is_safe:
            return browser.open(route.method, address, **options)
        form = {"csrf_token": browser.form_token(), "shop_id": str(self.theirs.id), "shop": self.theirs.slug}
        return browser.open(route.method, address, data=form | _foreign_fields(self.their_ids), **options)

    def another_import(self) -> dict[Key, str]:
        with self.app.app_context():
            return another_import(self.ours, self.app.config["HUITOU"].uploads)

    def another_warning(self) -> dict[Key, str]:
        with self.app.app_context():
            return another_warning(self.ours)

    def another_leave(self) -> dict[Key, str]:
        with self.app.app_context():
            return another_leave(self.ours)


def _foreign_fields(ids: dict[Key, str]) -> dict[str, str]:
    return {f"{noun.rstrip('s')}_id": value for (noun, _), value in ids.items()}


def make_world(app: Flask, config: Config) -> World:
    with app.app_context():
        ours, theirs = factories.create_shop("城关店"), factories.create_shop(f"陌生店{CANARY}")
        disabled = factories.create_user(disabled_at=clock.now())
        factories.create_membership(ours, disabled, "owner")
        return World(
            app=app,
            routes=list(routes(app)),
            ours=ours,
            theirs=theirs,
            our_ids=furnish(ours, config.uploads),
            their_ids=furnish(theirs, config.uploads, CANARY),
            members={role: _member(app, ours, role) for role in ROLES},
            stranger=_member(app, theirs, "owner"),
            disabled=Browser(app).sign_in(disabled),
            nobody=Browser(app),
        )


def _member(app: Flask, shop: Shop, role: str) -> Browser:
    user = factories.create_user()
    factories.create_membership(shop, user, role)
    return Browser(app).sign_in(user)

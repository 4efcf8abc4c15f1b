"""The menu of a shop's pages. It is the same for everybody of a role, so each is drawn once."""

from functools import lru_cache

from flask import Flask, g, render_template
from markupsafe import Markup

from saas.web import locale
from saas.web.static_files import asset


def install(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = navigation


def navigation(part: str, active: str) -> Markup:
    """A part of the menu, "sidebar" or "tabs", with the entry `active` marked. Only within a shop."""
    return _drawn(part, active, g.shop.slug, g.membership.role, locale.language(), asset("icons.svg"))


@lru_cache(maxsize=1024)
def _drawn(part: str, active: str, slug: str, role: str, language: str, sprite: str) -> Markup:
    # the arguments are all that it depends on: every shop has entries of its own, which tell of nothing but its address
    return Markup(render_template("components/_navigation.html", part=part, active=active))

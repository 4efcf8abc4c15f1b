"""One file per noun. A new page adds its blueprint to this list."""

from flask import Blueprint

from saas.web import home, locale, sign_in

BLUEPRINTS: tuple[Blueprint, ...] = (home.bp, locale.bp, sign_in.bp)

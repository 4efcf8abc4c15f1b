"""One file per noun. A new page adds its blueprint to this list."""

from flask import Blueprint

from saas.web import (
    customers,
    distributions,
    due,
    home,
    imports,
    items,
    jobs,
    locale,
    queue,
    segments,
    settings,
    sign_in,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.bp,
    locale.bp,
    sign_in.bp,
    queue.bp,
    due.bp,
    customers.bp,
    segments.bp,
    distributions.bp,
    imports.bp,
    jobs.bp,
    settings.bp,
    items.bp,
)

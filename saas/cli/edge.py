"""What every command stands on: servers, an application, a shop. Commands commit here and nowhere deeper."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from saas.accounts.models import Shop
    from saas.config import Config

STEP_LIMIT = timedelta(minutes=30)  # what the app role may take for one step of a command


class Day(click.ParamType[date]):
    """A day in ISO form."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2026-06-30.", param, ctx)


DAY = Day()


@contextmanager
def surroundings() -> Iterator[None]:
    """Servers behind us, named in the environment."""
    from saas import environment

    with environment.provided() as variables:
        os.environ.update(variables)
        yield


@contextmanager
def application() -> Iterator["Config"]:
    """Servers behind us, and an application that `workers.transaction` works in."""
    with surroundings():
        from saas.app import create_app
        from tenants.db import db
        from workers import broker, transaction

        app = create_app()
        config: Config = app.config["HUITOU"]
        transaction.bind(app)
        broker.connect(config.redis_url)
        try:
            yield config
        finally:
            # embedded servers wait for the last connection before they stop
            with app.app_context():
                db.engine.dispose()


@contextmanager
def step(shop: "Shop | None" = None) -> Iterator[None]:
    """One transaction: committed at the end, rolled back on any exception."""
    from workers.transaction import transaction

    with transaction(shop.id if shop else None, time_limit=STEP_LIMIT):
        yield


def find_shop(slug: str) -> "Shop":
    """Raises DomainError that names the shops there are."""
    from saas.accounts import shops
    from tenants.errors import DomainError

    with step():
        shop = shops.find(slug)
        known = ", ".join(one.slug for one in shops.all_shops())
    if shop is None:
        raise DomainError(
            "There is no shop %(slug)s. There are: %(known)s. `huitou shops create` makes one.",
            slug=slug,
            known=known or "none yet",
        )
    return shop


def local_today(shop: "Shop") -> date:
    from tenants import clock

    return clock.today(shop.timezone)


def write(content: bytes, output: Path | None) -> None:
    """To a file, or to standard output, where nothing else may be then."""
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()

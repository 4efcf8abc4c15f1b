"""Imports as jobs: check, load, undo; after a change of the data, new scores and with them a new queue."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import current_app

from saas.config import Config
from workers.actor import actor, minutes
from workers.progress import progress
from workers.scoring import score_shop
from workers.shop_day import shop_today


@actor(queue="imports", time_limit=minutes(30))
def check_import(import_id: str) -> None:
    """Read the file and report what loading it would do."""
    from tenants.imports import verbs

    verbs.check(UUID(import_id), _uploads(), today=shop_today(), progress=progress)


@actor(queue="imports", time_limit=minutes(30))
def load_import(import_id: str) -> None:
    """Load a checked file, all of it or nothing."""
    from tenants.imports import verbs

    verbs.load(UUID(import_id), _uploads(), today=shop_today(), progress=progress)
    _score_again()


@actor(queue="imports", time_limit=minutes(30))
def undo_import(import_id: str) -> None:
    """Take an import back."""
    from tenants.imports import verbs

    verbs.undo(UUID(import_id))
    _score_again()


def _score_again() -> None:
    yesterday = shop_today() - timedelta(days=1)
    score_shop.enqueue(as_of=yesterday, unique_key=f"score_shop:{yesterday}")


def _uploads() -> Path:
    config: Config = current_app.config["HUITOU"]
    return config.uploads

"""Imports as jobs: check, load, undo; after a change of the data, new scores and with them a new queue."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from saas.config import Config
from tenants import clock
from tenants.errors import DomainError
from tenants.imports import verbs
from tenants.imports.touched import touched
from tenants.needs.queries import last_run
from tenants.scoring.runs import shown_run
from workers.actor import actor, minutes
from workers.duplicates import find_duplicates
from workers.follow_ups import plan_queue_after
from workers.losses import count_losses_again
from workers.parted import give_back
from workers.progress import progress
from workers.scoring import score_shop
from workers.shop_day import shop_timezone, shop_today

TIME_LIMIT = minutes(30)


def _fail(error: dict[str, Any], import_id: str) -> None:
    verbs.fail(UUID(import_id), DomainError(error["message"], **error["params"]))


@actor(queue="imports", time_limit=TIME_LIMIT, on_failure=_fail)
def check_import(import_id: str) -> None:
    """Read the file and report what loading it would do."""
    verbs.check(UUID(import_id), _uploads(), today=shop_today(), timezone=shop_timezone(), progress=progress)


@actor(queue="imports", time_limit=TIME_LIMIT, on_failure=_fail)
def load_import(import_id: str) -> None:
    """Load a checked file, all of it or nothing."""
    verbs.load(
        UUID(import_id),
        _uploads(),
        today=shop_today(),
        now=clock.now(),
        timezone=shop_timezone(),
        progress=progress,
    )
    yesterday = shop_today() - timedelta(days=1)
    follow_import.enqueue(import_id=import_id, as_of=yesterday, unique_key=f"follow_import:{import_id}")
    find_duplicates.enqueue(unique_key="find_duplicates")


@actor(queue="imports", time_limit=TIME_LIMIT, on_failure=_fail)
def undo_import(import_id: str) -> None:
    """Take an import back."""
    verbs.undo(UUID(import_id), when_parted=give_back)
    find_duplicates.enqueue(unique_key="find_duplicates")
    score_again()


# in line with scoring, which it does for a few
@actor(queue="scoring", time_limit=TIME_LIMIT)
def follow_import(import_id: str, as_of: str) -> None:
    """New scores and needs of whom an import has touched, or of the whole shop when it touched many of them."""
    from tenants.needs.predict import predict
    from tenants.scoring.score import score

    day = date.fromisoformat(as_of)
    found = touched(UUID(import_id)) if _is_up_to_date(day) else None
    if found is None:
        score_again()
        return
    score(day, found.customers, shop_timezone())
    predict(day, found.vehicles)
    count_losses_again()
    plan_queue_after(as_of)


def _is_up_to_date(day: date) -> bool:
    """Whether the rest of the shop was scored and predicted as of this day."""
    scored, predicted = shown_run(), last_run()
    return scored is not None and predicted is not None and scored.as_of == predicted.as_of == day


def score_again() -> None:
    """New scores as of yesterday, from which today's queue is planned."""
    yesterday = shop_today() - timedelta(days=1)
    score_shop.enqueue(as_of=yesterday, unique_key=f"score_shop:{yesterday}")


def _uploads() -> Path:
    config: Config = current_app.config["HUITOU"]
    return config.uploads

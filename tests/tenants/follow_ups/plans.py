"""A queue planned without a database."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Rules
from tenants.follow_ups.queue import Planned, plan
from tenants.follow_ups.reasons import OpenReason
from tests.tenants.follow_ups.examples import (
    TODAY,
)

RULES = Rules()


def queue_of(reasons: Iterable[OpenReason], people: Mapping[UUID, Person], **values: Any) -> list[Planned]:
    return plan(reasons, people, today=TODAY, rules=RULES, **values).queue

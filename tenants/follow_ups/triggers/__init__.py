"""Why a customer should hear from us: the table of triggers (domain.md 4.1), and which of them fire on a day."""

from collections.abc import Iterable

from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.triggers.rows import TRIGGERS
from tenants.follow_ups.triggers.trigger import (
    VARIANT,
    Backlog,
    Band,
    Candidate,
    Category,
    Channel,
    Event,
    Facts,
    Fired,
    Step,
    Trigger,
    fire,
    made_by_an_event,
)

__all__ = [
    "TRIGGERS",
    "VARIANT",
    "Backlog",
    "Band",
    "Candidate",
    "Category",
    "Channel",
    "Event",
    "Facts",
    "Fired",
    "Step",
    "Trigger",
    "fire",
    "fired",
    "made_by_an_event",
]


def fired(day: ShopDay, triggers: Iterable[Trigger] | None = None) -> list[Fired]:
    """Every trigger that fires on `day`: whose window is open or late, neither to come nor expired."""
    found: list[Fired] = []
    for trigger in TRIGGERS.values() if triggers is None else triggers:
        # most customers are far from their anchors: a comparison of days spares them a window
        earliest, latest = trigger.earliest_anchor(day.today), trigger.latest_anchor(day.today)
        near = (one for one in trigger.find(day) if one.window or earliest <= one.anchor_on <= latest)
        found.extend(fire(trigger, candidate, day.open_days) for candidate in near)
    return [one for one in found if one.window.is_live(day.today)]

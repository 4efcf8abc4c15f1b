"""Why a customer should hear from us: the table of triggers (domain.md 4.1), and which of them fire on a day."""

from collections.abc import Hashable, Iterable

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
    """Every trigger that fires on `day`: whose window is open or late, neither to come nor expired.

    A rider only fires for whom something else does. What has the same key is the same reason: the first one counts.
    """
    found: dict[Hashable, Fired] = {}
    for trigger in TRIGGERS.values() if triggers is None else triggers:
        # most customers are far from their anchors: a comparison of days spares them a window
        earliest, latest = trigger.earliest_anchor(day.today), trigger.latest_anchor(day.today)
        for candidate in trigger.find(day):
            if candidate.window or earliest <= candidate.anchor_on <= latest:
                one = fire(trigger, candidate, day.open_days)
                if one.window.is_live(day.today):
                    found.setdefault((one.customer_id, one.vehicle_id, trigger.code, one.anchor_on), one)
    reached = {one.customer_id for one in found.values() if not one.trigger.is_rider}
    return [one for one in found.values() if not one.trigger.is_rider or one.customer_id in reached]

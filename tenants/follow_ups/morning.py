"""One shop on one morning: what its triggers look at, and where its customers stand."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.follow_ups import observed
from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.trigger_settings import triggers_of_shop
from tenants.follow_ups.triggers import Trigger
from tenants.scoring import standings as scoring


@dataclass(frozen=True, slots=True)
class Morning:
    """`day` for the triggers, those that are on by code, `standings` by customer for the ranking."""

    day: ShopDay
    standings: Mapping[uuid.UUID, scoring.Standing]
    triggers: Mapping[str, Trigger]


def read(today: date) -> Morning:
    """The shop in scope on the morning of `today`: visits and scores as of the evening before."""
    r_cut_days, standings = scoring.standings(today - timedelta(1))
    triggers = triggers_of_shop()
    return Morning(observed.day(today, r_cut_days, standings, triggers), standings, triggers)

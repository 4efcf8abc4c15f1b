"""What a shop's day shows to the triggers, read with one statement for each kind of thing."""

import uuid
from collections.abc import Mapping
from datetime import date

from tenants import settings
from tenants.follow_ups.observed import cars, customers, notes, purchases
from tenants.follow_ups.occasions import addressees, sights, weather_news
from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.stored import open_days
from tenants.follow_ups.triggers import TRIGGERS, Trigger
from tenants.needs import item_relations
from tenants.scoring import standings as scoring


def day(
    today: date,
    r_cut_days: int,
    standings: Mapping[uuid.UUID, scoring.Standing],
    triggers: Mapping[str, Trigger] = TRIGGERS,
) -> ShopDay:
    """The shop in scope on the morning of `today`; `standings` are those of the evening before, `triggers` are on."""
    chosen = settings.current()
    return ShopDay(
        today=today,
        r_cut_days=r_cut_days,
        mode=chosen.segmentation_mode,
        churned_after_days=chosen.lifecycle_asleep_days,
        visits=customers.visits(today, standings),
        standings=customers.standings_of(standings),
        rhythms=customers.rhythms(today),
        needs=cars.needs(today),
        promises=notes.promises(today),
        talks=customers.talks(today),
        relations=item_relations.relations(),
        bought=purchases.bought(today),
        refused=purchases.refused(today),
        median_visit_fen=purchases.median_visit_fen(today, chosen.rfm_window_months),
        registered=cars.registered(today),
        noted=notes.noted(),
        referrals=notes.referrals(),
        campaigns=notes.campaigns(today),
        aging=cars.aging(today),
        missing=customers.missing(),
        addressees=addressees({one.customer_id: one.rfm_class for one in standings.values()}),
        weather=weather_news(today, triggers.get("WEATHER")),
        sky=sights(today, triggers.get("SKY")),
        open_days=open_days(),
    )

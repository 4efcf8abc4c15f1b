"""What the last scoring knows of one customer besides his class: tier, overlays, silence, habits, ticket."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tenants.db import db
from tenants.scoring import distributions
from tenants.scoring.models import CustomerProfile, KeyCustomer, RfmScore
from tenants.scoring.segments import Daypart, Overlay, Tier
from tenants.scoring.silence import Silence, silence


@dataclass(frozen=True, slots=True)
class Preference:
    """The weekday (0 is Monday) or Daypart he mostly comes, `times` of `visits`; only said from two times on."""

    value: str | int
    times: int
    visits: int


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Money in fen. `stretch_fen`: what his median ticket lacks to the next band; None in the highest."""

    tier: Tier
    is_named_key: bool
    overlays: tuple[Overlay, ...]
    silence: Silence
    weekday: Preference | None
    daypart: Preference | None
    median_ticket_fen: int
    stretch_fen: int | None
    largest_visit_fen: int


def acquaintance(customer_id: uuid.UUID, as_of: date) -> Acquaintance | None:
    """`as_of` is the day of the run shown, from which silence is counted. None for someone who never paid."""
    found = db.session.execute(
        select(CustomerProfile, RfmScore.last_paid_on, RfmScore.lifetime_dates, KeyCustomer.customer_id)
        .join(RfmScore, RfmScore.customer_id == CustomerProfile.customer_id)
        .outerjoin(KeyCustomer, KeyCustomer.customer_id == CustomerProfile.customer_id)
        .where(CustomerProfile.customer_id == customer_id)
    ).one_or_none()
    if found is None:
        return None
    profile, last_paid_on, visits, named = found
    if last_paid_on is None:
        return None
    return Acquaintance(
        Tier(profile.tier),
        named is not None,
        tuple(Overlay(code) for code in profile.overlays),
        silence((as_of - last_paid_on).days, profile.silence_days, profile.gap_count, profile.peer_group),
        None if profile.weekday is None else Preference(profile.weekday, profile.weekday_visits, visits),
        _daypart(profile),
        profile.median_ticket_fen,
        distributions.next_edge(profile.median_ticket_fen),
        profile.largest_visit_fen,
    )


def _daypart(profile: CustomerProfile) -> Preference | None:
    if profile.daypart is None:
        return None
    return Preference(Daypart(profile.daypart), profile.daypart_visits, profile.timed_visits)

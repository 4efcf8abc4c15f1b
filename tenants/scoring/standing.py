"""Why a customer is in his class: each measure beside its cut (domain.md 2.1)."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.scoring.models import RfmCut, RfmScore, ScoreRun
from tenants.scoring.segments import CLASSES, FLEET, FLEET_VEHICLES, PERSONAL, RfmClass

_HIGH = {rfm_class: highs for highs, rfm_class in CLASSES.items()}


@dataclass(frozen=True, slots=True)
class Measure:
    """R in days, F in visits or M in fen; high or low by its cut."""

    value: int
    is_high: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The cuts a class was made with; `month` when they are frozen ones."""

    r_cut_days: int
    f_cut: float
    m_cut_fen: float
    is_small: bool
    month: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A score and its explanation; the measures are None for someone who never paid."""

    score: RfmScore
    recency: Measure | None
    frequency: Measure | None
    monetary: Measure | None
    limits: Limits


def standing(customer_id: uuid.UUID, run: ScoreRun | None) -> Standing | None:
    """Why a customer is in his class; None when he was never scored. R is as of `run`."""
    score = db.session.scalar(select(RfmScore).where(RfmScore.customer_id == customer_id))
    if run is None or score is None:
        return None
    limits = _limits(customer_id, run)
    if score.rfm_class == RfmClass.NONE or score.last_paid_on is None:
        return Standing(score, None, None, None, limits)
    r_high, f_high, m_high = _HIGH[RfmClass(score.rfm_class)]
    return Standing(
        score,
        Measure((run.as_of - score.last_paid_on).days, r_high),
        Measure(score.frequency, f_high),
        Measure(score.monetary_fen, m_high),
        limits,
    )


def _limits(customer_id: uuid.UUID, run: ScoreRun) -> Limits:
    month = run.as_of.replace(day=1)
    frozen = {row.customer_type: row for row in db.session.scalars(select(RfmCut).where(RfmCut.month == month))}
    if FLEET in frozen and _is_fleet(customer_id):
        cuts = frozen[FLEET]
        return Limits(cuts.r_cut_days, cuts.f_cut, cuts.m_cut_fen, False, month)
    return Limits(run.r_cut_days, run.f_cut, run.m_cut_fen, run.small_population, month if PERSONAL in frozen else None)


def _is_fleet(customer_id: uuid.UUID) -> bool:
    vehicles = select(func.count()).select_from(Vehicle)
    mine = vehicles.where(is_record_of(Vehicle.customer_id, customer_id), Vehicle.closed_on.is_(None))
    kind = select(Customer.customer_type).where(Customer.id == customer_id)
    return db.session.scalar(kind) == FLEET or (db.session.scalar(mine) or 0) >= FLEET_VEHICLES

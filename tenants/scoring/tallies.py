"""How many customers stand in each tier and overlay, and what they spent in the window."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tenants import settings
from tenants.db import db
from tenants.scoring import modes
from tenants.scoring.models import CustomerProfile, RfmScore
from tenants.scoring.segments import Mode, Overlay, RfmClass


@dataclass(frozen=True, slots=True)
class Tally:
    """`code`: a Tier or an Overlay. Shares are of all who ever paid; None when there is nobody, or no money."""

    code: str
    customers: int
    revenue_fen: int
    share: float | None
    revenue_share: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The mode the wizard proposes for so many customers who ever paid; `chosen` is the shop's own."""

    mode: Mode
    chosen: Mode
    paid_customers: int


def chosen_mode() -> Mode:
    """How the shop divides its customers."""
    return Mode(settings.current().segmentation_mode)


def proposal() -> Proposal:
    """simple3 from 50 paid customers, rfm8 from 200 (domain.md 2.3)."""
    paid = db.session.scalar(select(func.count()).select_from(RfmScore).where(RfmScore.rfm_class != RfmClass.NONE)) or 0
    return Proposal(modes.proposed(paid), chosen_mode(), paid)


def tiers(mode: Mode = Mode.SIMPLE4) -> list[Tally]:
    """The tiers of a mode, the most important first; a list of one of them is Wanted(tier=code, mode=mode)."""
    rows = _profiles(CustomerProfile.tier.label("code"))
    counted = {row.code: (row.customers, int(row.revenue_fen)) for row in rows}
    shown = {tier: [counted.get(one, (0, 0)) for one in tiers] for tier, tiers in modes.tiers_shown(mode).items()}
    everybody, revenue = _totals(counted.values())
    return [Tally(tier, *_shares(*_totals(parts), everybody, revenue)) for tier, parts in shown.items()]


def overlays() -> list[Tally]:
    """Every overlay, empty ones too; a customer may be in several."""
    rows = _profiles(func.unnest(CustomerProfile.overlays).label("code"))
    counted = {row.code: (row.customers, int(row.revenue_fen)) for row in rows}
    paid = RfmScore.rfm_class != RfmClass.NONE
    totals = select(func.count().label("customers"), func.coalesce(func.sum(RfmScore.monetary_fen), 0).label("fen"))
    all_of_them = db.session.execute(totals.where(paid)).one()
    return [
        Tally(code, *_shares(*counted.get(code, (0, 0)), all_of_them.customers, int(all_of_them.fen)))
        for code in Overlay
    ]


def _profiles(code: Any) -> Iterable[Any]:
    profiles = select(code, CustomerProfile.customer_id).subquery()
    return db.session.execute(
        select(profiles.c.code, func.count().label("customers"), func.sum(RfmScore.monetary_fen).label("revenue_fen"))
        .join(RfmScore, RfmScore.customer_id == profiles.c.customer_id)
        .group_by(profiles.c.code)
    ).all()


def _totals(parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    people, money = zip(*parts, strict=True) if (parts := list(parts)) else ((), ())
    return sum(people), sum(money)


def _shares(customers: int, fen: int, everybody: int, revenue: int) -> tuple[int, int, float | None, float | None]:
    return customers, fen, customers / everybody if everybody else None, fen / revenue if revenue else None

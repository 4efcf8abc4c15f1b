"""What the scores say, as the pages read it: lists of customers, and segments."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, func, select

from tenants import settings
from tenants.customers import queries as customers
from tenants.customers.models import Customer
from tenants.customers.queries import Plates
from tenants.db import db
from tenants.paging import Page
from tenants.scoring import modes, segments
from tenants.scoring.models import CustomerProfile, RfmScore, RfmSnapshot
from tenants.scoring.segments import Grid, Mode, RfmClass, Tier
from tenants.scoring.window import month_ends


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers a list shows: what was typed, and the tile they stand in: a class, a cell of the grid, a tier, an
    overlay, or a cell of the movements of a month. Several together must all hold.

    `mode` says which tiers are counted in `tier` (modes.tiers_shown; empty: that tier alone). `month` is the first day
    of a month; with it `from_class` and `to_class` are asked for, "" as `from_class` meaning not scored before.
    """

    typed: str = ""
    rfm_class: str = ""
    lifecycle: str = ""
    f_stage: str = ""
    tier: str = ""
    mode: str = ""
    overlay: str = ""
    month: date | None = None
    from_class: str = ""
    to_class: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer in a list. Without a score the class is empty and the numbers are None; `r_days` as of the run."""

    id: uuid.UUID
    name: str
    phone: str | None
    plates: Plates
    rfm_class: str
    last_paid_on: date | None
    r_days: int | None
    frequency: int | None
    monetary_fen: int | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A class: its people, what they spent in the window, and both as shares (None when nobody is there at all)."""

    rfm_class: str
    customers: int
    revenue_fen: int
    share: float | None
    revenue_share: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    segments: list[Segment]
    grid: Grid
    customers: int


def customers_page(wanted: Wanted, as_of: date | None, asked: int) -> tuple[list[Listed], Page]:
    """A page of the customers wanted, those who spend most first."""
    total = db.session.scalar(_select(wanted, func.count()))
    page = Page.of(asked, total or 0)
    return customers_listed(wanted, as_of, page.offset, page.size), page


def customers_listed(wanted: Wanted, as_of: date | None, offset: int = 0, most: int | None = None) -> list[Listed]:
    """The customers wanted, those who spend most first; all of them without `most`."""
    rows = db.session.execute(
        _select(wanted, Customer.id, Customer.name, RfmScore)
        .order_by(RfmScore.monetary_fen.desc().nulls_last(), Customer.id)
        .offset(offset)
        .limit(most)
    ).all()
    ids = [row.id for row in rows]
    phones, plates = customers.phones_of(ids), customers.plates_of(ids)
    return [
        Listed(
            row.id,
            row.name,
            phones[row.id][0].number if row.id in phones else None,
            plates.get(row.id, Plates()),
            *_measures(row.RfmScore, as_of),
        )
        for row in rows
    ]


def _measures(
    score: RfmScore | None, as_of: date | None
) -> tuple[str, date | None, int | None, int | None, int | None]:
    if score is None:
        return "", None, None, None, None
    r_days = (as_of - score.last_paid_on).days if as_of and score.last_paid_on else None
    return score.rfm_class, score.last_paid_on, r_days, score.frequency, score.monetary_fen


def _select(wanted: Wanted, *columns: Any) -> Select[Any]:
    statement: Select[Any] = (
        select(*columns)
        .select_from(Customer)
        .outerjoin(RfmScore, RfmScore.customer_id == Customer.id)
        .where(Customer.merged_into_id.is_(None), *_scored(wanted), *_profiled(wanted), *_moved(wanted))
    )
    return statement.where(customers.matches(wanted.typed)) if wanted.typed else statement


def _scored(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    columns = {"rfm_class": RfmScore.rfm_class, "lifecycle": RfmScore.lifecycle, "f_stage": RfmScore.f_stage}
    return [column == value for name, column in columns.items() if (value := getattr(wanted, name))]


def _profiled(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.tier:
        mode = Mode(wanted.mode) if wanted.mode else Mode.SIMPLE4
        conditions.append(CustomerProfile.tier.in_(modes.tiers_shown(mode)[Tier(wanted.tier)]))
    if wanted.overlay:
        conditions.append(any_(CustomerProfile.overlays) == wanted.overlay)
    if not conditions:
        return []
    return [select(CustomerProfile).where(CustomerProfile.customer_id == Customer.id, *conditions).exists()]


def _moved(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.month is None:
        return []
    before, after = (_class_at(day) for day in month_ends(wanted.month))
    return [func.coalesce(before, "") == wanted.from_class, after == wanted.to_class, _is_person()]


def _class_at(day: date) -> ColumnElement[str | None]:
    known = select(RfmSnapshot.rfm_class).where(RfmSnapshot.customer_id == Customer.id, RfmSnapshot.as_of <= day)
    return known.order_by(RfmSnapshot.as_of.desc()).limit(1).correlate(Customer).scalar_subquery()


def _is_person() -> ColumnElement[bool]:
    return Customer.customer_type != "internal"


def overview() -> Overview:
    """The eight classes, NONE last, and the grid, all from one count of the current scores."""
    counted = db.session.execute(
        select(
            RfmScore.rfm_class,
            RfmScore.lifecycle,
            RfmScore.f_stage,
            func.count().label("customers"),
            func.sum(RfmScore.monetary_fen).label("revenue_fen"),
        ).group_by(RfmScore.rfm_class, RfmScore.lifecycle, RfmScore.f_stage)
    ).all()
    people: Counter[str] = Counter()
    revenue: Counter[str] = Counter()
    for row in counted:
        people[row.rfm_class] += row.customers
        revenue[row.rfm_class] += int(row.revenue_fen)
    paying = people.total() - people[RfmClass.NONE]  # shares are of those who ever paid, as those of the tiers are
    return Overview(
        [_segment(code, people[code], revenue[code], paying, revenue.total()) for code in RfmClass],
        segments.grid((row.lifecycle, row.f_stage, row.customers) for row in counted),
        people.total(),
    )


def segment(wanted: Wanted) -> Segment:
    """The customers wanted, as shares of the shop."""
    money = func.coalesce(func.sum(RfmScore.monetary_fen), 0)
    inside = db.session.execute(_select(wanted, func.count(), money)).one()
    paying = RfmScore.rfm_class != RfmClass.NONE
    everybody = db.session.execute(select(func.count().filter(paying), money).select_from(RfmScore)).one()
    return _segment(wanted.rfm_class or wanted.to_class, inside[0], int(inside[1]), everybody[0], int(everybody[1]))


def _segment(rfm_class: str, customers: int, revenue_fen: int, people: int, revenue: int) -> Segment:
    return Segment(
        rfm_class,
        customers,
        revenue_fen,
        share=customers / people if people and rfm_class != RfmClass.NONE else None,
        revenue_share=revenue_fen / revenue if revenue else None,
    )


def window_months() -> int:
    """How far back F and M count."""
    return settings.current().rfm_window_months

"""How long an item lasts in a car: its own interval, its series', the shop's, or the table's (domain.md 3.1)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tenants.customers.models import Vehicle
from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.needs.items import ITEMS, Interval
from tenants.needs.models import WHOLE_SHOP, ItemInterval, VehicleInterval
from tenants.settings import changes

LONGEST_KM, LONGEST_MONTHS = 500_000, 240
LEAST_KM, LEAST_SHARE = 500, 10  # the tenth part of the default; less is a slip of the finger

Changed = Mapping[str, Interval]  # code -> what was set


@dataclass(frozen=True, slots=True)
class Intervals:
    """What the shop in scope has set: by series, "" for all of them."""

    by_series: Mapping[str, Changed]

    def of(self, series: str | None) -> tuple[Changed, Changed]:
        """What is set for a series, and what for the whole shop."""
        nothing: Changed = {}
        return self.by_series.get(series or "", nothing) if series else nothing, self.by_series.get("", nothing)


def intervals() -> Intervals:
    """The intervals that the shop in scope has set."""
    by_series: dict[str, dict[str, Interval]] = defaultdict(dict)
    for row in db.session.scalars(select(ItemInterval)):
        by_series[row.series][row.item_code] = Interval(row.km, row.months)
    return Intervals(by_series)


def of_vehicles(vehicle_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Changed]:
    """What is set for single cars."""
    found: dict[uuid.UUID, dict[str, Interval]] = defaultdict(dict)
    rows = db.session.scalars(select(VehicleInterval).where(VehicleInterval.vehicle_id.in_(vehicle_ids)))
    for row in rows:
        found[row.vehicle_id][row.item_code] = Interval(row.km, row.months)
    return found


def rows_of_vehicle(vehicle_id: uuid.UUID) -> list[VehicleInterval]:
    """What is set for one car, and by whom."""
    wanted = select(VehicleInterval).where(VehicleInterval.vehicle_id == vehicle_id)
    return list(db.session.scalars(wanted.order_by(VehicleInterval.item_code)))


def set_interval(
    item_code: str,
    interval: Interval,
    *,
    by: uuid.UUID,
    now: datetime,
    series: str = WHOLE_SHOP,
    vehicle_id: uuid.UUID | None = None,
) -> None:
    """Set how long an item lasts in a car, in a series or in the whole shop; predict again afterwards.

    Raises DomainError for an unknown item, an interval without either side, or one that is out of proportion.
    """
    _require_possible(item_code, interval)
    row = {
        "shop_id": current_shop_id(),
        "item_code": item_code,
        "km": interval.km,
        "months": interval.months,
        "changed_by_id": by,
        "changed_at": now,
    }
    model, place = _place(series, vehicle_id)
    _note(item_code, place, interval, by, now)
    statement = insert(model).values(row | place)
    said = {name: statement.excluded[name] for name in ("km", "months", "changed_by_id", "changed_at")}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["shop_id", "item_code", *place], set_=said),
        execution_options={"populate_existing": True},
    )


def clear_interval(
    item_code: str, *, by: uuid.UUID, now: datetime, series: str = WHOLE_SHOP, vehicle_id: uuid.UUID | None = None
) -> None:
    """Go back to what holds without this interval; harmless when there is none."""
    model, place = _place(series, vehicle_id)
    _note(item_code, place, None, by, now)
    db.session.execute(delete(model).where(model.item_code == item_code, *_at(model, place)))


def changed_intervals() -> list[ItemInterval]:
    """What the shop in scope has set, by item and series."""
    return list(db.session.scalars(select(ItemInterval).order_by(ItemInterval.item_code, ItemInterval.series)))


def series_met() -> list[str]:
    """The series of the shop's cars, the commonest first."""
    series = select(Vehicle.series).where(Vehicle.series.is_not(None), Vehicle.series != "").group_by(Vehicle.series)
    return list(db.session.scalars(series.order_by(func.count().desc(), Vehicle.series)))


def count_of_vehicles() -> int:
    """How many intervals are set for single cars."""
    return db.session.scalar(select(func.count()).select_from(VehicleInterval)) or 0


def _place(
    series: str, vehicle_id: uuid.UUID | None
) -> tuple[type[ItemInterval] | type[VehicleInterval], dict[str, object]]:
    if vehicle_id is not None:
        return VehicleInterval, {"vehicle_id": vehicle_id}
    return ItemInterval, {"series": series}


def _at(model: type[ItemInterval] | type[VehicleInterval], place: Mapping[str, object]) -> list[ColumnElement[bool]]:
    return [getattr(model, name) == value for name, value in place.items()]


def _note(item_code: str, place: Mapping[str, object], after: Interval | None, by: uuid.UUID, now: datetime) -> None:
    """Who changed it, for the history of settings; without an interval both sides are None."""
    model: type[ItemInterval] | type[VehicleInterval] = VehicleInterval if "vehicle_id" in place else ItemInterval
    kept = db.session.execute(
        select(model.km, model.months).where(model.item_code == item_code, *_at(model, place))
    ).one_or_none()
    what = {"item": item_code} | {name: str(value) for name, value in place.items()}
    changes.note(
        changes.INTERVAL,
        what | {"km": kept and kept.km, "months": kept and kept.months},
        what | {"km": after and after.km, "months": after and after.months},
        user_id=by,
        now=now,
    )


def _require_possible(item_code: str, interval: Interval) -> None:
    if item_code not in ITEMS:
        raise DomainError(N_("There is no item %(code)s."), code=item_code)
    if not interval.km and not interval.months:
        raise DomainError(N_("Give the kilometres, the months, or both."))
    if not 0 < (interval.km or 1) <= LONGEST_KM or not 0 < (interval.months or 1) <= LONGEST_MONTHS:
        raise DomainError(
            N_("An interval is at most %(km)d km and %(months)d months."), km=LONGEST_KM, months=LONGEST_MONTHS
        )
    _require_likely(interval, ITEMS[item_code].interval)


def _require_likely(interval: Interval, default: Interval) -> None:
    least_km = max(LEAST_KM, ceil((default.km or 0) / LEAST_SHARE))
    least_months = max(1, ceil((default.months or 0) / LEAST_SHARE))
    if interval.km is not None and interval.km < least_km:
        raise DomainError(N_("Give at least %(km)d km, or leave the kilometres empty."), km=least_km)
    if interval.months is not None and interval.months < least_months:
        raise DomainError(N_("Give at least %(months)d months, or leave the months empty."), months=least_months)

"""What is stored of the forecast of one car: its row, its needs, its suspect readings, and a signature of them all."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenants.needs import expiries
from tenants.needs.backtesting import Chosen
from tenants.needs.bands import Range, range_around
from tenants.needs.due import Bound, Due, add_months
from tenants.needs.forecast import Forecast, History, Peers, forecast
from tenants.needs.intervals import Intervals
from tenants.needs.item_needs import ItemNeed
from tenants.needs.items import ITEMS
from tenants.needs.rate import Confidence
from tenants.needs.readings import Car
from tenants.needs.visit_methods import Method, NextVisit, next_visits

ITEM, INSURANCE, INSPECTION = "item", "insurance", "inspection"
NEXT_VISIT = "MAINTENANCE"  # what is expected of a car whose items nobody has written down
COMPULSORY, COMMERCIAL, INSPECTED = "COMPULSORY_INSURANCE", "COMMERCIAL_INSURANCE", "INSPECTION"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the forecasts of a shop's cars share."""

    as_of: date
    peers: Peers
    intervals: Intervals
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Outlook:
    """Rows of `vehicle_needs`, `needs` and `odometer_suspects`, each with its vehicle_id but without the shop."""

    vehicle: Row
    needs: tuple[Row, ...]
    suspects: tuple[Row, ...]

    @property
    def signature(self) -> int:
        """Equal for equal outlooks; 64 bits."""
        said = repr((self.vehicle, self.needs, self.suspects)).encode()
        return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), signed=True)

    @property
    def due_dates(self) -> dict[str, date]:
        """Code -> the day it falls due."""
        return {need["code"]: need["due_on"] for need in self.needs}


def of(car: Car, ground: Ground) -> Outlook:
    """The outlook of one car."""
    history = car.history(ground.intervals)
    foreseen = forecast(history, ground.as_of, ground.peers)
    visit = _visit(history, foreseen, ground)
    needs = (*_item_rows(car, foreseen, visit, ground), *_expiry_rows(car, ground.as_of))
    suspects = tuple(_suspect_rows(car, foreseen))
    return Outlook(_vehicle_row(car, foreseen, visit, needs), needs, suspects)


def _visit(history: History, foreseen: Forecast, ground: Ground) -> NextVisit | None:
    """The next maintenance visit as the method says that has erred least in this shop."""
    since_on, method = foreseen.rhythm.last_on, ground.chosen.method
    if since_on is None or foreseen.visit_on is None:
        return None
    if method is Method.HUITOU:
        return NextVisit(foreseen.visit_on, foreseen.visit_bound or Bound.RHYTHM, since_on)
    return next_visits([method], history, ground.as_of, ground.peers)[method]


def _vehicle_row(car: Car, foreseen: Forecast, visit: NextVisit | None, needs: tuple[Row, ...]) -> Row:
    cleaned, rhythm = foreseen.cleaned, foreseen.rhythm
    first = min(needs, key=_due_first, default=None)
    return {
        "vehicle_id": car.id,
        "customer_id": car.customer_id,
        "readings": len(cleaned.readings),
        "suspects": len(cleaned.suspects),
        "last_km": cleaned.last.km if cleaned.last else None,
        "last_km_on": cleaned.last.on if cleaned.last else None,
        "km_per_day": round(float(foreseen.rate.km_per_day), 4),
        "rate_source": foreseen.rate.source.value,
        "confidence": foreseen.confidence.value,
        "cycles": rhythm.gaps,
        "cycle_days": round(float(rhythm.cycle_days), 2),
        "last_maintenance_on": rhythm.last_on,
        "visit_expected_on": visit.on if visit else None,
        "offset_days": foreseen.offset_days,
        # who was never here has no next contact at which to suggest anything
        "suggestions": _suggestions(foreseen) if car.stays or car.readings else {},
        "next_due_on": first["due_on"] if first else None,
        "next_code": first["code"] if first else None,
    }


def _suggestions(foreseen: Forecast) -> dict[str, str]:
    return {need.code: need.bound.value for need in foreseen.needs if need.is_suggestion}


def _due_first(need: Row) -> tuple[date, str]:
    return need["due_on"], need["code"]


def _item_rows(car: Car, foreseen: Forecast, visit: NextVisit | None, ground: Ground) -> Iterator[Row]:
    for need in foreseen.needs:
        if need.due is not None:
            yield _item_row(car, need, need.due, visit, ground)
    if foreseen.main is None and visit is not None:
        row = _dated(car, NEXT_VISIT, ITEM, visit.on, visit.on, Confidence.LOW)
        yield row | {"last_done_on": visit.since_on, "bound": visit.bound.value, **_range_of_visit(visit, ground)}


def _item_row(car: Car, need: ItemNeed, due: Due, visit: NextVisit | None, ground: Ground) -> Row:
    sides = {"km_due_on": due.km_due_on, "months_due_on": due.months_due_on}
    return _dated(car, need.code, ITEM, need.due_on, need.anchor_on, need.confidence) | {
        "bound": need.bound.value,
        "in_bundle": need.in_bundle,
        "last_done_on": due.done_on,
        "last_done_km": due.done_km,
        "interval_km": due.interval.km,
        "interval_months": due.interval.months,
        "due_km": due.due_km,
        "facts": {name: day.isoformat() for name, day in sides.items() if day},
        **_not_too_early(car, need, due, _expected(need, due, visit, ground)),
    }


def _not_too_early(car: Car, need: ItemNeed, due: Due, days: dict[str, date]) -> dict[str, date]:
    """Who said that it was too early hears of it when he said; not of what was done since, nor of brakes."""
    if car.wait is None or ITEMS[need.code].is_safety or due.done_on > car.wait.told_on:
        return days
    anchor_on = days.get("anchor_on", need.anchor_on)
    return days | {"anchor_on": max(anchor_on, car.wait.not_before_on)}


def _expected(need: ItemNeed, due: Due, visit: NextVisit | None, ground: Ground) -> dict[str, date]:
    """When the car is expected for an item. What goes into the next maintenance visit follows the method chosen."""
    is_ours = ground.chosen.method is Method.HUITOU
    if is_ours or visit is None or not need.in_bundle or ITEMS[need.code].is_safety:
        found = range_around(ground.chosen.own_bands[need.bound], due.done_on, need.anchor_on)
        return _days(found)
    return {"anchor_on": visit.on, **_range_of_visit(visit, ground)}


def _range_of_visit(visit: NextVisit, ground: Ground) -> dict[str, date]:
    return _days(range_around(ground.chosen.bands[visit.bound], visit.since_on, visit.on))


def _days(found: Range) -> dict[str, date]:
    return {"p10_on": found.p10_on, "p50_on": found.p50_on, "p90_on": found.p90_on}


def _expiry_rows(car: Car, as_of: date) -> Iterator[Row]:
    policies = ((COMPULSORY, car.compulsory_expires_on), (COMMERCIAL, car.commercial_expires_on))
    asked_since = add_months(as_of, -expiries.ASKED_MONTHS)
    for code, expires_on in policies:
        # a policy that ended longer ago was renewed elsewhere
        if expires_on is not None and expires_on >= asked_since:
            yield _dated(car, code, INSURANCE, expires_on, expiries.reminded_on(expires_on), Confidence.HIGH)
    name = " ".join(filter(None, (car.brand, car.series, car.model)))
    found = expiries.inspection(
        as_of, car.registered_on, car.inspection_expires_on, use=car.use, seats=car.seats, name=name
    )
    if found:
        row = _dated(car, INSPECTED, INSPECTION, found.valid_until, found.window_opens_on, found.confidence)
        yield row | {"facts": _facts_of(found)}


def _facts_of(found: expiries.Inspection) -> dict[str, Any]:
    return {
        "is_on_site": found.is_on_site,
        "class": found.kind.value,
        "is_imported": found.is_imported,
        "may_have_expired": found.may_have_expired,
        "caveat": found.caveat,
        "differs_days": found.differs_days,
    }


def _dated(car: Car, code: str, kind: str, due_on: date, anchor_on: date, confidence: Confidence) -> dict[str, Any]:
    """A need on a day that is given."""
    return {
        "vehicle_id": car.id,
        "code": code,
        "kind": kind,
        "last_done_on": None,
        "last_done_km": None,
        "interval_km": None,
        "interval_months": None,
        "due_on": due_on,
        "due_km": None,
        "bound": Bound.DATE.value,
        "p10_on": due_on,
        "p50_on": due_on,
        "p90_on": due_on,
        "anchor_on": anchor_on,
        "confidence": confidence.value,
        "in_bundle": False,
        "facts": {},
    }


def _suspect_rows(car: Car, foreseen: Forecast) -> Iterator[Row]:
    read_as = {(raw.on, raw.km): raw.km_read for raw in (*car.readings, *car.from_the_future)}
    for suspect in foreseen.cleaned.suspects:
        yield {
            "vehicle_id": car.id,
            "read_on": suspect.on,
            "km_read": read_as[suspect.on, suspect.km],
            "reason": suspect.cause.value,
            "proposed_km": suspect.proposed_km,
            "proposal": suspect.proposal.value if suspect.proposal else None,
        }

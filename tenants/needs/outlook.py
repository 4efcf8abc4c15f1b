"""What is stored of the forecast of one car: its row, its needs, its suspect readings, and a signature of them all."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenants.needs import expiries
from tenants.needs.due import Bound, add_months
from tenants.needs.forecast import Forecast, Peers, forecast
from tenants.needs.intervals import Intervals
from tenants.needs.item_needs import ItemNeed
from tenants.needs.rate import Confidence
from tenants.needs.readings import Car

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
    method: Any


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
    foreseen = forecast(car.history(ground.intervals), ground.as_of, ground.peers)
    needs = (*_item_rows(car, foreseen, ground), *_expiry_rows(car, ground.as_of))
    suspects = tuple(_suspect_rows(car, foreseen))
    return Outlook(_vehicle_row(car, foreseen, needs), needs, suspects)


def _vehicle_row(car: Car, foreseen: Forecast, needs: tuple[Row, ...]) -> Row:
    cleaned, rhythm = foreseen.cleaned, foreseen.rhythm
    first = min((need for need in needs if not need["is_suggestion"]), key=_due_first, default=None)
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
        "visit_expected_on": foreseen.visit_on,
        "offset_days": foreseen.offset_days,
        "next_due_on": first["due_on"] if first else None,
        "next_code": first["code"] if first else None,
    }


def _due_first(need: Row) -> tuple[date, str]:
    return need["due_on"], need["code"]


def _item_rows(car: Car, foreseen: Forecast, ground: Ground) -> Iterator[Row]:
    for need in foreseen.needs:
        if need.is_suggestion and foreseen.visit_on is None:
            # nobody knows when this car comes next, so there is no contact to speak of it at
            continue
        yield _item_row(car, need, foreseen, ground)
    if foreseen.main is None and foreseen.visit_on is not None:
        yield _next_visit_row(car, foreseen.visit_on, foreseen, ground)


def _item_row(car: Car, need: ItemNeed, foreseen: Forecast, ground: Ground) -> Row:
    due = need.due
    cycle_days = (need.due_on - due.done_on).days if due else 0
    interval = due.interval if due else None
    sides = {"km_due_on": due.km_due_on, "months_due_on": due.months_due_on} if due else {}
    return {
        "vehicle_id": car.id,
        "code": need.code,
        "kind": ITEM,
        "last_done_on": due.done_on if due else None,
        "last_done_km": due.done_km if due else None,
        "interval_km": interval.km if interval else None,
        "interval_months": interval.months if interval else None,
        "due_on": need.due_on,
        "due_km": due.due_km if due else None,
        "bound": need.bound.value,
        **_range(need.anchor_on, cycle_days, need.bound, ground),
        "anchor_on": need.anchor_on,
        "confidence": need.confidence.value,
        "is_suggestion": need.is_suggestion,
        "in_bundle": need.in_bundle,
        "facts": {name: day.isoformat() for name, day in sides.items() if day},
    }


def _next_visit_row(car: Car, visit_on: date, foreseen: Forecast, ground: Ground) -> Row:
    rhythm = foreseen.rhythm
    bound = foreseen.visit_bound or Bound.RHYTHM
    return _dated(car, NEXT_VISIT, ITEM, visit_on, visit_on, Confidence.LOW) | {
        "last_done_on": rhythm.last_on,
        "bound": bound.value,
        **_range(visit_on, round(rhythm.cycle_days), bound, ground),
    }


def _expiry_rows(car: Car, as_of: date) -> Iterator[Row]:
    policies = ((COMPULSORY, car.compulsory_expires_on), (COMMERCIAL, car.commercial_expires_on))
    asked_since = add_months(as_of, -expiries.ASKED_MONTHS)
    for code, expires_on in policies:
        # a policy that ended longer ago was renewed elsewhere
        if expires_on is not None and expires_on >= asked_since:
            windows = expiries.insurance(expires_on)
            facts = {"opens_on": windows.opens_on.isoformat(), "urgent_on": windows.urgent_on.isoformat()}
            row = _dated(car, code, INSURANCE, expires_on, windows.reminded_on, Confidence.HIGH)
            yield row | {"facts": facts}
    found = expiries.inspection(as_of, car.registered_on, car.inspection_expires_on, use=car.use, seats=car.seats)
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
        "is_suggestion": False,
        "in_bundle": False,
        "facts": {},
    }


def _range(expected_on: date, cycle_days: int, bound: Bound, ground: Ground) -> dict[str, date]:
    return {"p10_on": expected_on, "p50_on": expected_on, "p90_on": expected_on}


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

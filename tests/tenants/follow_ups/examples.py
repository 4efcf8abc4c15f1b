"""Customers and reasons to plan with. C1 to C10 are those of TV-RFM (domain.md 2.1)."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.people import Person
from tenants.follow_ups.reasons import KnownReason, OpenReason
from tenants.follow_ups.triggers import TRIGGERS, Candidate, Fired, Trigger, fire
from tenants.follow_ups.windows import Half, OpenDays, Window
from tenants.scoring.segments import RfmClass

TODAY = date(2026, 7, 1)
FRIDAY = date(2026, 7, 3)
MORNING, AFTERNOON = Moment(TODAY, Half.AM), Moment(TODAY, Half.PM)
TOMORROW_CLOSED = OpenDays(closed_days=frozenset({TODAY + timedelta(1)}))
C1, C2, C3, C4, C5, C6, C7, C8, C9, C10 = (UUID(int=number) for number in range(1, 11))
WANG, LI = UUID(int=901), UUID(int=902)  # advisors
CAR, OTHER_CAR = UUID(int=701), UUID(int=702)
STORED = UUID(int=50)  # a reason's id

CONSENTS = {"call": True, "wechat": True, "sms": True}


def person(*standing: Any, **values: Any) -> Person:
    """Somebody who agreed to everything."""
    return Person(*standing, **{"consents": CONSENTS} | values)


PEOPLE = {
    C1: person(RfmClass.VALUE, 0.875),
    C2: person(RfmClass.RECALL, 0.875),
    C3: person(RfmClass.DEEPEN, 0.5625),
    C4: person(RfmClass.RETAIN, 0.6875),
    C5: person(RfmClass.POTENTIAL, 0.4375),
    C6: person(RfmClass.NEW, 0.0625),
    C7: person(RfmClass.MAINTAIN, 0.3125),
    C8: person(RfmClass.LOST, 0.1875),
}

MAINT_DUE, INSPECT, INSURANCE = TRIGGERS["MAINT_DUE"], TRIGGERS["INSPECT"], TRIGGERS["INSURANCE"]

_ids = count(1)


def reason(trigger: str | Trigger, anchor_on: date = TODAY, customer_id: UUID = C1, **values: Any) -> OpenReason:
    """An open reason; `window` may be given, else it is the trigger's own."""
    row = TRIGGERS[trigger] if isinstance(trigger, str) else trigger
    values.setdefault("window", row.window(anchor_on))
    values.setdefault("id", UUID(int=10_000 + next(_ids)))
    values.setdefault("vehicle_id", None)
    values.setdefault("created_at", datetime(2026, 7, 1, 6, tzinfo=UTC))
    return OpenReason(customer_id=customer_id, trigger=row, anchor_on=anchor_on, **values)


def live_reason(trigger: str | Trigger, customer_id: UUID = C1, **values: Any) -> OpenReason:
    """One whose window opened today and stays open for a month."""
    return reason(trigger, TODAY, customer_id, window=Window(TODAY, date(2026, 7, 31), 7), **values)


def found(code: str, anchor_on: date = TODAY, vehicle_id: UUID | None = None) -> Fired:
    return fire(TRIGGERS[code], Candidate(C1, vehicle_id, anchor_on))


def stored(code: str, anchor_on: date = TODAY, *, is_open: bool = True, vehicle_id: UUID | None = None) -> KnownReason:
    return KnownReason(STORED, C1, vehicle_id, code, anchor_on, is_open)


def came(on: date | None) -> dict[UUID, Person]:
    return {C1: Person(last_visit_on=on)}


def answer(outcome: str, channel: str = "call", **values: Any) -> Answer:
    return Answer(outcome, channel, **values)

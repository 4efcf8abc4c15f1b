"""What planning knows about a customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tenants.scoring.segments import RfmClass

EVERY_CALL = "calls"  # the scope of a suppression that covers all care and marketing calls


@dataclass(frozen=True, slots=True)
class Person:
    """`m_rank`: mid-rank of M in the shop's population, 0..1, outside it 0."""

    rfm_class: RfmClass = RfmClass.NONE
    m_rank: float = 0.0
    dedicated_advisor_id: UUID | None = None
    last_advisor_id: UUID | None = None
    last_visit_on: date | None = None  # on site for whatever reason (`is_presence`)
    next_appointment_on: date | None = None
    complaint_closed_on: date | None = None
    do_not_call: bool = False
    do_not_market: bool = False
    suppressed: Mapping[str, date] = field(default_factory=dict)  # trigger code or EVERY_CALL -> silent before this day
    exited_vehicle_ids: frozenset[UUID] = frozenset()

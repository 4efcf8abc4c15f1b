"""What planning knows about a customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tenants.follow_ups.hours import Span
from tenants.scoring.segments import RfmClass, Tier

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
    tier: Tier | None = None
    first_visit_on: date | None = None
    do_not_contact: bool = False  # the strictest word of all his records, like those below
    do_not_call: bool = False
    do_not_market: bool = False
    no_profiling: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)  # channel -> granted; without a word: not in it
    has_number: bool = True  # that works
    preferred: Span | None = None  # his own hours
    most_contacts: int = 4  # of care and marketing in 90 days, by his cell of the grid (domain.md 2.2)
    calm_on: date | None = None  # after a complaint: no care or marketing before this day
    is_held_out: bool = False
    suppressed: Mapping[str, date] = field(default_factory=dict)  # trigger code or EVERY_CALL -> silent before this day
    exited_vehicle_ids: frozenset[UUID] = frozenset()

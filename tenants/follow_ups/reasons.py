"""Stored reasons and the morning: which are new, which moved, which have ended by themselves (domain.md 4.3)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tenants.follow_ups.people import Person
from tenants.follow_ups.triggers import TRIGGERS, Channel, Event, Fired, Trigger, made_by_an_event
from tenants.follow_ups.windows import Wake, Window
from tenants.scoring.segments import RfmClass

SAME_REASON_DAYS = 7  # an open reason whose anchor moves no further keeps its place
GONE = "superseded"  # its trigger no longer finds it: a newer delivery, a corrected import, another class
NO_REPLY = "no_reply"  # to a message
AFTER_COMPLAINT = "after_complaint"  # the wording of a call-back by somebody else than who settled it (domain.md 4.6)
# what plans write into `closed_by` by themselves, but for NO_REPLY, which only time brings
BY_PLANNING = {GONE, *(trigger.gone_by for trigger in TRIGGERS.values()), *(event.value for event in Event)}
REPLY_DAYS = 5  # a message waits so long (domain.md 4.6)


@dataclass(frozen=True, slots=True)
class OpenReason:
    """A stored reason nobody has closed; it may be asleep, or past its window. `created_at`: shop local time."""

    id: UUID
    customer_id: UUID
    vehicle_id: UUID | None
    trigger: Trigger
    anchor_on: date
    window: Window
    created_at: datetime
    wake: Wake | None = None  # put off until then
    ends_on: date | None = None  # a message waits for its reply until then
    owner_id: UUID | None = None  # who promised it, or whom the manager named
    settled_by_id: UUID | None = None  # the complaint before it: somebody else asks whether all is well

    @property
    def next_step_on(self) -> date | None:
        """When the step after the message that waits for a reply begins."""
        if self.ends_on is None:
            return None
        return self.trigger.next_step_on(self.anchor_on, after=self.ends_on - timedelta(REPLY_DAYS))

    def awaits_reply(self, today: date) -> bool:
        return self.ends_on is not None and (self.next_step_on is None or today < self.next_step_on)

    def channel_on(self, today: date, rfm_class: RfmClass) -> Channel:
        return self.trigger.channel_on(self.anchor_on, today, rfm_class)


@dataclass(frozen=True, slots=True)
class KnownReason:
    """A stored reason, open or not; `is_open` is false for an expired one too.

    `turn_on`: the day it had its turn, when it came up later than it opened. `has_own_window`: its deadline moved
    along, so its trigger stops finding it before its window ends. `about_id`: see Candidate; `is_gone`: closed because
    its trigger found it no more.
    """

    id: UUID
    customer_id: UUID
    vehicle_id: UUID | None
    trigger_code: str
    anchor_on: date
    is_open: bool
    turn_on: date | None = None
    has_own_window: bool = False
    about_id: UUID | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a morning does to the stored reasons; one of `move` that had gone is open again."""

    add: list[Fired]
    move: list[tuple[UUID, Fired]]
    drop: list[UUID]


def reconcile(found: Iterable[Fired], known: Iterable[KnownReason]) -> Changes:
    """Bring the stored reasons of finding triggers in line with what they find today; running twice changes nothing.

    `known` holds the reasons, open and closed, of every trigger and customer that `found` was asked about.
    """
    changes = Changes([], [], [])
    by_key: dict[tuple[UUID, UUID | None, str], list[KnownReason]] = defaultdict(list)
    for reason in known:
        by_key[reason.customer_id, reason.vehicle_id, reason.trigger_code].append(reason)
    kept: set[UUID] = set()
    found_again: set[tuple[UUID, UUID | None, str]] = set()
    for fired in found:
        key = fired.customer_id, fired.vehicle_id, fired.trigger.code
        found_again.add(key)
        same = _same(fired, by_key[key])
        if same is None:
            changes.add.append(fired)
            continue
        kept.add(same.id)
        is_taken = any((one.anchor_on, one.about_id) == (fired.anchor_on, fired.about_id) for one in by_key[key])
        if _stands_again(same, fired) or (same.is_open and not is_taken and not same.has_own_window):
            changes.move.append((same.id, fired))
    for key, group in by_key.items():
        gone = [one for one in group if one.is_open and one.id not in kept]
        changes.drop.extend(one.id for one in gone if key in found_again or not one.has_own_window)
    return changes


def ended(reasons: Iterable[OpenReason], people: Mapping[UUID, Person], today: date) -> dict[UUID, str]:
    """Reasons that ended without staff -> what ended them, for `closed_by`."""
    ends = ((reason.id, _ended_by(reason, people[reason.customer_id], today)) for reason in reasons)
    return {reason_id: by for reason_id, by in ends if by}


def _same(fired: Fired, known: Iterable[KnownReason]) -> KnownReason | None:
    near = [one for one in known if _distance(one, fired) <= _reach(one, fired.trigger) and _may_be_about(one, fired)]
    # an open one first, then the one about the same, then the nearest
    return min(
        near,
        key=lambda one: (not one.is_open, one.about_id != fired.about_id, _distance(one, fired), one.anchor_on),
        default=None,
    )


def _may_be_about(reason: KnownReason, fired: Fired) -> bool:
    """What is closed was about that appointment alone; it may be older than this was noted."""
    return reason.is_open or reason.about_id in (None, fired.about_id)


def _stands_again(reason: KnownReason, fired: Fired) -> bool:
    """The appointment that was moved away, or confirmed, is as it was: that has been taken back."""
    return reason.is_gone and reason.about_id is not None and reason.about_id == fired.about_id


def _distance(reason: KnownReason, fired: Fired) -> int:
    return abs((reason.anchor_on - fired.anchor_on).days)


def _reach(reason: KnownReason, trigger: Trigger) -> int:
    drifts = reason.is_open and not trigger.is_of_its_day
    return max(trigger.again_after, SAME_REASON_DAYS if drifts else 0)


def _ended_by(reason: OpenReason, person: Person, today: date) -> str | None:
    if reason.ends_on is not None and reason.ends_on <= today and reason.next_step_on is None:
        return NO_REPLY
    return next((event for event in sorted(reason.trigger.ended_by) if _HAPPENED[event](reason, person)), None)


def _came_since(reason: OpenReason, person: Person) -> bool:
    if person.last_visit_on is None:
        return False
    created_on = reason.created_at.date()
    # what a trigger finds in the morning knows no visit of that day; a promise may have been given at one
    is_of_that_day = person.last_visit_on == created_on and reason.trigger.find is not made_by_an_event
    return is_of_that_day or person.last_visit_on > min(reason.anchor_on, created_on)


def _car_exited(reason: OpenReason, person: Person) -> bool:
    return reason.vehicle_id in person.exited_vehicle_ids


def _is_booked(reason: OpenReason, person: Person) -> bool:
    return person.next_appointment_on is not None and person.next_appointment_on > reason.anchor_on


_HAPPENED: Mapping[Event, Callable[[OpenReason, Person], bool]] = {
    Event.VISIT: _came_since,
    Event.CAR_EXIT: _car_exited,
    Event.BOOKED: _is_booked,
}

"""Which contact a visit is credited to (domain.md 4.7): one of them, or none; the others assist."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """For how many days a contact counts. Without `call_days` it only assists; `event` counts from the event's end."""

    appointment_days: int | None  # from the contact to the moment somebody books
    call_days: int  # from a conversation to the visit
    message_days: int
    is_assist_only: bool = False
    is_event: bool = False


_REMINDER = Reach(7, 30, 14)
_LONG = Reach(14, 60, 30)
_EVENT = Reach(0, 7, 7, is_event=True)
_CARE = Reach(None, 30, 30, is_assist_only=True)

# Measured otherwise, or about an appointment that stands already.
UNCREDITED = frozenset({"COMPLAINT", "D3", "APPT_CONFIRM"})
_REACHES: Mapping[str, Reach] = {
    **dict.fromkeys(("WINBACK_IMP", "WINBACK_GEN", "DORMANT_REPEAT", "INSURANCE", "INSPECT"), _LONG),
    "CAMPAIGN": _EVENT,
}
LONGEST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact that reached the customer. `at` is the shop's local time, `ends_on` the end of a campaign."""

    contact_id: UUID
    at: datetime
    trigger: str
    is_conversation: bool  # a call that was answered, or an answer to a message
    is_care: bool = False
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """The appointment a visit was. `contact_id`: the call it was made in; `made_at` is the shop's local time."""

    made_at: datetime
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """`contact_id` has the credit, None when nobody has; `assists` helped."""

    contact_id: UUID | None
    assists: tuple[UUID, ...]


def credit(came_on: date, booking: Booking | None, touches: Iterable[Touch]) -> Credit:
    """Who has the credit for a visit of one customer on `came_on`, of all his `touches` (domain.md 4.7).

    The call an appointment was made in comes first, else the last conversation in its window, else the last message.
    An appointment made before a contact, or a visit on its day, owes it nothing.
    """
    known = sorted((one for one in touches if one.trigger not in UNCREDITED), key=lambda one: one.at)
    winner = _winner(came_on, booking, [one for one in known if not reach(one).is_assist_only])
    helped = [one.contact_id for one in known if one is not winner and _brought(one, came_on)]
    return Credit(winner.contact_id if winner else None, tuple(helped))


def reach(touch: Touch) -> Reach:
    """How long a contact of this kind counts."""
    return _REACHES.get(touch.trigger, _CARE if touch.is_care else _REMINDER)


def _winner(came_on: date, booking: Booking | None, touches: Sequence[Touch]) -> Touch | None:
    if booking is None:
        return _last([one for one in touches if _brought(one, came_on)])
    if booking.contact_id is not None:
        return next((one for one in touches if one.contact_id == booking.contact_id), None)
    return _last([one for one in touches if _led_to(one, booking)])


def _last(touches: Sequence[Touch]) -> Touch | None:
    """A conversation before a message, the later before the earlier."""
    return max(touches, key=lambda one: (one.is_conversation, one.at), default=None)


def _brought(touch: Touch, came_on: date) -> bool:
    counts, on = reach(touch), touch.at.date()
    days = counts.call_days if touch.is_conversation else counts.message_days
    since = max(touch.ends_on or on, on) if counts.is_event else on
    return on < came_on <= since + timedelta(days)


def _led_to(touch: Touch, booking: Booking) -> bool:
    counts, on = reach(touch), touch.at.date()
    since = max(touch.ends_on or on, on) if counts.is_event else on
    days = counts.appointment_days
    return days is not None and touch.at <= booking.made_at and booking.made_at.date() <= since + timedelta(days)

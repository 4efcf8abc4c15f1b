"""A visit is credited to one contact, by written rules."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from tenants.attribution.credit import Booking, Credit, Touch, credit, reach

CALL, SMS = uuid4(), uuid4()


def touch(
    contact_id: UUID,
    day: str,
    *,
    trigger: str = "MAINT_DUE",
    spoke: bool = True,
    care: bool = False,
    ends: str | None = None,
) -> Touch:
    at = datetime.fromisoformat(day) if "T" in day else datetime.fromisoformat(f"{day}T10:00")
    return Touch(contact_id, at, trigger, spoke, care, date.fromisoformat(ends) if ends else None)


def booked(day: str, contact_id: UUID | None = None) -> Booking:
    return Booking(datetime.fromisoformat(f"{day}T12:00"), contact_id)


def on(day: str) -> date:
    return date.fromisoformat(day)


TOUCHES = (touch(CALL, "2026-07-02"), touch(SMS, "2026-07-08", spoke=False))


@pytest.mark.parametrize(
    ("came", "booking", "expected"),
    [
        ("2026-07-12", booked("2026-07-03"), Credit(CALL, (SMS,))),
        ("2026-07-12", booked("2026-06-30"), Credit(None, (CALL, SMS))),
        ("2026-08-05", None, Credit(None, ())),
    ],
)
def test_tv_a(came: str, booking: Booking | None, expected: Credit) -> None:
    assert credit(on(came), booking, TOUCHES) == expected


def test_the_call_an_appointment_was_made_in_has_the_credit_however_late_the_visit() -> None:
    later = uuid4()

    credited = credit(
        on("2026-09-20"), booked("2026-07-02", CALL), [touch(CALL, "2026-07-02"), touch(later, "2026-09-15")]
    )

    assert credited == Credit(CALL, (later,))


def test_without_an_appointment_a_conversation_comes_before_a_later_message() -> None:
    assert credit(on("2026-07-12"), None, TOUCHES) == Credit(CALL, (SMS,))


def test_of_two_conversations_the_last_has_the_credit() -> None:
    again = uuid4()

    credited = credit(on("2026-07-12"), None, [touch(again, "2026-07-09"), touch(CALL, "2026-07-02")])

    assert credited == Credit(again, (CALL,))


@pytest.mark.parametrize(
    ("trigger", "spoke", "last_day", "day_after"),
    [
        ("MAINT_DUE", True, "2026-08-01", "2026-08-02"),
        ("MAINT_DUE", False, "2026-07-16", "2026-07-17"),
        ("WINBACK_IMP", True, "2026-08-31", "2026-09-01"),
        ("INSURANCE", False, "2026-08-01", "2026-08-02"),
    ],
)
def test_a_contact_counts_for_the_days_of_its_group(trigger: str, spoke: bool, last_day: str, day_after: str) -> None:
    touches = [touch(CALL, "2026-07-02", trigger=trigger, spoke=spoke)]

    assert credit(on(last_day), None, touches).contact_id == CALL
    assert credit(on(day_after), None, touches).contact_id is None


REMINDERS = ("MAINT_DUE", "ITEM_DUE", "DEFERRED", "LAPSE", "SECOND_VISIT", "RELATED")
LONG = ("WINBACK_IMP", "WINBACK_GEN", "DORMANT_REPEAT", "INSURANCE", "INSPECT")


@pytest.mark.parametrize(
    ("trigger", "days"), [*((code, (7, 30, 14)) for code in REMINDERS), *((code, (14, 60, 30)) for code in LONG)]
)
def test_every_group_has_the_days_of_its_row(trigger: str, days: tuple[int, int, int]) -> None:
    """To the appointment, from a conversation to the visit, from a message to the visit."""
    counts = reach(touch(CALL, "2026-07-02", trigger=trigger))

    assert (counts.appointment_days, counts.call_days, counts.message_days) == days
    assert (counts.is_assist_only, counts.is_event) == (False, False)


def test_an_invitation_counts_until_a_week_after_the_event() -> None:
    touches = [touch(CALL, "2026-07-02", trigger="CAMPAIGN", ends="2026-07-20")]

    assert credit(on("2026-07-27"), None, touches).contact_id == CALL
    assert credit(on("2026-07-28"), None, touches).contact_id is None
    assert credit(on("2026-08-10"), booked("2026-07-20"), touches).contact_id == CALL
    assert credit(on("2026-08-10"), booked("2026-07-21"), touches).contact_id is None


def test_care_only_assists() -> None:
    assert credit(on("2026-07-12"), None, [touch(CALL, "2026-07-02", trigger="BIRTHDAY", care=True)]) == Credit(
        None, (CALL,)
    )


@pytest.mark.parametrize("trigger", ["COMPLAINT", "D3", "APPT_CONFIRM"])
def test_what_is_measured_otherwise_has_neither_credit_nor_assist(trigger: str) -> None:
    assert credit(on("2026-07-12"), None, [touch(CALL, "2026-07-02", trigger=trigger)]) == Credit(None, ())


def test_a_visit_on_the_day_of_the_contact_owes_it_nothing_without_an_appointment() -> None:
    assert credit(on("2026-07-02"), None, [touch(CALL, "2026-07-02")]).contact_id is None
    assert credit(on("2026-07-02"), booked("2026-07-02", CALL), [touch(CALL, "2026-07-02")]).contact_id == CALL


def test_a_contact_counts_for_an_appointment_made_within_its_days() -> None:
    touches = [touch(CALL, "2026-07-02")]

    assert credit(on("2026-08-20"), booked("2026-07-09"), touches).contact_id == CALL
    assert credit(on("2026-08-20"), booked("2026-07-10"), touches).contact_id is None

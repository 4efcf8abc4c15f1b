from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.queue import Hold, LeftOver, holds, plan
from tenants.follow_ups.triggers import TRIGGERS, Band
from tenants.follow_ups.windows import Half, Wake, Window
from tenants.scoring.segments import RfmClass
from tests.tenants.follow_ups.examples import (
    C1,
    C2,
    C4,
    C5,
    C7,
    C8,
    CAR,
    INSPECT,
    INSURANCE,
    LI,
    MAINT_DUE,
    OTHER_CAR,
    PEOPLE,
    TODAY,
    WANG,
    live_reason,
    reason,
)

TV_Q1 = [
    reason(MAINT_DUE, date(2026, 7, 8), C1),
    reason("WINBACK_IMP", date(2026, 6, 25), C4),
    reason(INSURANCE, date(2026, 7, 6), C5),
    reason("COMPLAINT", date(2026, 6, 30), C7),
    reason(MAINT_DUE, date(2026, 7, 8), C7),
]


def test_tv_q1_puts_the_complaint_first_and_freezes_what_else_he_was_due_for() -> None:
    queue = plan(TV_Q1, PEOPLE, today=TODAY)

    assert [one.customer_id for one in queue] == [C7, C5, C1, C4]
    assert [one.score for one in queue] == [Decimal(points) for points in ("60.9", "66.1", "57.3", "37.5")]
    assert [one.band for one in queue] == [0, 1, 2, 2]
    assert queue[0].secondary == ()


def test_tv_q1_a_second_reason_makes_one_follow_up_of_more_points() -> None:
    with_inspection = [*TV_Q1, reason(INSPECT, date(2026, 9, 1), C1)]

    queue = plan(with_inspection, PEOPLE, today=TODAY)

    assert [one.customer_id for one in queue] == [C7, C5, C1, C4]
    assert (queue[2].score, queue[2].primary.reason.trigger, len(queue[2].secondary)) == (Decimal("60.3"), MAINT_DUE, 1)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_reasons_changes_no_queue(random: Random) -> None:
    reasons = [
        *TV_Q1,
        *(live_reason("W3", customer, vehicle_id=car) for customer in (C2, C8) for car in (CAR, OTHER_CAR)),
    ]
    shuffled = random.sample(reasons, len(reasons))

    assert plan(shuffled, PEOPLE, today=TODAY) == plan(reasons, PEOPLE, today=TODAY)


def test_a_higher_band_leads_whatever_the_points() -> None:
    planned = plan([live_reason("LAPSE"), live_reason("D3")], {C1: Person(RfmClass.LOST)}, today=TODAY)

    assert [one.primary.reason.trigger.code for one in planned] == ["D3"]


def test_equal_points_go_by_deadline_then_age_then_customer() -> None:
    window, sooner = Window(TODAY, date(2026, 7, 31), 7), Window(TODAY, date(2026, 7, 30), 7)
    yesterday = datetime(2026, 6, 30, 6, tzinfo=UTC)
    same = {customer: Person(RfmClass.NEW, 0.5) for customer in (C1, C2, C4, C5)}
    reasons = [
        reason("LAPSE", customer_id=C5, window=window, created_at=yesterday),
        reason("LAPSE", customer_id=C4, window=window),
        reason("LAPSE", customer_id=C2, window=window),
        reason("LAPSE", customer_id=C1, window=sooner),
    ]

    assert [one.customer_id for one in plan(reasons, same, today=TODAY)] == [C1, C5, C2, C4]


def test_a_card_shows_three_reasons_beside_the_first_and_counts_them_all() -> None:
    reasons = [live_reason(code) for code in ("W3", "M3", "LAPSE", "SECOND_VISIT", "WINBACK_IMP", "D3")]

    (planned,) = plan(reasons, PEOPLE, today=TODAY)

    assert planned.primary.reason.trigger.code == "D3"
    assert [one.reason.trigger.code for one in planned.secondary] == ["LAPSE", "SECOND_VISIT", "W3"]
    assert planned.reason_ids[0] == planned.primary.reason.id
    assert planned.score == planned.primary.priority.score + 9


@pytest.mark.parametrize(
    ("values", "hold"),
    [
        ({"window": Window(TODAY + timedelta(1), TODAY + timedelta(9), 7)}, Hold.NOT_YET),
        ({"window": Window(TODAY - timedelta(9), TODAY - timedelta(8), 7)}, Hold.EXPIRED),
        ({"window": Window(TODAY - timedelta(9), TODAY - timedelta(7), 7)}, None),
        ({"wake": Wake(TODAY + timedelta(1))}, Hold.ASLEEP),
        ({"wake": Wake(TODAY, Half.PM)}, None),
        ({"ends_on": TODAY + timedelta(2)}, Hold.AWAITS_REPLY),
    ],
)
def test_a_reason_waits_for_its_time(values: dict[str, object], hold: Hold | None) -> None:
    lapse = reason("LAPSE", **values)

    assert holds([lapse], Person(), TODAY) == ({lapse.id: hold} if hold else {})


@pytest.mark.parametrize(
    ("person", "held"),
    [
        (Person(do_not_market=True), {"D3": "do_not_market", "W3": "do_not_market", "LAPSE": "do_not_market"}),
        (Person(do_not_call=True), {"D3": "do_not_call", "LAPSE": "do_not_call"}),
        (Person(suppressed={"LAPSE": TODAY + timedelta(1)}), {"LAPSE": "suppressed"}),
        (Person(suppressed={EVERY_CALL: TODAY + timedelta(1)}), {"LAPSE": "suppressed"}),
        (Person(suppressed={"LAPSE": TODAY, EVERY_CALL: TODAY}), {}),
        (Person(next_appointment_on=TODAY), {"LAPSE": "appointment"}),
        (Person(next_appointment_on=TODAY - timedelta(1)), {}),
    ],
)
def test_what_the_customer_asked_for_is_kept(person: Person, held: dict[str, str]) -> None:
    reasons = [live_reason(code) for code in ("CALLBACK", "APPT_CONFIRM", "D3", "W3", "LAPSE")]

    named = {reason.trigger.code: hold for reason in reasons if (hold := holds(reasons, person, TODAY).get(reason.id))}

    assert named == held


def test_an_open_complaint_leaves_only_service_on_the_card() -> None:
    reasons = [live_reason(code) for code in ("COMPLAINT", "D3", "W3", "LAPSE")]

    (planned,) = plan(reasons, PEOPLE, today=TODAY)

    assert [one.reason.trigger.code for one in (planned.primary, *planned.secondary)] == ["COMPLAINT", "D3"]


def test_a_complaint_that_was_put_off_still_freezes_the_rest() -> None:
    complaint = live_reason("COMPLAINT", wake=Wake(TODAY + timedelta(1)))
    lapse = live_reason("LAPSE")

    assert holds([complaint, lapse], Person(), TODAY)[lapse.id] is Hold.COMPLAINT


@pytest.mark.parametrize(("days_since", "is_frozen"), [(0, True), (6, True), (7, False)])
def test_a_customer_is_left_in_peace_for_a_week_after_his_complaint(days_since: int, is_frozen: bool) -> None:
    closed, expired = TODAY - timedelta(days_since), reason("COMPLAINT", TODAY - timedelta(days_since + 8))
    lapse = live_reason("LAPSE")

    assert bool(holds([lapse], Person(complaint_closed_on=closed), TODAY)) is is_frozen
    assert (lapse.id in holds([lapse, expired], Person(), TODAY)) is is_frozen


def test_a_customer_with_nothing_left_for_today_is_not_on_the_list() -> None:
    assert plan([live_reason("LAPSE")], {C1: Person(do_not_market=True)}, today=TODAY) == []


def test_what_was_left_over_is_carried_with_its_count() -> None:
    lapse, new = live_reason("LAPSE"), live_reason("LAPSE", C2)
    left_over = [
        LeftOver(C1, carry=1, reason_ids=frozenset({lapse.id})),
        LeftOver(C2, carry=4, reason_ids=frozenset({UUID(int=1)})),
    ]

    queue = plan([lapse, new], PEOPLE, today=TODAY, left_over=left_over)

    assert {one.customer_id: one.carry for one in queue} == {C1: 2, C2: 0}
    assert queue[0].primary.reason.window.deadline_on == lapse.window.deadline_on


@pytest.mark.parametrize(
    ("code", "carry", "is_escalated"),
    [("CALLBACK", 0, False), ("CALLBACK", 1, True), ("D3", 1, True), ("W3", 2, False), ("W3", 3, True)],
)
def test_what_is_carried_too_often_goes_to_the_manager(code: str, carry: int, is_escalated: bool) -> None:
    waiting = live_reason(code)
    left_over = [LeftOver(C1, carry - 1, frozenset({waiting.id}))]

    (planned,) = plan([waiting], PEOPLE, today=TODAY, left_over=left_over)

    assert planned.is_escalated is is_escalated


@pytest.mark.parametrize(
    ("person", "advisor"),
    [
        (Person(dedicated_advisor_id=WANG, last_advisor_id=LI, last_visit_on=TODAY), WANG),
        (Person(last_advisor_id=LI, last_visit_on=date(2025, 7, 2)), LI),
        (Person(last_advisor_id=LI, last_visit_on=date(2025, 7, 1)), None),
        (Person(dedicated_advisor_id=UUID(int=999), last_advisor_id=LI, last_visit_on=TODAY), LI),
        (Person(last_advisor_id=UUID(int=999), last_visit_on=TODAY), None),
        (Person(), None),
    ],
    ids=["dedicated", "last within a year", "last too long ago", "dedicated has left", "last has left", "pool"],
)
def test_a_follow_up_goes_to_who_knows_the_customer(person: Person, advisor: UUID | None) -> None:
    (planned,) = plan([live_reason("LAPSE")], {C1: person}, today=TODAY, advisor_ids={WANG, LI})

    assert planned.assigned_to_id == advisor


def test_every_band_knows_when_it_escalates() -> None:
    for trigger in TRIGGERS.values():
        (planned,) = plan([live_reason(trigger)], PEOPLE, today=TODAY)
        assert planned.band in Band
        assert not planned.is_escalated

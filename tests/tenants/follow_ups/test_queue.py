from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.follow_ups.crew import Crew, Member, usual_crew
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.ledger import Entry, Ledger
from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.queue import LeftOver, plan
from tenants.follow_ups.reasons import OpenReason
from tenants.follow_ups.review import Held, review
from tenants.follow_ups.triggers import Category, Channel
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
    person,
    reason,
)
from tests.tenants.follow_ups.plans import RULES, queue_of

FIRST = UUID(int=900)  # the lowest id: who gets what is nobody's


def holds(reasons: list[OpenReason], person: Person) -> dict[UUID, Hold]:
    held = review(reasons, person, Ledger(), RULES, TODAY).held
    return {reason_id: one.hold for reason_id, one in held.items()}


TV_Q1 = [
    reason(MAINT_DUE, date(2026, 7, 8), C1),
    reason("WINBACK_IMP", date(2026, 6, 25), C4),
    reason(INSURANCE, date(2026, 7, 6), C5),
    reason("COMPLAINT", date(2026, 6, 30), C7),
    reason(MAINT_DUE, date(2026, 7, 8), C7),
]


def test_tv_q1_puts_the_complaint_first_and_freezes_what_else_he_was_due_for() -> None:
    queue = queue_of(TV_Q1, PEOPLE)

    assert [one.customer_id for one in queue] == [C7, C5, C1, C4]
    assert [one.score for one in queue] == [Decimal(points) for points in ("60.9", "66.1", "57.3", "37.5")]
    assert [one.band for one in queue] == [0, 1, 2, 2]
    assert queue[0].secondary == ()


def test_tv_q1_a_second_reason_makes_one_follow_up_of_more_points() -> None:
    with_inspection = [*TV_Q1, reason(INSPECT, date(2026, 9, 1), C1)]

    queue = queue_of(with_inspection, PEOPLE)

    assert [one.customer_id for one in queue] == [C7, C5, C1, C4]
    assert (queue[2].score, queue[2].primary.reason.trigger, len(queue[2].secondary)) == (Decimal("60.3"), MAINT_DUE, 1)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_reasons_changes_no_queue(random: Random) -> None:
    reasons = [
        *TV_Q1,
        *(live_reason("W3", customer, vehicle_id=car) for customer in (C2, C8) for car in (CAR, OTHER_CAR)),
    ]
    shuffled = random.sample(reasons, len(reasons))

    assert queue_of(shuffled, PEOPLE) == queue_of(reasons, PEOPLE)


def test_a_higher_band_leads_whatever_the_points() -> None:
    planned = queue_of([live_reason("LAPSE"), live_reason("D3")], {C1: person(RfmClass.LOST)})

    assert [one.primary.reason.trigger.code for one in planned] == ["D3"]


def test_equal_points_go_by_deadline_then_age_then_customer() -> None:
    window, sooner = Window(TODAY, date(2026, 7, 31), 7), Window(TODAY, date(2026, 7, 30), 7)
    yesterday = datetime(2026, 6, 30, 6, tzinfo=UTC)
    same = {customer: person(RfmClass.NEW, 0.5) for customer in (C1, C2, C4, C5)}
    reasons = [
        reason("LAPSE", customer_id=C5, window=window, created_at=yesterday),
        reason("LAPSE", customer_id=C4, window=window),
        reason("LAPSE", customer_id=C2, window=window),
        reason("LAPSE", customer_id=C1, window=sooner),
    ]

    assert [one.customer_id for one in queue_of(reasons, same)] == [C1, C5, C2, C4]


def test_a_card_shows_three_reasons_beside_the_first_and_counts_them_all() -> None:
    reasons = [live_reason(code) for code in ("W3", "M3", "LAPSE", "SECOND_VISIT", "WINBACK_IMP", "D3")]

    (planned,) = queue_of(reasons, PEOPLE)

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

    assert holds([lapse], person()) == ({lapse.id: hold} if hold else {})


@pytest.mark.parametrize(
    ("person", "held"),
    [
        (person(do_not_market=True), {"D3": "do_not_market", "W3": "do_not_market", "LAPSE": "do_not_market"}),
        (person(do_not_call=True), {}),  # but over another channel
        (person(do_not_call=True, consents={}), {"LAPSE": "do_not_call"}),
        (person(suppressed={"LAPSE": TODAY + timedelta(1)}), {"LAPSE": "suppressed"}),
        (person(suppressed={EVERY_CALL: TODAY + timedelta(1)}), {"LAPSE": "suppressed"}),
        (person(suppressed={"LAPSE": TODAY, EVERY_CALL: TODAY}), {}),
        (person(next_appointment_on=TODAY), {"LAPSE": "appointment"}),
        (person(next_appointment_on=TODAY - timedelta(1)), {}),
    ],
)
def test_what_the_customer_asked_for_is_kept(person: Person, held: dict[str, str]) -> None:
    reasons = [live_reason(code) for code in ("CALLBACK", "APPT_CONFIRM", "D3", "W3", "LAPSE")]

    named = {reason.trigger.code: hold for reason in reasons if (hold := holds(reasons, person).get(reason.id))}

    assert named == held


def test_an_open_complaint_leaves_only_service_on_the_card() -> None:
    reasons = [live_reason(code) for code in ("COMPLAINT", "D3", "W3", "LAPSE")]

    (planned,) = queue_of(reasons, PEOPLE)

    assert [one.reason.trigger.code for one in (planned.primary, *planned.secondary)] == ["COMPLAINT", "D3"]


def test_a_complaint_that_was_put_off_still_freezes_the_rest() -> None:
    complaint = live_reason("COMPLAINT", wake=Wake(TODAY + timedelta(1)))
    lapse = live_reason("LAPSE")

    assert holds([complaint, lapse], person())[lapse.id] is Hold.COMPLAINT


@pytest.mark.parametrize(("days_since", "is_frozen"), [(0, True), (6, True), (7, False)])
def test_a_customer_is_left_in_peace_for_a_week_after_his_complaint(days_since: int, is_frozen: bool) -> None:
    closed, expired = TODAY - timedelta(days_since), reason("COMPLAINT", TODAY - timedelta(days_since + 8))
    lapse = live_reason("LAPSE")

    assert bool(holds([lapse], person(complaint_closed_on=closed))) is is_frozen
    assert (lapse.id in holds([lapse, expired], person())) is is_frozen


def test_a_customer_with_nothing_left_for_today_is_not_on_the_list() -> None:
    assert queue_of([live_reason("LAPSE")], {C1: person(do_not_market=True)}) == []


def test_what_was_left_over_is_carried_with_its_count() -> None:
    lapse, new = live_reason("LAPSE"), live_reason("LAPSE", C2)
    left_over = [
        LeftOver(C1, carry=1, reason_ids=frozenset({lapse.id})),
        LeftOver(C2, carry=4, reason_ids=frozenset({UUID(int=1)})),
    ]

    queue = queue_of([lapse, new], PEOPLE, left_over=left_over)

    assert {one.customer_id: one.carry for one in queue} == {C1: 2, C2: 0}
    assert queue[0].primary.reason.window.deadline_on == lapse.window.deadline_on


@pytest.mark.parametrize(
    ("person", "advisor"),
    [
        (person(dedicated_advisor_id=WANG, last_advisor_id=LI, last_visit_on=TODAY), WANG),
        (person(last_advisor_id=LI, last_visit_on=date(2025, 7, 2)), LI),
        (person(last_advisor_id=LI, last_visit_on=date(2025, 7, 1)), FIRST),
        (person(dedicated_advisor_id=UUID(int=999), last_advisor_id=LI, last_visit_on=TODAY), LI),
        (person(last_advisor_id=UUID(int=999), last_visit_on=TODAY), FIRST),
        (person(), FIRST),
    ],
    ids=["dedicated", "last within a year", "last too long ago", "dedicated has left", "last has left", "pool"],
)
def test_a_follow_up_goes_to_who_knows_the_customer(person: Person, advisor: UUID | None) -> None:
    crew = usual_crew({"首": FIRST, "王": WANG, "李": LI})

    (planned,) = queue_of([live_reason("D3")], {C1: person}, crew=crew)

    assert planned.assigned_to_id == advisor


def test_who_wants_no_calls_is_written_to() -> None:
    (planned,) = queue_of([live_reason("LAPSE")], {C1: person(do_not_call=True)})

    assert (planned.channel, planned.minutes) == (Channel.WECHAT, 2)


def test_a_customer_in_the_control_group_goes_without_care_and_offers() -> None:
    reasons = [live_reason(code) for code in ("D3", "W3", "LAPSE")]

    planned = plan(reasons, {C1: person(is_held_out=True)}, today=TODAY, rules=RULES)

    assert [one.reason_ids for one in planned.queue] == [[reasons[0].id]]
    assert planned.held_out == {reasons[1].id, reasons[2].id}
    assert {one.hold for one in planned.held.values()} == {Hold.HELD_OUT}


def test_who_wants_no_profile_is_called_in_order_of_time() -> None:
    late, early = (reason("D3", TODAY - timedelta(days)) for days in (3, 4))
    people = {C1: person(RfmClass.VALUE, 0.9, no_profiling=True), C2: person(no_profiling=True)}
    reasons = [replace(late, customer_id=C1), replace(early, customer_id=C2)]

    queue = queue_of(reasons, people)

    assert [one.customer_id for one in queue] == [C2, C1]


def test_a_rider_waits_for_a_reason_that_takes_it_along() -> None:
    rider, call = live_reason("DATA_FILL"), live_reason("LAPSE")

    alone = plan([rider], PEOPLE, today=TODAY, rules=RULES)
    together = plan([rider, call], PEOPLE, today=TODAY, rules=RULES)
    put_off = plan([rider, call], PEOPLE, today=TODAY, rules=RULES, crew=Crew({WANG: Member(WANG, "王", minutes=1)}))

    assert (alone.queue, alone.held) == ([], {rider.id: Held(Hold.RIDES_ALONG)})
    assert together.queue[0].reason_ids == [call.id, rider.id]
    assert together.queue[0].score == together.queue[0].primary.priority.score
    assert put_off.held == {call.id: Held(Hold.NO_CAPACITY), rider.id: Held(Hold.RIDES_ALONG)}


def test_an_appointment_that_was_written_about_is_called_about() -> None:
    asked = live_reason("APPT_CONFIRM")
    written = Entry(datetime.combine(TODAY, time(9)), "sms", "APPT_CONFIRM", Category.SERVICE, asked.id)

    (before,) = queue_of([asked], PEOPLE)
    (after,) = queue_of([asked], PEOPLE, ledgers={C1: Ledger([written])})

    assert (before.channel, after.channel) == (Channel.WECHAT, Channel.CALL)

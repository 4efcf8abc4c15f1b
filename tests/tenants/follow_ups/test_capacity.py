"""Minutes end a queue, and a list that is worked takes only what cannot wait (domain.md 4.5)."""

import pytest

from tenants.follow_ups.crew import Crew, Member
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.queue import Working, plan
from tenants.follow_ups.review import Held
from tenants.follow_ups.triggers import Channel
from tenants.scoring.segments import RfmClass, Tier
from tests.tenants.follow_ups.examples import (
    C1,
    C2,
    C4,
    PEOPLE,
    TODAY,
    WANG,
    live_reason,
    person,
)
from tests.tenants.follow_ups.plans import RULES, queue_of


def test_a_day_has_room_for_the_minutes_of_its_crew_in_the_order_of_the_queue() -> None:
    crew = Crew({WANG: Member(WANG, "王", minutes=14)})
    people = {customer: person(RfmClass.VALUE, rank) for customer, rank in ((C1, 0.9), (C2, 0.5), (C4, 0.7))}
    reasons = [live_reason("LAPSE", customer) for customer in people]

    planned = plan(reasons, people, today=TODAY, rules=RULES, crew=crew)

    assert [one.customer_id for one in planned.queue] == [C1, C4]
    assert planned.held[reasons[1].id].hold is Hold.NO_CAPACITY


def test_a_call_that_can_wait_becomes_a_message_where_depth_allows_it() -> None:
    crew = Crew({WANG: Member(WANG, "王", minutes=8)})
    people = {C1: person(RfmClass.VALUE, 0.9), C2: person(RfmClass.LOST), C4: person(RfmClass.LOST)}

    queue = queue_of([live_reason("LAPSE", customer) for customer in people], people, crew=crew)

    assert [(one.customer_id, one.channel) for one in queue] == [(C1, "call"), (C2, "wechat"), (C4, "sms")]


@pytest.mark.parametrize("rfm_class", sorted(RfmClass))
def test_whom_a_person_speaks_with_waits_for_tomorrow_rather_than_for_a_message(rfm_class: RfmClass) -> None:
    """Depth L is written to, H and M have their turn the next day (domain.md 4.5)."""
    crew = Crew({WANG: Member(WANG, "王", minutes=2)})
    found = {
        tier: queue_of([live_reason("MAINT_DUE")], {C1: person(rfm_class, tier=tier)}, crew=crew)
        for tier in (Tier.NORMAL, Tier.KEY)
    }

    is_light = rfm_class in {RfmClass.MAINTAIN, RfmClass.LOST, RfmClass.NONE}
    assert [one.channel for one in found[Tier.NORMAL]] == ([Channel.WECHAT] if is_light else [])
    assert found[Tier.KEY] == []


def test_what_cannot_wait_is_on_the_list_without_room_and_alerts_the_manager() -> None:
    crew = Crew({WANG: Member(WANG, "王", minutes=6)})

    queue = queue_of([live_reason("D3", customer) for customer in (C1, C2)], PEOPLE, crew=crew)

    assert [(one.customer_id, one.is_over_capacity) for one in queue] == [(C1, False), (C2, True)]


def test_a_key_customer_takes_twice_the_time_of_a_call() -> None:
    (planned,) = queue_of([live_reason("D3")], {C1: person(tier=Tier.KEY)})

    assert planned.minutes == 12


def test_a_list_that_is_worked_takes_only_what_cannot_wait() -> None:
    working = Working(on_list={C1: WANG})
    reasons = [live_reason("LAPSE", C1), live_reason("LAPSE", C2), live_reason("D3", C4)]

    planned = plan(reasons, PEOPLE, today=TODAY, rules=RULES, working=working)

    assert {one.customer_id: one.assigned_to_id for one in planned.queue} == {C1: WANG, C4: None}
    assert planned.held == {reasons[1].id: Held(Hold.TOMORROW)}


def test_what_is_on_a_worked_list_keeps_its_place_when_the_minutes_are_gone() -> None:
    crew = Crew({WANG: Member(WANG, "王", minutes=6)})

    queue = queue_of([live_reason("LAPSE")], PEOPLE, crew=crew, working=Working({C1: WANG}, {WANG: 6}))

    assert [one.assigned_to_id for one in queue] == [WANG]


@pytest.mark.parametrize(("spent", "alerts"), [(0, [False, True]), (6, [True, True])])
def test_planning_again_leaves_the_alert_while_nobody_has_a_minute(spent: int, alerts: list[bool]) -> None:
    crew = Crew({WANG: Member(WANG, "王", minutes=6)})
    reasons = [live_reason("D3", customer) for customer in (C1, C2)]

    queue = queue_of(reasons, PEOPLE, crew=crew, working=Working({C1: WANG, C2: WANG}, {WANG: spent}))

    assert [one.is_over_capacity for one in queue] == alerts

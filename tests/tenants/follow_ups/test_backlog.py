"""A smooth start: a shop's first import does not make hundreds of overdue tasks."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from tenants.follow_ups.backlog import CUSTOMERS_PER_DAY, admit
from tenants.follow_ups.triggers import TRIGGERS, Candidate, Fired, fire
from tenants.follow_ups.windows import Window
from tests.tenants.follow_ups.examples import C1, C2, C3, TODAY


def found(code: str, opened_ago: int, customer_id: UUID = C1) -> Fired:
    """One whose window opened so many days ago."""
    trigger = TRIGGERS[code]
    return fire(trigger, Candidate(customer_id, None, TODAY - timedelta(opened_ago + trigger.opens)))


def test_two_thousand_lapsed_customers_make_no_overdue_task_and_forty_a_day() -> None:
    people = [UUID(int=number) for number in range(1, 2001)]
    worth = {each: Fraction(each.int, 2000) for each in people}
    first_import = [found("LAPSE", 20 + each.int % 40, each) for each in people]

    today = admit(first_import, worth, TODAY)

    assert [one.customer_id for one in today] == sorted(people[-CUSTOMERS_PER_DAY:], key=people.index)
    assert {one.window for one in today} == {Window(TODAY, TODAY + timedelta(30), 30)}


def test_the_others_have_their_turn_on_the_days_that_follow() -> None:
    waiting = [found("LAPSE", 20, each) for each in (C1, C2, C3)]
    worth = {C1: Fraction(1, 3), C2: Fraction(2, 3), C3: Fraction(1, 2)}

    first = admit(waiting, worth, TODAY, per_day=1)
    second = admit([waiting[0], waiting[2]], worth, TODAY + timedelta(1), per_day=1)

    assert [one.customer_id for one in (*first, *second)] == [C2, C3]


def test_planning_a_day_again_gives_nobody_else_a_turn() -> None:
    assert admit([found("LAPSE", 20, C1)], {}, TODAY, had_turns={C2}, per_day=1) == []


@pytest.mark.parametrize("opened_ago", [0, 1])
def test_what_has_just_opened_does_not_wait(opened_ago: int) -> None:
    fresh = found("LAPSE", opened_ago)

    assert admit([fresh], {}, TODAY, per_day=0) == [fresh]


@pytest.mark.parametrize("code", ["COMPLAINT", "CALLBACK", "D3"])
def test_what_cannot_wait_is_taken_at_once(code: str) -> None:
    late = found(code, 1)

    assert admit([late], {}, TODAY, per_day=0) == [late]


def test_a_policy_about_to_end_does_not_wait_and_one_with_time_keeps_its_day() -> None:
    urgent, early = found("INSURANCE", 55, C1), found("INSURANCE", 20, C2)

    assert admit([urgent, early], {}, TODAY, per_day=0) == [urgent]
    (turn,) = admit([early], {}, TODAY)
    assert turn.window == Window(TODAY, date(2026, 8, 10), 7)


def test_a_care_call_that_is_late_when_first_found_is_left_out() -> None:
    in_time, late = found("W3", 6), found("W3", 8)

    assert admit([in_time, late], {}, TODAY) == [in_time]


def test_who_is_called_today_anyway_is_asked_about_everything() -> None:
    maintenance, delivery = found("MAINT_DUE", 30), found("D3", 0)

    admitted = admit([maintenance, delivery], {}, TODAY, per_day=0)

    assert [one.trigger.code for one in admitted] == ["D3", "MAINT_DUE"]

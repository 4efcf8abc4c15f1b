"""Who shares a number is called once a day."""

from datetime import timedelta

import pytest

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.queue import Working, plan
from tenants.follow_ups.review import Held
from tests.tenants.follow_ups.examples import (
    C1,
    C2,
    C4,
    C5,
    PEOPLE,
    TODAY,
    WANG,
    live_reason,
)
from tests.tenants.follow_ups.plans import RULES, queue_of

HOME = {C1: frozenset({"13912345678"}), C2: frozenset({"13912345678", "13912345679"}), C4: frozenset({"13912345679"})}


def test_a_number_is_called_once_a_day_for_who_comes_first() -> None:
    reasons = [live_reason("LAPSE", customer) for customer in (C1, C2, C4, C5)]

    planned = plan(reasons, PEOPLE, today=TODAY, rules=RULES, shared=HOME)

    assert [one.customer_id for one in planned.queue] == [C1, C5]
    assert planned.held == dict.fromkeys((reasons[1].id, reasons[2].id), Held(Hold.HOUSEHOLD, TODAY + timedelta(1)))


def test_what_was_promised_is_kept_whoever_else_is_called() -> None:
    reasons = [live_reason("CALLBACK", C1), live_reason("CALLBACK", C2), live_reason("D3", C4)]

    queue = queue_of(reasons, PEOPLE, shared=HOME)

    assert {one.customer_id for one in queue} == {C1, C2}


@pytest.mark.parametrize(
    "working", [Working({}, finished=frozenset({C1})), Working({C1: WANG})], ids=["called today", "on the list"]
)
def test_a_household_that_is_worked_waits_for_tomorrow(working: Working) -> None:
    reasons = [live_reason("LAPSE", C1), live_reason("D3", C2)]

    queue = queue_of(reasons if working.on_list else reasons[1:], PEOPLE, shared=HOME, working=working)

    assert [one.customer_id for one in queue] == list(working.on_list)

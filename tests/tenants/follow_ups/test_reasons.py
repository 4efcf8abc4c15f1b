from datetime import date, timedelta
from uuid import UUID

import pytest

from tenants.follow_ups.people import Person
from tenants.follow_ups.reasons import Changes, KnownReason, ended, reconcile
from tenants.follow_ups.shop_day import ServiceVisit, ShopDay
from tenants.follow_ups.triggers import fired
from tests.tenants.follow_ups.examples import C1, C2, CAR, OTHER_CAR, STORED, TODAY, came, found, reason, stored

NOTHING = Changes([], [], [])


def test_what_is_found_for_the_first_time_is_added() -> None:
    lapse = found("LAPSE")

    assert reconcile([lapse], []) == Changes([lapse], [], [])


@pytest.mark.parametrize("is_open", [True, False])
def test_finding_it_again_changes_nothing(is_open: bool) -> None:
    assert reconcile([found("LAPSE")], [stored("LAPSE", is_open=is_open)]) == NOTHING


def test_an_anchor_that_moves_takes_its_open_reason_along() -> None:
    later = found("D3", TODAY + timedelta(7))

    assert reconcile([later], [stored("D3")]) == Changes([], [(STORED, later)], [])


def test_a_delivery_more_than_a_week_later_is_another_reason() -> None:
    later = found("D3", TODAY + timedelta(8))

    assert reconcile([later], [stored("D3")]) == Changes([later], [], [STORED])


def test_a_new_delivery_is_followed_up_although_the_last_one_was_done() -> None:
    later = found("D3", TODAY + timedelta(2))

    assert reconcile([later], [stored("D3", is_open=False)]) == Changes([later], [], [])


def test_a_lapse_that_was_answered_does_not_come_back_because_its_day_shifted() -> None:
    assert reconcile([found("LAPSE", TODAY + timedelta(60))], [stored("LAPSE", is_open=False)]) == NOTHING


def test_the_next_silence_is_a_lapse_again() -> None:
    next_one = found("LAPSE", TODAY + timedelta(61))

    assert reconcile([next_one], [stored("LAPSE", is_open=False)]) == Changes([next_one], [], [])


def test_the_second_visit_is_asked_for_once_in_a_lifetime() -> None:
    after_the_cut_moved = found("SECOND_VISIT", TODAY + timedelta(185))

    assert reconcile([after_the_cut_moved], [stored("SECOND_VISIT", is_open=False)]) == NOTHING


def test_the_next_round_of_winning_back_is_a_reason_of_its_own() -> None:
    next_round = found("WINBACK_IMP", TODAY + timedelta(90))

    assert reconcile([next_round], [stored("WINBACK_IMP", is_open=False)]) == Changes([next_round], [], [])


def test_another_car_is_another_reason() -> None:
    other = found("W3", vehicle_id=OTHER_CAR)

    assert reconcile([other], [stored("W3", vehicle_id=CAR)]) == Changes([other], [], [STORED])


def test_what_is_no_longer_found_is_dropped_and_stays_dropped() -> None:
    assert reconcile([], [stored("LAPSE")]) == Changes([], [], [STORED])
    assert reconcile([], [stored("LAPSE", is_open=False)]) == NOTHING


def test_an_open_reason_is_preferred_to_a_closed_one_nearer_by() -> None:
    closed = KnownReason(UUID(int=51), C1, None, "LAPSE", TODAY + timedelta(4), is_open=False)
    moved = found("LAPSE", TODAY + timedelta(5))

    assert reconcile([moved], [closed, stored("LAPSE")]) == Changes([], [(STORED, moved)], [])


def test_tv_q5_a_new_delivery_cancels_the_month_call_and_keeps_the_week_call_that_was_done() -> None:
    visits = [ServiceVisit(C1, CAR, date(2026, 6, 2)), ServiceVisit(C1, CAR, date(2026, 6, 28))]
    done = KnownReason(UUID(int=52), C1, CAR, "W3", date(2026, 6, 2), is_open=False)
    month_call = KnownReason(UUID(int=53), C1, CAR, "M3", date(2026, 6, 2), is_open=True)

    changes = reconcile(fired(ShopDay(date(2026, 7, 1), 180, visits=visits)), [done, month_call])

    assert [one.trigger.code for one in changes.add] == ["D3"]
    assert changes.drop == [month_call.id]


@pytest.mark.parametrize("code", ["LAPSE", "SECOND_VISIT", "WINBACK_IMP", "CALLBACK", "APPT_CONFIRM"])
def test_a_visit_ends_what_asked_for_one(code: str) -> None:
    asked = reason(code, TODAY)

    assert ended([asked], came(TODAY + timedelta(1)), TODAY + timedelta(2)) == {asked.id: "visit"}


@pytest.mark.parametrize("visit_on", [None, TODAY - timedelta(1)])
def test_an_earlier_visit_ends_nothing(visit_on: date | None) -> None:
    assert ended([reason("LAPSE", TODAY)], came(visit_on), TODAY + timedelta(2)) == {}


@pytest.mark.parametrize(("code", "ends"), [("LAPSE", True), ("CALLBACK", False)])
def test_a_visit_of_the_day_ends_what_was_found_that_morning_and_no_promise_given_at_it(code: str, ends: bool) -> None:
    asked = reason(code, TODAY)

    assert bool(ended([asked], came(TODAY), TODAY + timedelta(1))) == ends


def test_who_comes_before_his_call_back_needs_none() -> None:
    promised_for_friday = reason("CALLBACK", TODAY + timedelta(9))

    assert ended([promised_for_friday], came(TODAY + timedelta(2)), TODAY + timedelta(3))


@pytest.mark.parametrize("code", ["COMPLAINT", "D3", "W3", "M3"])
def test_a_visit_does_not_answer_how_we_did(code: str) -> None:
    assert ended([reason(code, TODAY)], came(TODAY + timedelta(1)), TODAY + timedelta(2)) == {}


def test_a_car_that_is_gone_takes_its_reasons_along() -> None:
    his, other = reason("W3", vehicle_id=CAR), reason("W3", vehicle_id=OTHER_CAR)
    people = {C1: Person(exited_vehicle_ids=frozenset({CAR}))}

    assert ended([his, other], people, TODAY) == {his.id: "car_exit"}


@pytest.mark.parametrize(("today", "is_over"), [(TODAY + timedelta(4), False), (TODAY + timedelta(5), True)])
def test_a_message_nobody_answers_closes_its_reason(today: date, is_over: bool) -> None:
    written = reason("LAPSE", ends_on=TODAY + timedelta(5))

    assert ended([written], came(None), today) == ({written.id: "no_reply"} if is_over else {})


def test_each_customer_ends_his_own_reasons() -> None:
    his, hers = reason("LAPSE", customer_id=C1), reason("LAPSE", customer_id=C2)
    people = {C1: Person(last_visit_on=TODAY + timedelta(1)), C2: Person()}

    assert list(ended([his, hers], people, TODAY + timedelta(2))) == [his.id]

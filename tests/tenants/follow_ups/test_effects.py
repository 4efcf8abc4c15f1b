from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.follow_ups.effects import Moment, decide
from tenants.follow_ups.outcomes import OUTCOMES, Mark
from tenants.follow_ups.people import EVERY_CALL
from tenants.follow_ups.windows import Half, Wake
from tests.tenants.follow_ups.examples import (
    AFTERNOON,
    CAR,
    FRIDAY,
    MORNING,
    OTHER_CAR,
    TODAY,
    answer,
    live_reason,
    reason,
)

TOMORROW = TODAY + timedelta(1)


def day_of(outcome: str) -> date:
    """One that the outcome may name."""
    return TODAY if outcome in ("car_sold", "moved", "scrapped") else FRIDAY


@pytest.mark.parametrize(
    ("outcome", "closes", "opens", "mark"),
    [
        ("booked", True, "APPT_CONFIRM", Mark.BOOKED),
        ("will_come", False, "CALLBACK", None),
        ("later", False, "CALLBACK", None),
        ("not_needed", True, None, None),
        ("done_elsewhere", True, None, Mark.LOST_ELSEWHERE),
        ("satisfied", True, None, None),
        ("dissatisfied", True, "COMPLAINT", None),
        ("no_answer", False, None, None),
        ("busy", False, None, None),
        ("refused_talk", True, None, None),
        ("dnc", True, None, Mark.DO_NOT_CONTACT),
        ("wrong_number", True, None, Mark.PHONE_INVALID),
        ("invalid", True, None, Mark.PHONE_INVALID),
        ("car_sold", True, None, Mark.CAR_SOLD),
        ("moved", True, None, Mark.CAR_MOVED),
        ("scrapped", True, None, Mark.CAR_SCRAPPED),
        ("message_sent", False, None, None),
        ("wechat_added", False, None, Mark.WECHAT_ADDED),
        ("info_updated", False, None, Mark.INFO_UPDATED),
        ("renewed", True, None, Mark.RENEWED),
    ],
)
def test_each_outcome_closes_opens_and_marks_what_its_row_says(
    outcome: str, closes: bool, opens: str | None, mark: Mark | None
) -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer(outcome, on=day_of(outcome), note="下周"), [lapse], moment=MORNING, tries=0)

    assert effects.closes == ((lapse.id,) if closes else ())
    assert (effects.opens.trigger.code if effects.opens else None) == opens
    assert effects.mark is mark
    assert effects.closed_by == outcome


def test_an_answer_is_about_the_whole_card() -> None:
    card = [live_reason("D3"), live_reason("W3"), live_reason("CALLBACK")]

    effects = decide(answer("satisfied", reason="all_good"), card, moment=MORNING, tries=0)

    assert effects.closes == tuple(one.id for one in card)
    assert effects.is_done_today


def test_an_appointment_is_confirmed_the_day_before() -> None:
    effects = decide(answer("booked", on=FRIDAY), [live_reason("LAPSE")], moment=MORNING, tries=0)

    assert effects.opens
    assert (effects.opens.anchor_on, effects.opens.window.open_on) == (FRIDAY, date(2026, 7, 2))
    assert effects.on == FRIDAY
    assert effects.is_done_today


def test_nobody_confirms_an_appointment_on_the_day_he_made_it() -> None:
    tomorrow = TODAY + timedelta(1)

    effects = decide(answer("booked", on=tomorrow), [live_reason("LAPSE")], moment=MORNING, tries=0)

    assert effects.opens is None
    assert effects.is_done_today


def test_a_new_appointment_replaces_the_one_to_confirm() -> None:
    card = [reason("APPT_CONFIRM", TODAY), live_reason("LAPSE")]

    effects = decide(answer("booked", on=FRIDAY), card, moment=MORNING, tries=0)

    assert effects.closes == tuple(one.id for one in card)


def test_a_new_promise_takes_the_place_of_the_old_one() -> None:
    old, lapse = reason("CALLBACK", TODAY), live_reason("LAPSE")

    effects = decide(answer("later", on=FRIDAY), [old, lapse], moment=MORNING, tries=0)

    assert (effects.closes, effects.puts_off) == ((old.id,), (lapse.id,))


def test_what_is_not_needed_is_not_asked_for_two_months() -> None:
    card = [live_reason("CALLBACK"), live_reason("LAPSE"), live_reason("W3")]

    effects = decide(answer("not_needed", reason="too_early"), card, moment=MORNING, tries=0)

    assert effects.suppresses == {"LAPSE": date(2026, 8, 30), "W3": date(2026, 8, 30)}


def test_who_hangs_up_gets_no_care_or_marketing_call_for_three_months() -> None:
    effects = decide(answer("refused_talk", reason="hung_up"), [live_reason("LAPSE")], moment=MORNING, tries=0)

    assert effects.suppresses == {EVERY_CALL: date(2026, 9, 29)}


def test_a_dissatisfied_customer_is_a_complaint_today() -> None:
    d3 = live_reason("D3", vehicle_id=CAR)

    effects = decide(answer("dissatisfied", note="刹车还响", on=FRIDAY), [d3], moment=MORNING, tries=0)

    assert effects.opens
    assert (effects.opens.anchor_on, effects.opens.vehicle_id) == (TODAY, CAR)
    assert effects.opens.facts["about"] == "D3"
    assert not effects.is_done_today


@pytest.mark.parametrize(("moment", "other_half"), [(MORNING, Wake(TODAY, Half.PM)), (AFTERNOON, Wake(TOMORROW))])
def test_calls_of_one_half_day_are_one_try(moment: Moment, other_half: Wake) -> None:
    """Two tabs, or two advisors with old cards: three tries are three half-days."""
    first = decide(answer("busy"), [live_reason("LAPSE")], moment=moment, tries=1)
    again = decide(answer("busy"), [live_reason("LAPSE", wake=other_half)], moment=moment, tries=2)

    assert (first.tries, first.wake) == (2, other_half)
    assert (again.tries, again.wake, again.closes) == (2, other_half, ())


def test_a_call_of_the_next_half_day_is_another_try() -> None:
    lapse = live_reason("LAPSE", wake=Wake(TODAY, Half.PM))

    effects = decide(answer("no_answer"), [lapse], moment=AFTERNOON, tries=2)

    assert (effects.tries, effects.closes) == (3, (lapse.id,))


@pytest.mark.parametrize("outcome", ["no_answer", "refused_talk", "wrong_number", "invalid"])
def test_a_complaint_is_not_closed_without_a_conversation(outcome: str) -> None:
    complaint, d3 = live_reason("COMPLAINT"), live_reason("D3")

    effects = decide(answer(outcome, note="没人接"), [complaint, d3], moment=AFTERNOON, tries=2)

    assert effects.closes == (d3.id,)


def test_a_sold_car_takes_its_own_reasons_along() -> None:
    about_it, same_car, other_car = (
        live_reason(code, vehicle_id=car) for code, car in [("D3", CAR), ("W3", CAR), ("M3", OTHER_CAR)]
    )

    effects = decide(
        answer("car_sold", reason="no_other_car"), [about_it, same_car, other_car], moment=MORNING, tries=0
    )

    assert (effects.closes, effects.vehicle_id) == ((about_it.id, same_car.id), CAR)
    assert not effects.is_done_today


def test_the_advisor_may_say_which_car_was_sold() -> None:
    lapse, about_it = live_reason("LAPSE"), live_reason("W3", vehicle_id=OTHER_CAR)

    effects = decide(answer("car_sold", note="换车", vehicle_id=OTHER_CAR), [lapse, about_it], moment=MORNING, tries=0)

    assert (effects.closes, effects.vehicle_id) == ((lapse.id, about_it.id), OTHER_CAR)


@pytest.mark.parametrize("outcome", ["wechat_added", "info_updated"])
def test_a_fact_learned_leaves_the_card_on_the_list(outcome: str) -> None:
    effects = decide(answer(outcome, note="车牌换了"), [live_reason("LAPSE")], moment=MORNING, tries=1)

    assert (effects.closes, effects.puts_off, effects.tries) == ((), (), 1)
    assert not effects.is_done_today


@given(
    outcome=st.sampled_from(sorted(OUTCOMES)),
    codes=st.lists(
        st.sampled_from(["COMPLAINT", "CALLBACK", "D3", "W3", "LAPSE"]), min_size=1, max_size=4, unique=True
    ),
    half=st.sampled_from(Half),
    tries=st.integers(0, 3),
)
def test_every_reason_is_closed_put_off_or_left_for_today(
    outcome: str, codes: list[str], half: Half, tries: int
) -> None:
    card = [live_reason(code) for code in codes]

    effects = decide(answer(outcome, on=day_of(outcome), note="好"), card, moment=Moment(TODAY, half), tries=tries)

    assert not set(effects.closes) & set(effects.puts_off)
    assert bool(effects.puts_off) == bool(effects.wake or effects.ends_on)
    touched: set[UUID] = {*effects.closes, *effects.puts_off}
    assert not effects.is_done_today or touched == {one.id for one in card}


@pytest.mark.parametrize(("nps", "opens"), [(10, "REFER_ASK"), (9, "REFER_ASK"), (8, None), (None, None)])
def test_who_would_recommend_us_is_asked_to_a_week_later(nps: int | None, opens: str | None) -> None:
    told = answer("satisfied", reason="all_good", nps=nps)

    effects = decide(told, [live_reason("D3")], moment=MORNING, tries=0)

    assert (effects.opens.trigger.code if effects.opens else None) == opens
    assert not effects.opens or effects.opens.window.open_on == TODAY + timedelta(7)
    assert effects.is_done_today

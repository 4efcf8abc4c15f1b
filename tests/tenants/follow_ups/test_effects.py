from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.errors import DomainError
from tenants.follow_ups.effects import Moment, decide, snooze
from tenants.follow_ups.outcomes import OUTCOMES, Mark
from tenants.follow_ups.people import EVERY_CALL
from tenants.follow_ups.windows import Half, OpenDays, Wake
from tests.tenants.follow_ups.examples import CAR, OTHER_CAR, TODAY, answer, live_reason, reason

MORNING, AFTERNOON = Moment(TODAY, Half.AM), Moment(TODAY, Half.PM)
FRIDAY = date(2026, 7, 3)
TOMORROW_CLOSED = OpenDays(closed_days=frozenset({TODAY + timedelta(1)}))


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


@pytest.mark.parametrize(("named", "calls_on"), [(FRIDAY, FRIDAY), (None, TODAY + timedelta(7))])
def test_who_will_come_some_day_is_called_back_and_rests_until_then(named: date | None, calls_on: date) -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer("will_come", on=named), [lapse], moment=MORNING, tries=0)

    assert effects.opens
    assert effects.opens.anchor_on == calls_on
    assert (effects.puts_off, effects.wake) == ((lapse.id,), Wake(calls_on))
    assert effects.is_done_today


def test_a_call_back_promised_for_a_closed_day_moves_with_its_card() -> None:
    moment = Moment(TODAY, Half.AM, TOMORROW_CLOSED)
    tomorrow = TODAY + timedelta(1)

    effects = decide(answer("later", on=tomorrow, half=Half.PM), [live_reason("LAPSE")], moment=moment, tries=0)

    assert effects.wake == Wake(TODAY + timedelta(2), Half.PM)


def test_the_hour_of_this_call_does_not_bind_the_next() -> None:
    effects = decide(answer("later", on=FRIDAY), [live_reason("LAPSE")], moment=AFTERNOON, tries=0)

    assert effects.wake == Wake(FRIDAY, Half.AM)


def test_later_today_keeps_the_card_on_the_list() -> None:
    effects = decide(answer("later", on=TODAY), [live_reason("LAPSE")], moment=AFTERNOON, tries=0)

    assert effects.wake == Wake(TODAY, Half.PM)  # the morning is over
    assert not effects.is_done_today


def test_a_new_promise_takes_the_place_of_the_old_one() -> None:
    old, lapse = reason("CALLBACK", TODAY), live_reason("LAPSE")

    effects = decide(answer("later", on=FRIDAY), [old, lapse], moment=MORNING, tries=0)

    assert (effects.closes, effects.puts_off) == ((old.id,), (lapse.id,))


def test_a_call_back_put_to_the_same_day_stays_on_the_list() -> None:
    effects = decide(answer("later", on=TODAY, half=Half.PM), [reason("CALLBACK", TODAY)], moment=MORNING, tries=0)

    assert effects.opens
    assert effects.opens.facts["half"] == "pm"
    assert not effects.is_done_today


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


@pytest.mark.parametrize(
    ("moment", "wake", "is_done_today"),
    [
        (MORNING, Wake(TODAY, Half.PM), False),
        (AFTERNOON, Wake(TODAY + timedelta(1), Half.AM), True),
        (Moment(TODAY, Half.PM, TOMORROW_CLOSED), Wake(TODAY + timedelta(2), Half.AM), True),
    ],
)
def test_no_answer_is_tried_again_in_the_other_half_of_the_day(moment: Moment, wake: Wake, is_done_today: bool) -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer("no_answer"), [lapse], moment=moment, tries=1)

    assert (effects.tries, effects.puts_off, effects.wake) == (2, (lapse.id,), wake)
    assert effects.is_done_today is is_done_today


@pytest.mark.parametrize("outcome", ["no_answer", "busy"])
def test_the_third_try_is_the_last_and_closes_the_reason(outcome: str) -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer(outcome), [lapse], moment=MORNING, tries=2)

    assert (effects.closes, effects.closed_by, effects.tries) == ((lapse.id,), "unreached", 3)
    assert (effects.wake, effects.puts_off) == (None, ())
    assert effects.is_done_today


@pytest.mark.parametrize("outcome", ["no_answer", "refused_talk", "wrong_number", "invalid"])
def test_a_complaint_is_not_closed_without_a_conversation(outcome: str) -> None:
    complaint, d3 = live_reason("COMPLAINT"), live_reason("D3")

    effects = decide(answer(outcome, note="没人接"), [complaint, d3], moment=AFTERNOON, tries=2)

    assert effects.closes == (d3.id,)


def test_a_message_waits_five_days_for_its_reply() -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer("message_sent", channel="wechat"), [lapse], moment=MORNING, tries=0)

    assert (effects.puts_off, effects.ends_on, effects.wake) == ((lapse.id,), TODAY + timedelta(5), None)
    assert effects.is_done_today
    assert not effects.connected


def test_a_complaint_does_not_wait_for_a_reply() -> None:
    effects = decide(answer("message_sent"), [live_reason("COMPLAINT")], moment=MORNING, tries=0)

    assert (effects.puts_off, effects.ends_on) == ((), None)
    assert not effects.is_done_today


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


@pytest.mark.parametrize(
    ("outcome", "values", "sentence"),
    [
        ("booked", {"note": "周五"}, "Choose the day, then save again."),
        ("later", {}, "Choose the day, then save again."),
        ("renewed", {"reason": ""}, "Choose the day, then save again."),
        ("not_needed", {"on": FRIDAY}, "Tap a reason or write a short note, then save again."),
        ("satisfied", {"note": "  "}, "Tap a reason or write a short note, then save again."),
        ("done_elsewhere", {}, "Add a day, a reason or a short note, then save again."),
        ("booked", {"on": date(2026, 6, 30)}, "2026-06-30 is over. Choose today or a later day."),
        ("will_come", {"on": date(2026, 6, 30)}, "2026-06-30 is over. Choose today or a later day."),
        ("satisfied", {"reason": "too_early"}, "Choose one of the reasons shown, or write a note."),
        ("busy", {"channel": ""}, "Say how you tried to reach the customer: by call, WeChat or SMS."),
        ("shrug", {}, "There is no outcome shrug. Reload the page and choose again."),
    ],
)
def test_an_incomplete_answer_is_refused_with_what_to_do(
    outcome: str, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        decide(answer(outcome, **values), [live_reason("LAPSE")], moment=MORNING, tries=0)

    assert str(refusal.value) == sentence


def test_a_car_may_have_been_sold_last_week() -> None:
    last_week = TODAY - timedelta(7)

    effects = decide(answer("car_sold", on=last_week), [live_reason("D3", vehicle_id=CAR)], moment=MORNING, tries=0)

    assert effects.on == last_week


def test_a_snoozed_card_rests_until_its_day() -> None:
    card = [live_reason("LAPSE"), live_reason("W3")]

    effects = snooze(card, Wake(FRIDAY, Half.PM), moment=MORNING)

    assert (effects.puts_off, effects.wake) == (tuple(one.id for one in card), Wake(FRIDAY, Half.PM))
    assert effects.is_done_today


@pytest.mark.parametrize("until_on", [TODAY, date(2026, 8, 8)])
def test_a_card_cannot_be_snoozed_to_today_or_past_its_end(until_on: date) -> None:
    card = [reason("D3", TODAY - timedelta(4)), live_reason("LAPSE")]

    with pytest.raises(DomainError, match="from tomorrow to 2026-08-07"):
        snooze(card, Wake(until_on), moment=MORNING)


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


@pytest.mark.parametrize("nps", [-1, 11])
def test_a_recommendation_is_a_number_from_0_to_10(nps: int) -> None:
    with pytest.raises(DomainError, match="0 to 10"):
        decide(answer("satisfied", reason="all_good", nps=nps), [live_reason("D3")], moment=MORNING, tries=0)


@pytest.mark.parametrize(
    ("told", "not_before_on"),
    [
        ({"reason": "too_early"}, TODAY + timedelta(60)),
        ({"reason": "drives_little", "on": TODAY + timedelta(30)}, TODAY + timedelta(30)),
        ({"reason": "no_time"}, None),
    ],
)
def test_too_early_puts_off_what_the_car_needs(told: dict[str, Any], not_before_on: date | None) -> None:
    effects = decide(answer("not_needed", **told), [live_reason("LAPSE")], moment=MORNING, tries=0)

    assert effects.not_before_on == not_before_on
    assert effects.suppresses == {"LAPSE": not_before_on or TODAY + timedelta(60)}


def test_too_early_until_a_day_that_is_over_makes_no_sense() -> None:
    told = answer("not_needed", reason="too_early", on=TODAY - timedelta(1))

    with pytest.raises(DomainError, match="is over"):
        decide(told, [live_reason("LAPSE")], moment=MORNING, tries=0)


@pytest.mark.parametrize(
    ("outcome", "on", "words"),
    [
        ("later", date.max, "at most 400 days"),
        ("later", TODAY + timedelta(401), "at most 400 days"),
        ("will_come", date.max, "at most 400 days"),
        ("booked", date.max, "at most 400 days"),
        ("not_needed", date.max, "at most 400 days"),
        ("info_updated", date.max, "at most 400 days"),
        ("renewed", date.max, "at most 1100 days"),
        ("car_sold", date.min, "from 1990-01-01 on"),
        ("done_elsewhere", date.min, "from 1990-01-01 on"),
        ("car_sold", TODAY + timedelta(1), "today at the latest"),
        ("scrapped", date.max, "today at the latest"),
        ("moved", date.max, "today at the latest"),
    ],
)
def test_a_day_that_only_a_typing_mistake_can_mean_is_refused(outcome: str, on: date, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        decide(answer(outcome, on=on, reason="", note="x"), [live_reason("LAPSE")], moment=MORNING, tries=0)


@pytest.mark.parametrize(
    ("outcome", "on"),
    [
        ("later", TODAY + timedelta(400)),
        ("renewed", TODAY + timedelta(1095)),
        ("car_sold", TODAY),
        ("car_sold", date(1990, 1, 1)),
    ],
)
def test_the_last_day_that_makes_sense_is_accepted(outcome: str, on: date) -> None:
    assert decide(answer(outcome, on=on, note="x"), [live_reason("LAPSE")], moment=MORNING, tries=0).on == on

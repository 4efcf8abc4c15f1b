"""What stays open after an outcome rests: until a day, half a day, a reply."""

from datetime import date, timedelta
from typing import Any

import pytest

from tenants.errors import DomainError
from tenants.follow_ups.effects import Moment, decide, snooze
from tenants.follow_ups.windows import Half, Wake
from tests.tenants.follow_ups.examples import (
    AFTERNOON,
    FRIDAY,
    MORNING,
    TODAY,
    TOMORROW_CLOSED,
    answer,
    live_reason,
    reason,
)


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


def test_a_call_back_put_to_the_same_day_stays_on_the_list() -> None:
    effects = decide(answer("later", on=TODAY, half=Half.PM), [reason("CALLBACK", TODAY)], moment=MORNING, tries=0)

    assert effects.opens
    assert effects.opens.facts["half"] == "pm"
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


def test_a_message_waits_five_days_for_its_reply() -> None:
    lapse = live_reason("LAPSE")

    effects = decide(answer("message_sent", channel="wechat"), [lapse], moment=MORNING, tries=0)

    assert (effects.puts_off, effects.ends_on, effects.wake) == ((lapse.id,), TODAY + timedelta(5), None)
    assert effects.is_done_today
    assert not effects.connected


@pytest.mark.parametrize(("moment", "wake"), [(MORNING, Wake(TODAY, Half.PM)), (AFTERNOON, Wake(TODAY + timedelta(1)))])
def test_an_appointment_nobody_confirms_in_writing_is_called_about(moment: Moment, wake: Wake) -> None:
    asked = live_reason("APPT_CONFIRM")

    effects = decide(answer("message_sent", channel="wechat"), [asked], moment=moment, tries=0)

    assert (effects.puts_off, effects.wake, effects.ends_on) == ((asked.id,), wake, None)
    assert effects.then_call


def test_a_complaint_does_not_wait_for_a_reply() -> None:
    effects = decide(answer("message_sent"), [live_reason("COMPLAINT")], moment=MORNING, tries=0)

    assert (effects.puts_off, effects.ends_on) == ((), None)
    assert not effects.is_done_today


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

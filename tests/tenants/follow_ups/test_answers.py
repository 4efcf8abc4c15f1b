"""An answer must be complete and make sense before it has an effect."""

from datetime import date, timedelta

import pytest

from tenants.errors import DomainError
from tenants.follow_ups.effects import decide
from tests.tenants.follow_ups.examples import (
    CAR,
    FRIDAY,
    MORNING,
    TODAY,
    answer,
    live_reason,
)


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


@pytest.mark.parametrize("nps", [-1, 11])
def test_a_recommendation_is_a_number_from_0_to_10(nps: int) -> None:
    with pytest.raises(DomainError, match="0 to 10"):
        decide(answer("satisfied", reason="all_good", nps=nps), [live_reason("D3")], moment=MORNING, tries=0)


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

"""Reasons that come of how a customer stands: keep in touch, wake up, ask why, congratulate."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tenants.follow_ups.shop_day import RegisteredCar, Rhythm, ShopDay, Standing
from tenants.follow_ups.triggers import TRIGGERS, Channel, Fired, fired
from tenants.follow_ups.triggers.finders.anniversaries import latest
from tenants.follow_ups.triggers.finders.standings import ASKED_PER_MONTH, WAKE_DAYS, WAKE_PER_MONTH
from tenants.scoring.segments import Mode, RfmClass, Tier
from tests.tenants.follow_ups.examples import C1, CAR, TODAY

MAY = date(2026, 5, 2)


def standing(customer_id: UUID = C1, **values: Any) -> Standing:
    known = {"rfm_class": RfmClass.NEW, "class_since_on": MAY, "first_paid_on": date(2024, 1, 1), "last_paid_on": MAY}
    return Standing(**{"customer_id": customer_id, "lifetime_dates": 3, **known, **values})


def found(code: str, day: date, *standings: Standing, **values: Any) -> list[Fired]:
    return fired(ShopDay(day, 180, standings=standings, **values), [TRIGGERS[code]])


@pytest.mark.parametrize(
    ("code", "values", "days"),
    [
        ("KEY_CONTACT", {"tier": Tier.KEY}, 30),
        ("VIP_CALL", {"rfm_class": RfmClass.VALUE}, 60),
    ],
)
def test_who_must_not_be_forgotten_is_called_when_nobody_has_spoken_with_him(
    code: str, values: dict[str, Any], days: int
) -> None:
    his = standing(**values)

    assert found(code, MAY + timedelta(days - 1), his) == []
    (first,) = found(code, MAY + timedelta(days), his)
    (second,) = found(code, MAY + timedelta(2 * days), his)
    assert (first.anchor_on, second.anchor_on) == (MAY + timedelta(days), MAY + timedelta(2 * days))
    assert first.facts == {"last_talk_on": "2026-05-02"}


def test_a_talk_counts_like_a_visit() -> None:
    talked_on = MAY + timedelta(20)

    assert found("KEY_CONTACT", MAY + timedelta(30), standing(tier=Tier.KEY), talks={C1: talked_on}) == []
    assert found("KEY_CONTACT", talked_on + timedelta(30), standing(tier=Tier.KEY), talks={C1: talked_on})


def test_a_key_account_is_not_called_twice_for_being_valuable() -> None:
    assert found("VIP_CALL", MAY + timedelta(60), standing(tier=Tier.KEY, rfm_class=RfmClass.VALUE)) == []


def test_at_most_twenty_a_month_are_asked_why_they_left() -> None:
    churned = [standing(UUID(int=number), last_paid_on=date(2025, 6, 15)) for number in range(1, 101)]
    churns_on = date(2025, 6, 15) + timedelta(366)

    asked = found("LOST_REASON", churns_on, *churned)

    assert len(asked) == ASKED_PER_MONTH
    assert found("LOST_REASON", churns_on - timedelta(1), *churned) == []


def test_those_asked_are_the_same_few_on_every_day() -> None:
    churned = [standing(UUID(int=number), last_paid_on=date(2025, 6, 15)) for number in range(1, 101)]
    churns_on = date(2025, 6, 15) + timedelta(366)

    first, later = (found("LOST_REASON", churns_on + timedelta(days), *churned) for days in (0, 20))

    assert {one.customer_id for one in first} == {one.customer_id for one in later}


def test_the_monthly_batch_is_limited_and_spread_over_its_first_weeks() -> None:
    lost = [standing(UUID(int=number), rfm_class=RfmClass.LOST) for number in range(1, 2001)]

    by_day = {day: found("WINBACK_GEN", date(2026, 7, day), *lost) for day in (1, 2, 20)}

    a_day = WAKE_PER_MONTH // WAKE_DAYS
    assert [len(by_day[1]), len(by_day[2])] == [a_day, 2 * a_day]
    assert {one.window.open_on for one in by_day[20]} == {date(2026, 7, day) for day in range(16, 21)}


def test_the_batch_of_a_small_shop_is_a_sixth_of_those_gone() -> None:
    lost = [standing(UUID(int=number), rfm_class=RfmClass.LOST) for number in range(1, 121)]

    month = {one.customer_id for day in range(1, 25) for one in found("WINBACK_GEN", date(2026, 7, day), *lost)}

    assert len(month) == 20


@pytest.mark.parametrize("rfm_class", sorted(set(RfmClass) - {RfmClass.MAINTAIN, RfmClass.LOST}))
def test_no_other_class_gets_the_batch(rfm_class: RfmClass) -> None:
    assert found("WINBACK_GEN", date(2026, 7, 20), standing(rfm_class=rfm_class)) == []


@pytest.mark.parametrize(
    ("mode", "visits", "code"),
    [(Mode.NONE, 2, "DORMANT_REPEAT"), (Mode.NONE, 1, "LAPSE"), (Mode.RFM8, 2, "LAPSE")],
)
def test_without_segments_who_came_again_and_sleeps_is_woken_up(mode: Mode, visits: int, code: str) -> None:
    rhythm = Rhythm(C1, date(2026, 1, 1), gap_count=3, median_gap=170, prior_days=185)
    day = ShopDay(date(2026, 9, 23), 180, mode=mode, rhythms=[rhythm], standings=[standing(lifetime_dates=visits)])

    (one,) = fired(day, [TRIGGERS["LAPSE"], TRIGGERS["DORMANT_REPEAT"]])

    assert one.trigger.code == code


@pytest.mark.parametrize(
    ("code", "rfm_class", "channel"),
    [
        ("LAPSE", RfmClass.RECALL, Channel.CALL),
        ("LAPSE", RfmClass.MAINTAIN, Channel.WECHAT),
        ("M3", RfmClass.VALUE, Channel.CALL),
        ("M3", RfmClass.NEW, Channel.WECHAT),
    ],
)
def test_the_class_decides_how_a_customer_is_spoken_to(code: str, rfm_class: RfmClass, channel: Channel) -> None:
    assert TRIGGERS[code].channel_on(TODAY, TODAY, rfm_class) is channel


def test_the_first_visit_and_the_car_have_their_day_of_the_year() -> None:
    day = date(2027, 1, 1)
    registered = [RegisteredCar(C1, CAR, date(2022, 1, 1))]

    of_visit, of_car = found("ANNIVERSARY", day, standing(first_paid_on=date(2024, 1, 1)), registered=registered)

    assert (of_visit.facts, of_visit.vehicle_id) == ({"years": 3}, None)
    assert (of_car.facts, of_car.vehicle_id) == ({"years": 5, "wording": "car"}, CAR)


def test_who_is_gone_for_a_year_is_not_congratulated() -> None:
    assert found("ANNIVERSARY", date(2027, 1, 1), standing(last_paid_on=date(2025, 12, 31))) == []


@pytest.mark.parametrize(
    ("since", "today", "years", "on"),
    [
        ("2024-02-29", "2026-02-28", 2, "2026-02-28"),
        ("2024-02-29", "2026-02-27", 1, "2025-02-28"),
        ("2024-02-29", "2028-02-29", 4, "2028-02-29"),
        ("2026-01-01", "2026-07-01", 0, "2026-01-01"),
    ],
)
def test_a_year_is_over_on_its_day(since: str, today: str, years: int, on: str) -> None:
    assert latest(date.fromisoformat(since), date.fromisoformat(today)) == (years, date.fromisoformat(on))

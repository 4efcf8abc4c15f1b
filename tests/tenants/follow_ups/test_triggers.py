from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenants.follow_ups.shop_day import Rhythm, ServiceVisit, ShopDay, Standing
from tenants.follow_ups.triggers import TRIGGERS, Category, fired
from tenants.follow_ups.windows import LONGEST_CLOSURE_DAYS, OpenDays
from tenants.scoring.segments import RfmClass
from tests.tenants.follow_ups.examples import C1, C2, CAR, OTHER_CAR

DELIVERED, REDELIVERED = date(2026, 6, 2), date(2026, 6, 28)
FIRST_STAY, SECOND_STAY = ServiceVisit(C1, CAR, DELIVERED), ServiceVisit(C1, CAR, REDELIVERED)
SUNDAYS_OFF = OpenDays(closed_weekdays=frozenset({6}))


@pytest.mark.parametrize(("code", "opens"), [("D3", "2026-06-05"), ("W3", "2026-06-23"), ("M3", "2026-08-31")])
def test_tv_q5_a_delivery_is_followed_up_after_three_days_weeks_and_months(code: str, opens: str) -> None:
    opens_on = date.fromisoformat(opens)

    (found,) = fired(ShopDay(opens_on, 180, visits=[FIRST_STAY]), [TRIGGERS[code]])

    assert (found.customer_id, found.vehicle_id, found.anchor_on) == (C1, CAR, DELIVERED)
    assert found.window.open_on == opens_on
    assert fired(ShopDay(opens_on - timedelta(1), 180, visits=[FIRST_STAY]), [TRIGGERS[code]]) == []


@pytest.mark.parametrize(("code", "opens"), [("D3", "2026-07-01"), ("W3", "2026-07-19"), ("M3", "2026-09-26")])
def test_tv_q5_a_new_delivery_starts_a_new_set(code: str, opens: str) -> None:
    opens_on = date.fromisoformat(opens)

    (found,) = fired(ShopDay(opens_on, 180, visits=[SECOND_STAY, FIRST_STAY]), [TRIGGERS[code]])

    assert (found.anchor_on, found.window.open_on) == (REDELIVERED, opens_on)


def test_tv_q5_a_new_delivery_ends_the_old_set() -> None:
    day_of_the_old_month_call = ShopDay(date(2026, 8, 31), 180, visits=[FIRST_STAY, SECOND_STAY])

    assert fired(day_of_the_old_month_call) == []


def test_tv_q5_a_date_on_a_closed_day_moves_to_the_next_open_day() -> None:
    sunday = date(2026, 7, 19)
    open_sundays = ShopDay(sunday, 180, visits=[SECOND_STAY])
    closed_sundays = ShopDay(sunday, 180, visits=[SECOND_STAY], open_days=SUNDAYS_OFF)

    assert [found.trigger.code for found in fired(open_sundays)] == ["W3"]
    assert fired(closed_sundays) == []
    assert TRIGGERS["W3"].window(REDELIVERED, SUNDAYS_OFF).open_on == date(2026, 7, 20)


def test_a_deadline_on_a_closed_day_moves_too() -> None:
    window = TRIGGERS["D3"].window(date(2026, 7, 14), SUNDAYS_OFF)

    assert window.deadline_on == date(2026, 7, 20)


def test_an_appointment_is_confirmed_on_the_last_open_day_before_it() -> None:
    monday, saturday = date(2026, 7, 20), date(2026, 7, 18)

    window = TRIGGERS["APPT_CONFIRM"].window(monday, SUNDAYS_OFF)

    assert (window.open_on, window.deadline_on) == (saturday, monday)
    assert TRIGGERS["APPT_CONFIRM"].latest_anchor(saturday) >= monday


def test_days_count_from_the_delivery_and_not_from_the_settlement() -> None:
    settled_before_midnight = ServiceVisit(C1, CAR, date(2026, 6, 1), delivered_on=DELIVERED)

    (found,) = fired(ShopDay(date(2026, 6, 5), 180, visits=[settled_before_midnight]))

    assert found.anchor_on == DELIVERED
    assert found.facts == {"visit_on": "2026-06-01"}


def test_two_cars_delivered_on_one_day_make_one_call() -> None:
    both = [ServiceVisit(C1, OTHER_CAR, DELIVERED), ServiceVisit(C1, CAR, DELIVERED)]

    for visits in (both, both[::-1]):
        (found,) = fired(ShopDay(date(2026, 6, 5), 180, visits=visits))
        assert found.vehicle_id == CAR


def test_every_customer_has_a_set_of_his_own() -> None:
    visits = [FIRST_STAY, ServiceVisit(C2, OTHER_CAR, DELIVERED)]

    found = fired(ShopDay(date(2026, 6, 5), 180, visits=visits))

    assert {(one.trigger.code, one.customer_id) for one in found} == {("D3", C1), ("D3", C2)}


def test_silence_beyond_his_own_rhythm_is_a_lapse() -> None:
    last_service_on = date(2026, 1, 1)
    rhythm = Rhythm(C1, last_service_on, gap_count=3, median_gap=170, prior_days=185)  # TV-N7: after 264 days
    lapsed_on = last_service_on + timedelta(265)

    (found,) = fired(ShopDay(lapsed_on, 180, rhythms=[rhythm]))

    assert (found.trigger.code, found.anchor_on) == ("LAPSE", lapsed_on)
    assert found.facts == {"last_service_on": "2026-01-01", "interval_days": 176}
    assert fired(ShopDay(lapsed_on - timedelta(1), 180, rhythms=[rhythm])) == []


def test_a_lapse_is_let_go_two_months_later() -> None:
    rhythm = Rhythm(C1, date(2026, 1, 1), gap_count=3, median_gap=170, prior_days=185)
    last_day = date(2026, 1, 1) + timedelta(265 + 60)

    assert fired(ShopDay(last_day, 180, rhythms=[rhythm]))
    assert not fired(ShopDay(last_day + timedelta(1), 180, rhythms=[rhythm]))


def test_who_came_once_is_asked_again_a_month_before_he_would_be_gone() -> None:
    once = Standing(C1, RfmClass.NEW, date(2026, 1, 10), date(2026, 1, 10), date(2026, 1, 10), lifetime_dates=1)
    opens_on = date(2026, 1, 10) + timedelta(172 - 30)

    (found,) = fired(ShopDay(opens_on, 172, standings=[once]))

    assert (found.trigger.code, found.anchor_on) == ("SECOND_VISIT", opens_on)
    assert fired(ShopDay(opens_on - timedelta(1), 172, standings=[once])) == []


def test_who_came_twice_needs_no_second_visit() -> None:
    twice = Standing(C1, RfmClass.NEW, date(2026, 1, 10), date(2026, 1, 10), date(2026, 3, 10), lifetime_dates=2)

    assert fired(ShopDay(date(2026, 6, 10), 172, standings=[twice])) == []


@pytest.mark.parametrize(
    ("today", "anchor"),
    [
        ("2026-06-25", "2026-06-25"),
        ("2026-08-01", "2026-06-25"),  # the last grace day
        ("2026-08-02", None),
        ("2026-09-23", "2026-09-23"),  # 90 days later
        ("2026-12-22", "2026-12-22"),
        ("2027-03-22", None),  # three rounds are enough
    ],
)
def test_a_valuable_customer_who_is_gone_is_won_back_in_three_rounds(today: str, anchor: str | None) -> None:
    gone = Standing(C1, RfmClass.RETAIN, date(2026, 6, 25), date(2024, 1, 1), date(2025, 2, 14), lifetime_dates=2)

    found = fired(ShopDay(date.fromisoformat(today), 180, standings=[gone]), [TRIGGERS["WINBACK_IMP"]])

    assert [one.anchor_on.isoformat() for one in found] == ([anchor] if anchor else [])


@pytest.mark.parametrize("rfm_class", sorted(set(RfmClass) - {RfmClass.RECALL, RfmClass.RETAIN}))
def test_no_other_class_is_won_back_by_a_call(rfm_class: RfmClass) -> None:
    some = Standing(C1, rfm_class, date(2026, 6, 25), date(2024, 1, 1), date(2025, 2, 14), lifetime_dates=2)

    assert fired(ShopDay(date(2026, 6, 25), 180, standings=[some]), [TRIGGERS["WINBACK_IMP"]]) == []


def test_marketing_is_never_promised_and_has_a_control_group_unless_something_expires() -> None:
    marketing = [trigger for trigger in TRIGGERS.values() if trigger.category is Category.MARKETING]

    assert not any(trigger.promised for trigger in marketing)
    spared = {trigger.code for trigger in marketing if not trigger.hold_out}
    assert spared == {"INSURANCE", "INSPECT", "LEAD", "REPLACE_ASK"}


def test_nobody_goes_without_what_was_promised_or_concerns_his_safety() -> None:
    spared = {code for code, trigger in TRIGGERS.items() if not trigger.hold_out}

    assert {code for code, trigger in TRIGGERS.items() if trigger.promised or trigger.freezes} <= spared
    safety = [trigger.variants["safety"] for trigger in TRIGGERS.values() if "safety" in trigger.variants]
    assert {trigger.code for trigger in safety} == {"MAINT_DUE", "ITEM_DUE", "DEFERRED"}
    assert not any(trigger.hold_out for trigger in safety)
    # domain.md 4.1, column HO
    care = {code for code, trigger in TRIGGERS.items() if trigger.category is Category.CARE}
    assert care & spared == {"KEY_CONTACT", "REFER_THANKS", "LOST_REASON"}


@given(
    code=st.sampled_from(sorted(TRIGGERS)),
    days_ago=st.integers(0, 250),
    closed_weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    closure=st.integers(0, LONGEST_CLOSURE_DAYS - 6),
)
@example(code="D3", days_ago=20, closed_weekdays=frozenset(), closure=16)
def test_no_window_is_live_that_long_after_its_anchor(
    code: str, days_ago: int, closed_weekdays: frozenset[int], closure: int
) -> None:
    today = date(2026, 7, 1)
    closed_days = frozenset(today - timedelta(day) for day in range(closure))
    anchor_on = today - timedelta(days_ago)

    window = TRIGGERS[code].window(anchor_on, OpenDays(closed_weekdays, closed_days))

    assert not window.is_live(today) or anchor_on >= TRIGGERS[code].earliest_anchor(today)

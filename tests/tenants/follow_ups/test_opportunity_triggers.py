"""Reasons that come of what staff wrote down."""

from datetime import date, timedelta
from typing import Any

import pytest

from tenants.follow_ups.shop_day import Invitation, Noted, Sent, ShopDay, Standing
from tenants.follow_ups.triggers import Band, Category, Channel, Fired, fired
from tenants.follow_ups.windows import Window
from tenants.scoring.segments import RfmClass
from tests.tenants.follow_ups.examples import C1, C2, CAR, TODAY


def noted(kind: str, due_on: date | None = TODAY, what: str = "前刹车片", **values: Any) -> Noted:
    return Noted(C1, CAR, kind, what, due_on, values.pop("noted_on", TODAY), **values)


def found_on(day: date, *things: Noted, **values: Any) -> list[Fired]:
    return fired(ShopDay(day, 180, noted=things, **values))


def customer(rfm_class: RfmClass = RfmClass.NEW, first_paid_on: date = TODAY, customer_id: Any = C2) -> Standing:
    return Standing(customer_id, rfm_class, TODAY, first_paid_on, first_paid_on, 1)


def test_a_job_that_concerns_safety_is_asked_about_after_a_week() -> None:
    (found,) = found_on(TODAY + timedelta(7), noted("deferred", is_safety=True))

    assert (found.trigger.code, found.trigger.category, found.trigger.band) == (
        "DEFERRED",
        Category.SERVICE,
        Band.TIME_CRITICAL,
    )
    assert found.window == Window(TODAY + timedelta(7), TODAY + timedelta(14), 30)
    assert found_on(TODAY + timedelta(6), noted("deferred", is_safety=True)) == []


def test_any_other_job_is_asked_about_after_a_month() -> None:
    (found,) = found_on(TODAY + timedelta(30), noted("deferred"))

    assert (found.trigger.category, found.trigger.band) == (Category.MARKETING, Band.PLANNED)
    assert found_on(TODAY + timedelta(29), noted("deferred")) == []


def test_jobs_put_off_at_one_visit_are_one_reason() -> None:
    things = [noted("deferred"), noted("deferred", what="空调滤")]

    (found,) = found_on(TODAY + timedelta(30), *things)

    assert found.facts["what"] == "前刹车片, 空调滤"


@pytest.mark.parametrize(("kind", "code", "days"), [("benefit", "COUPON_END", 7), ("warranty", "WARRANTY_END", 60)])
def test_what_ends_is_named_before_its_last_day(kind: str, code: str, days: int) -> None:
    (found,) = found_on(TODAY - timedelta(days), noted(kind))

    assert (found.trigger.code, found.window.deadline_on) == (code, TODAY)
    assert found_on(TODAY - timedelta(days + 1), noted(kind)) == []


@pytest.mark.parametrize(
    ("decides_in", "grade", "urgency", "band", "every"),
    [
        (5, "H", 90, Band.TIME_CRITICAL, 2),
        (20, "A", 60, Band.PLANNED, 7),
        (80, "B", 40, Band.PLANNED, 14),
        (200, "C", 20, Band.PLANNED, 30),
    ],
)
def test_a_lead_is_called_as_often_as_its_grade_asks(
    decides_in: int, grade: str, urgency: int, band: Band, every: int
) -> None:
    talked_on = TODAY - timedelta(every)
    lead = noted("lead", TODAY + timedelta(decides_in), noted_on=date(2026, 5, 1))

    (found,) = found_on(TODAY, lead, talks={C1: talked_on})

    assert (found.facts["grade"], found.trigger.urgency, found.trigger.band) == (grade, urgency, band)
    assert found.anchor_on == TODAY
    assert found_on(TODAY, lead, talks={C1: talked_on + timedelta(1)}) == []


def test_a_lead_nobody_called_comes_up_again() -> None:
    lead = noted("lead", TODAY + timedelta(60), noted_on=TODAY - timedelta(30))

    (found,) = found_on(TODAY, lead)

    assert found.anchor_on == TODAY - timedelta(2)


def test_a_lead_whose_day_has_passed_is_graded_anew() -> None:
    (found,) = found_on(TODAY, noted("lead", TODAY - timedelta(1), noted_on=TODAY - timedelta(5)))

    assert found.facts["wording"] == "grade"


def test_who_sent_a_customer_is_thanked_when_he_has_come() -> None:
    sent = [Sent(C1, C2, "赵六", TODAY - timedelta(3))]

    (found,) = fired(ShopDay(TODAY, 180, referrals=sent, standings=[customer()]))

    assert (found.customer_id, found.trigger.code, found.facts["who"]) == (C1, "REFER_THANKS", "赵六")
    assert fired(ShopDay(TODAY, 180, referrals=sent)) == []


def test_who_had_been_a_customer_before_was_not_sent() -> None:
    sent = [Sent(C1, C2, "赵六", TODAY)]
    old = customer(first_paid_on=TODAY - timedelta(31))

    assert fired(ShopDay(TODAY, 180, referrals=sent, standings=[old])) == []


def test_a_campaign_invites_its_classes_over_its_channel_until_it_ends() -> None:
    campaign = Invitation("冬季检查", TODAY, TODAY + timedelta(10), "call", frozenset({RfmClass.VALUE}))
    standings = [customer(RfmClass.VALUE), customer(RfmClass.NEW, customer_id=C1)]

    (found,) = [
        one
        for one in fired(ShopDay(TODAY, 180, campaigns=[campaign], standings=standings))
        if one.trigger.code == "CAMPAIGN"
    ]

    assert (found.customer_id, found.trigger.channel) == (C2, Channel.CALL)
    assert found.window == Window(TODAY, TODAY + timedelta(10), 0)


def test_two_campaigns_of_one_day_make_one_call() -> None:
    both = [Invitation(name, TODAY, TODAY, "wechat", frozenset({RfmClass.NEW})) for name in ("冬季检查", "洗车周")]

    found = fired(ShopDay(TODAY, 180, campaigns=both, standings=[customer()]))

    assert [one.facts["what"] for one in found if one.trigger.code == "CAMPAIGN"] == ["冬季检查"]

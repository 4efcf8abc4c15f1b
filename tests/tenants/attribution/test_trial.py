"""Both arms of the trial are drawn alike, and counted over the same window."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.attribution.models import TrialArm, TrialMember, VisitCredit
from tenants.attribution.trial import count_arms, enrol
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.hold_out import SALT, is_held_out
from tenants.follow_ups.models import Reason
from tenants.settings.models import ShopSetting
from tenants.visits.derive import derive_visits
from tests import factories

TODAY = date(2026, 7, 6)


def reason(customer: Customer, trigger: str = "LAPSE", **values: Any) -> None:
    window = {"open_on": TODAY, "deadline_on": TODAY + timedelta(30), "grace_days": 30, "anchor_on": TODAY}
    db.session.add(Reason(customer_id=customer.id, trigger=trigger, **window | values))
    db.session.flush()


def members() -> dict[str, bool]:
    rows = db.session.execute(
        select(Customer.name, TrialMember.is_control).join(Customer, Customer.id == TrialMember.customer_id)
    )
    return dict(rows.all())


def test_everybody_with_a_reason_that_may_be_left_out_is_drawn_once_a_half_year(in_shop: Shop) -> None:
    customers = [factories.create_customer(f"客户{number}", may_be_held_out=True) for number in range(60)]
    for customer in customers:
        reason(customer)

    assert enrol(TODAY) == 60
    assert enrol(TODAY + timedelta(1)) == 0
    db.session.execute(update(Reason).values(deadline_on=date(2027, 1, 31)))
    assert enrol(date(2027, 1, 4)) == 60

    first = select(TrialMember.customer_id).where(TrialMember.half_year == "2026H2", TrialMember.is_control)
    expected = {each.id for each in customers if is_held_out(SALT, in_shop.id, each.id, TODAY)}
    assert set(db.session.scalars(first)) == expected


@pytest.mark.parametrize(
    ("trigger", "values"),
    [
        ("D3", {}),
        ("INSURANCE", {}),
        ("INSPECT", {}),
        ("DEFERRED", {"facts": {"variant": "safety"}}),
        ("ITEM_DUE", {"facts": {"variant": "safety"}}),
        ("MAINT_DUE", {"facts": {"variant": "safety"}}),
        ("LAPSE", {"closed_on": TODAY}),
        ("LAPSE", {"open_on": TODAY + timedelta(1)}),
        ("LAPSE", {"hold": "do_not_market"}),
    ],
)
def test_who_would_not_be_left_out_or_not_be_called_is_not_drawn(
    in_shop: Shop, trigger: str, values: dict[str, Any]
) -> None:
    reason(factories.create_customer(), trigger, **values)

    assert enrol(TODAY) == 0


def test_a_rule_asked_after_the_draw_does_not_keep_one_arm_waiting(in_shop: Shop) -> None:
    for name, hold in (("对照", "held_out"), ("刚来过", "just_served"), ("今天", None)):
        reason(factories.create_customer(name), hold=hold)

    assert enrol(TODAY) == 3


def test_key_customers_are_in_neither_arm(in_shop: Shop) -> None:
    customer = factories.create_customer()
    factories.create_profile(customer, tier="KEY")
    reason(customer)

    assert enrol(TODAY) == 0


def test_while_the_hold_out_is_off_nobody_is_drawn(in_shop: Shop) -> None:
    db.session.add(ShopSetting(name="hold_out", value=False))
    reason(factories.create_customer())

    assert enrol(TODAY) == 0


def test_arms_are_counted_when_their_window_is_over_whether_anybody_was_reached_or_not(in_shop: Shop) -> None:
    came, stayed_away, late, fresh = (factories.create_customer(name) for name in ("来", "未来", "太晚", "新"))
    for customer in (came, stayed_away, late):
        db.session.add(TrialMember(half_year="2026H2", customer_id=customer.id, is_control=False, enrolled_on=TODAY))
    db.session.add(
        TrialMember(half_year="2026H2", customer_id=fresh.id, is_control=True, enrolled_on=TODAY + timedelta(1))
    )
    for customer, days in ((came, 60), (came, 0), (late, 61)):
        factories.create_order(customer, None, TODAY + timedelta(days), yuan=500)
    derive_visits()
    credited_on = TODAY + timedelta(60)
    db.session.add(
        VisitCredit(
            party_id=came.id,
            visit_on=credited_on,
            customer_id=came.id,
            contact_id=new_id(),
            revenue_fen=500_00,
            assists=[],
        )
    )
    db.session.flush()

    count_arms(credited_on)

    rows = db.session.scalars(select(TrialArm).order_by(TrialArm.is_control))
    assert [(row.drawn, row.customers, row.came, row.credited, row.revenue_fen) for row in rows] == [
        (3, 3, 1, 1, 500_00),
        (1, 0, 0, 0, 0),
    ]

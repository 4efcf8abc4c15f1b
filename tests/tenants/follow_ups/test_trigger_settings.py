"""Triggers as a shop wants them: rules first, then how they are kept."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups import trigger_settings
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.triggers import TRIGGERS, Band, Category, Channel, Trigger
from tenants.follow_ups.triggers.chosen import Chosen, as_chosen, problem, rows
from tenants.scope import tenant_scope
from tenants.scoring.segments import RfmClass
from tests import factories

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
ANCHOR_ON = date(2026, 7, 1)
PLAIN = Trigger("PLAIN", Category.CARE, 0, 7, 7, 40, Band.PLANNED, Channel.CALL, True)
VARIED = replace(PLAIN, code="VARIED", variants={"early": replace(PLAIN, code="VARIED", opens=-3)})
PROMISED = replace(PLAIN, code="PROMISED", promised=True)
TABLE = {one.code: one for one in (PLAIN, VARIED, PROMISED)}


def test_what_a_shop_did_not_choose_is_the_default() -> None:
    assert as_chosen(TABLE, {}) == TABLE
    assert as_chosen(TABLE, {"GONE": Chosen(opens=3)}) == TABLE


def test_a_chosen_window_holds() -> None:
    found = as_chosen(TABLE, {"PLAIN": Chosen(opens=2, deadline=9, grace=0, urgency=70, channel=Channel.SMS)})

    assert found["PLAIN"] == replace(PLAIN, opens=2, deadline=9, grace=0, urgency=70, channel=Channel.SMS)


def test_a_trigger_can_be_switched_off_but_no_promise_broken() -> None:
    found = as_chosen(TABLE, {code: Chosen(is_on=False) for code in TABLE})

    assert list(found) == ["PROMISED"]


def test_a_variant_follows_its_trigger_where_both_are_alike() -> None:
    found = as_chosen(TABLE, {"VARIED": Chosen(opens=1, urgency=80)})["VARIED"]

    assert (found.opens, found.urgency) == (1, 80)
    assert (found.variants["early"].opens, found.variants["early"].urgency) == (-3, 80)


def test_a_variant_set_by_itself_goes_its_own_way() -> None:
    found = as_chosen(TABLE, {"VARIED": Chosen(urgency=80), "VARIED.early": Chosen(opens=-7, urgency=10)})["VARIED"]

    assert (found.variants["early"].opens, found.variants["early"].urgency) == (-7, 10)


def test_a_chosen_channel_is_that_of_every_class() -> None:
    by_class = replace(PLAIN, channels={RfmClass.LOST: Channel.SMS})

    found = as_chosen({"PLAIN": by_class}, {"PLAIN": Chosen(channel=Channel.WECHAT)})["PLAIN"]

    assert found.channel_on(NOW.date(), NOW.date(), RfmClass.LOST) is Channel.WECHAT


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Chosen(opens=8), "first day"),
        (Chosen(opens=-400), "366"),
        (Chosen(grace=-1), "grace"),
        (Chosen(grace=91), "grace"),
        (Chosen(urgency=101), "urgency"),
    ],
)
def test_what_makes_no_sense_is_refused(wanted: Chosen, says: str) -> None:
    found = problem(PLAIN, wanted)

    assert found is not None
    assert says in str(found.message) + str(found.params)


def test_no_default_has_a_problem() -> None:
    assert [code for code, row in rows(TRIGGERS) if problem(row, Chosen())] == []


def test_a_change_is_kept_and_a_value_like_the_default_forgotten(in_shop: Shop) -> None:
    who = uuid.uuid4()

    assert trigger_settings.change("LAPSE", Chosen(opens=0, deadline=20), user_id=who, now=NOW)

    kept = trigger_settings.stored()["LAPSE"]
    assert (kept.opens, kept.deadline, kept.changed_by_id) == (None, 20, who)
    assert trigger_settings.triggers_of_shop()["LAPSE"].deadline == 20
    assert not trigger_settings.change("LAPSE", Chosen(deadline=20), user_id=who, now=NOW)


def test_the_way_back_to_the_default_leaves_nothing(in_shop: Shop) -> None:
    trigger_settings.change("LAPSE", Chosen(is_on=False), user_id=None, now=NOW)
    assert "LAPSE" not in trigger_settings.triggers_of_shop()

    assert trigger_settings.change("LAPSE", Chosen(), user_id=None, now=NOW)

    assert trigger_settings.stored() == {}
    assert trigger_settings.triggers_of_shop() == TRIGGERS


def test_settings_of_one_shop_are_not_those_of_another(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(shop.id):
        trigger_settings.change("LAPSE", Chosen(urgency=10), user_id=None, now=NOW)
        assert trigger_settings.triggers_of_shop()["LAPSE"].urgency == 10
    with tenant_scope(other_shop.id):
        assert trigger_settings.triggers_of_shop()["LAPSE"] == TRIGGERS["LAPSE"]


@pytest.mark.parametrize(("code", "wanted"), [("NONSENSE", Chosen()), ("COMPLAINT", Chosen(is_on=False))])
def test_what_there_is_not_or_was_promised_cannot_be_changed(in_shop: Shop, code: str, wanted: Chosen) -> None:
    with pytest.raises(DomainError):
        trigger_settings.change(code, wanted, user_id=None, now=NOW)


def reason_of(in_shop: Shop, trigger: str, **values: Any) -> Reason:
    customer = factories.create_customer()
    row = Reason(customer_id=customer.id, trigger=trigger, anchor_on=ANCHOR_ON, facts=values.pop("facts", {}), **values)
    db.session.add(row)
    db.session.flush()
    return row


def test_windows_of_open_reasons_move_along(in_shop: Shop) -> None:
    window = {"open_on": ANCHOR_ON, "deadline_on": ANCHOR_ON + timedelta(30), "grace_days": 30}
    row, closed = reason_of(in_shop, "LAPSE", **window), reason_of(in_shop, "LAPSE", **window, closed_on=ANCHOR_ON)

    trigger_settings.change("LAPSE", Chosen(opens=10, deadline=20, grace=5), user_id=None, now=NOW)

    for each in (row, closed):
        db.session.refresh(each)
    assert (row.open_on, row.deadline_on) == (ANCHOR_ON + timedelta(10), ANCHOR_ON + timedelta(20))
    assert row.grace_days == 5
    assert closed.open_on == ANCHOR_ON


def test_only_the_variant_that_was_set_moves(in_shop: Shop) -> None:
    window = {"open_on": ANCHOR_ON, "deadline_on": ANCHOR_ON, "grace_days": 2}
    key = reason_of(in_shop, "BIRTHDAY", **window, facts={"variant": "key"})
    plain = reason_of(in_shop, "BIRTHDAY", **window)

    trigger_settings.change("BIRTHDAY.key", Chosen(opens=-5), user_id=None, now=NOW)

    for each in (key, plain):
        db.session.refresh(each)
    assert (key.open_on, plain.open_on) == (ANCHOR_ON - timedelta(2), ANCHOR_ON)


def test_a_trigger_switched_off_leaves_the_queue_and_comes_back(in_shop: Shop) -> None:
    today = date(2026, 7, 1)
    customer = factories.create_customer()
    settled_on = today - timedelta(3)
    factories.create_order(customer, factories.create_vehicle(customer), settled_on, delivered_on=settled_on)
    factories.create_scores(today - timedelta(1))

    assert plan_queue(today) == 1
    trigger_settings.change("D3", Chosen(is_on=False), user_id=None, now=NOW)
    assert plan_queue(today) == 0
    trigger_settings.change("D3", Chosen(), user_id=None, now=NOW)
    assert plan_queue(today) == 1

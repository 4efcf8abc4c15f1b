"""Triggers as a shop wants them: rules first, then how they are kept."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from saas.accounts.models import Shop
from tenants.errors import DomainError
from tenants.follow_ups import trigger_settings
from tenants.follow_ups.triggers import TRIGGERS, Band, Category, Channel, Trigger
from tenants.follow_ups.triggers.chosen import Chosen, as_chosen, problem, rows
from tenants.scope import tenant_scope
from tenants.scoring.segments import RfmClass

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
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
        (Chosen(opens=-400), "365"),
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

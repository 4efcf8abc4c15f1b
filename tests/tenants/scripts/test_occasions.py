"""Which script a reason calls for, and whose words a customer hears."""

import pytest

from tenants.follow_ups.triggers import TRIGGERS, Category
from tenants.scoring.segments import RfmClass
from tenants.scripts.occasions import CLASSES, PROMOTES, Occasion, Variant, class_of, occasion_of, variant_of

RIDERS = {"DATA_FILL"}  # asked inside another contact, by the closing questions


@pytest.mark.parametrize("trigger", sorted(TRIGGERS))
def test_every_trigger_has_an_occasion(trigger: str) -> None:
    assert (occasion_of(trigger, RfmClass.VALUE) is None) == (trigger in RIDERS)


@pytest.mark.parametrize("trigger", sorted(set(TRIGGERS) - RIDERS))
def test_the_card_shows_a_text_message_with_the_ending_it_is_sent_with(trigger: str) -> None:
    occasions = {occasion_of(trigger, each, is_sure=is_sure) for each in CLASSES for is_sure in (True, False)}

    is_service = TRIGGERS[trigger].category is Category.SERVICE
    assert all((occasion in PROMOTES) == (not is_service) for occasion in occasions)


def test_who_came_lately_hears_of_related_work_and_who_did_not_is_won_back() -> None:
    assert occasion_of("WINBACK_IMP", RfmClass.RECALL) is Occasion.WINBACK
    assert occasion_of("WINBACK_IMP", RfmClass.VALUE) is Occasion.GROW
    assert occasion_of("RELATED", RfmClass.LOST) is Occasion.WINBACK


def test_what_is_not_sure_is_a_check() -> None:
    assert occasion_of("MAINT_DUE", RfmClass.NEW) is Occasion.DUE
    assert occasion_of("MAINT_DUE", RfmClass.NEW, is_sure=False) is Occasion.CHECK


def test_a_shop_without_classes_speaks_by_tier() -> None:
    assert class_of("VALUE", "NORMAL") is RfmClass.VALUE
    assert class_of("NONE", "KEY") is RfmClass.VALUE
    assert class_of("NONE", "NORMAL") is RfmClass.MAINTAIN
    assert class_of("NONE") is RfmClass.NEW


def test_the_first_overlay_that_applies_counts() -> None:
    assert variant_of("KEY", ["PROMO_EVENT"]) is Variant.KEY
    assert variant_of("NORMAL", ["PROMO_EVENT", "SPECIAL_TYRES"]) is Variant.SPECIAL
    assert variant_of("NORMAL", ["PROMO_EVENT"]) is Variant.PROMO
    assert variant_of("NORMAL") is Variant.USUAL

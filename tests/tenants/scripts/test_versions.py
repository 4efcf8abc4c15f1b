"""A shop's own words: versions, their history, and the rules the database keeps."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from saas.accounts.models import Shop
from tenants.customers.wishes import Status, record_consent
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.scoring.segments import RfmClass
from tenants.scripts import facts, speaking, versions
from tenants.scripts.known import Talk
from tenants.scripts.models import Script
from tenants.scripts.occasions import Medium, Occasion, Variant
from tenants.scripts.which import Which
from tests import factories

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)
CARE = Which(RfmClass.VALUE, Occasion.CARE, locale="en")
ALICE = new_id()


def save(which: Which, text: str) -> Script | None:
    return versions.save(which, text, by=ALICE, now=NOW)


def test_without_a_version_the_default_holds(in_shop: Shop) -> None:
    assert versions.in_force(CARE) == CARE.default
    assert versions.history(CARE) == []


def test_a_new_version_holds_and_the_old_ones_stay(in_shop: Shop) -> None:
    save(CARE, "Hello {title}.")
    save(CARE, "Good day, {title}.")

    assert versions.in_force(CARE) == "Good day, {title}."
    assert [(each.version, each.status, each.made_by_id) for each in versions.history(CARE)] == [
        (2, "current", ALICE),
        (1, "past", ALICE),
    ]


def test_the_same_words_again_are_no_version(in_shop: Shop) -> None:
    save(CARE, "Hello {title}.")

    assert save(CARE, " Hello {title}. ") is None
    assert len(versions.history(CARE)) == 1


def test_claims_the_advertising_law_forbids_are_not_kept(in_shop: Shop) -> None:
    with pytest.raises(DomainError, match="the best"):
        save(CARE, "We are the best, {title}.")
    with pytest.raises(DomainError, match="最低"):
        versions.say("zh", {"benefit": "全市最低价"}, by=ALICE, now=NOW)

    assert versions.in_force(CARE) == CARE.default
    assert versions.words("zh") == {}
    assert versions.refused({"privilege": "茶", "benefit": "全市最低价"}) == "benefit"


def test_back_to_the_default_and_on_counts_further(in_shop: Shop) -> None:
    save(CARE, "Hello {title}.")

    assert versions.reset(CARE)
    assert not versions.reset(CARE)
    assert versions.in_force(CARE) == CARE.default
    again = save(CARE, "Hello {title}.")
    assert again is not None
    assert again.version == 2


def test_words_are_of_one_class_one_medium_and_one_language(in_shop: Shop) -> None:
    save(CARE, "Hello {title}.")

    for other in (
        Which(RfmClass.NEW, Occasion.CARE, locale="en"),
        Which(RfmClass.VALUE, Occasion.CARE, locale="zh"),
        Which(RfmClass.VALUE, Occasion.CARE, Medium.SMS, "en"),
    ):
        assert versions.in_force(other) == other.default


def test_an_overlay_without_words_hears_those_of_the_class(in_shop: Shop) -> None:
    event = Which(RfmClass.VALUE, Occasion.EVENT, locale="en")
    save(event, "Come, {title}.")

    assert (
        versions.in_force(Which(RfmClass.VALUE, Occasion.EVENT, locale="en", variant=Variant.KEY)) == "Come, {title}."
    )
    care = Which(RfmClass.VALUE, Occasion.CARE, locale="en", variant=Variant.KEY)
    assert versions.in_force(care) == care.default


@pytest.mark.parametrize("text", ["{nobody}", "", "[{title}"])
def test_words_that_cannot_be_rendered_are_refused(in_shop: Shop, text: str) -> None:
    with pytest.raises(DomainError):
        save(CARE, text)

    assert versions.in_force(CARE) == CARE.default


def test_an_occasion_a_class_does_not_have_is_refused(in_shop: Shop) -> None:
    with pytest.raises(DomainError):
        save(Which(RfmClass.VALUE, Occasion.WINBACK, locale="en"), "Hello {title}.")


@pytest.mark.parametrize("rfm_class", ["VALUE,NEW", "NONE", "KEY", None])
def test_the_database_holds_every_script_to_exactly_one_class(in_shop: Shop, rfm_class: str | None) -> None:
    db.session.add(
        Script(rfm_class=rfm_class, occasion="CARE", channel="talk", locale="en", version=1, text="Hello {title}.")
    )

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_what_the_shop_says_is_kept_per_language(in_shop: Shop) -> None:
    versions.say("zh", {"privilege": "一壶茶", "points": "200"}, by=ALICE, now=NOW)
    versions.say("zh", {"points": ""}, by=ALICE, now=NOW)

    assert versions.words("zh") == {"privilege": "一壶茶", "points": ""}
    assert versions.words("en") == {}
    with pytest.raises(DomainError):
        versions.say("zh", {"title": "亲"}, by=ALICE, now=NOW)


def test_a_customer_hears_his_class_with_what_the_records_know(in_shop: Shop) -> None:
    customer = factories.create_customer("王建国", gender="male")
    car = factories.create_vehicle(customer, "甘A12345", series="帕萨特")
    factories.create_outlook(car)
    factories.create_need(car, "OIL_FULL", date(2026, 7, 8), in_bundle=True)
    known = facts.known(customer.id, None, "zh", "RECALL")
    assert known is not None

    script = speaking.script_for("RECALL", known, Talk("MAINT_DUE", advisor="李婷"), "zh", TODAY)

    assert script is not None
    assert script.which.occasion is Occasion.DUE
    assert script.rendered.text.startswith("王先生，推算帕萨特已到")
    assert "全合成机油和机滤差不多了" in script.rendered.text
    assert script.codes == ["OIL_FULL"]


def test_the_shops_own_words_reach_the_customer(in_shop: Shop) -> None:
    customer = factories.create_customer("王建国")
    save(Which(RfmClass.RECALL, Occasion.CARE, locale="en"), "Dear {title}[, {privilege} awaits you].")
    versions.say("en", {"privilege": "tea"}, by=ALICE, now=NOW)
    known = facts.known(customer.id, None, "en", "RECALL")
    assert known is not None

    script = speaking.script_for("RECALL", known, Talk("BIRTHDAY"), "en", TODAY)

    assert script is not None
    assert script.rendered.text == "Dear 王建国, tea awaits you."


def test_free_times_are_offered_where_the_words_have_room(in_shop: Shop) -> None:
    customer = factories.create_customer("王建国")
    car = factories.create_vehicle(customer, series="帕萨特")
    factories.create_outlook(car)
    factories.create_need(car, "OIL_FULL", date(2026, 7, 8), in_bundle=True)
    known = facts.known(customer.id, car.id, "en", "VALUE")
    assert known is not None

    script = speaking.script_for("VALUE", known, Talk("MAINT_DUE"), "en", TODAY)

    assert script is not None
    assert "I have kept July 2 at 09:00 or July 3 at 09:00 free for you" in script.rendered.text


@pytest.mark.parametrize(
    ("channels", "refused", "medium", "agreed"),
    [
        (["call", "wechat"], None, Medium.TALK, True),
        (["wechat"], None, Medium.TALK, False),
        (["call", "wechat", "sms"], "wechat", Medium.TALK, False),
        (["sms"], None, Medium.SMS, True),
        (["call", "wechat"], None, Medium.SMS, False),
        (["sms"], "sms", Medium.SMS, False),
    ],
)
def test_who_agreed_to_advertising_did_so_on_every_channel_that_the_words_may_take(
    in_shop: Shop, channels: list[str], refused: str | None, medium: Medium, agreed: bool
) -> None:
    customer = factories.create_customer("王建国")
    factories.consent(customer, *channels)
    if refused:
        record_consent([customer.id], refused, Status.REFUSED, source="reply", at=NOW)

    known = facts.known(customer.id, None, "zh", "VALUE", medium)

    assert known is not None
    assert known.agreed is agreed


def test_a_class_that_is_not_asked_has_no_script(in_shop: Shop) -> None:
    customer = factories.create_customer("王建国")
    known = facts.known(customer.id, None, "zh", "LOST")
    assert known is not None

    assert speaking.script_for("LOST", known, Talk("REFER_ASK"), "zh", TODAY) is None


def test_nobody_hears_the_words_of_another_shop(in_shop: Shop, other_shop: Shop) -> None:
    save(CARE, "Hello {title}.")
    mine = db.session.get_one(Script, (in_shop.id, versions.history(CARE)[0].id))

    assert mine.shop_id == in_shop.id
    assert facts.known(new_id(), None, "zh") is None

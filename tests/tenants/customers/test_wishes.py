"""What customers allowed and refused, over merges and their undoing."""

from datetime import UTC, datetime, time, timedelta

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import merging, wishes
from tenants.customers.wishes import Proof, Status, Wishes
from tests.factories import consent, create_customer

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def of(customer_id: object) -> Wishes:
    return next(iter(wishes.wishes_of([customer_id]).values()))  # type: ignore[list-item]


def test_without_a_word_nothing_is_granted_and_nothing_refused(in_shop: Shop) -> None:
    assert of(create_customer().id) == Wishes()


def test_the_newest_word_on_a_channel_holds(in_shop: Shop) -> None:
    customer = create_customer()

    for days, status in enumerate((Status.GRANTED, Status.REFUSED, Status.GRANTED)):
        wishes.record_consent([customer.id], "sms", status, source="counter", at=NOW + timedelta(days))
    wishes.record_consent([customer.id], "call", Status.REFUSED, source="call", at=NOW)

    assert of(customer.id).consents == {"sms": True, "call": False}


def test_the_strictest_word_of_two_records_survives_their_merge_and_goes_back_with_its_own(in_shop: Shop) -> None:
    refuser, survivor = create_customer(do_not_call=True), create_customer(do_not_market=True)
    wishes.record_consent([refuser.id], "sms", Status.REFUSED, source="reply", at=NOW)
    consent(survivor, "sms", "wechat")

    merging.merge(refuser.id, survivor.id)
    together = of(survivor.id)
    merging.unmerge(refuser.id)

    assert (together.do_not_call, together.do_not_market, together.consents) == (
        True,
        True,
        {"sms": False, "wechat": True},
    )
    assert (of(survivor.id).do_not_call, of(survivor.id).consents) == (False, {"sms": True, "wechat": True})
    assert (of(refuser.id).do_not_market, of(refuser.id).consents) == (False, {"sms": False})


def test_what_he_says_while_two_records_are_one_stays_with_both(in_shop: Shop) -> None:
    duplicate, survivor = create_customer(), create_customer()
    merging.merge(duplicate.id, survivor.id)

    wishes.wish(survivor.id, do_not_contact=True)
    wishes.record_consent([survivor.id], "call", Status.REFUSED, source="call", at=NOW)
    merging.unmerge(duplicate.id)

    for one in (duplicate, survivor):
        assert (of(one.id).do_not_contact, of(one.id).consents) == (True, {"call": False})


def test_a_refusal_that_one_record_held_before_is_the_others_too_when_it_is_said_again(in_shop: Shop) -> None:
    refuser, granter = create_customer(), create_customer()
    wishes.record_consent([refuser.id], "sms", Status.REFUSED, source="reply", at=NOW)
    consent(granter, "sms")
    merging.merge(refuser.id, granter.id)

    wishes.answer(granter.id, {"sms": Status.REFUSED}, Proof("counter", None, clock.now()))
    merging.unmerge(refuser.id)

    assert of(granter.id).consents["sms"] is False


def test_what_either_record_said_is_told_and_what_went_to_both_once(in_shop: Shop) -> None:
    duplicate, survivor = create_customer(), create_customer()
    wishes.record_consent([duplicate.id], "sms", Status.REFUSED, source="reply", at=NOW)
    merging.merge(duplicate.id, survivor.id)
    wishes.record_consent([survivor.id], "call", Status.GRANTED, source="call", at=NOW + timedelta(1))

    told = [(each.channel, each.status) for each in wishes.history(survivor.id, 5)]

    assert told == [("call", "granted"), ("sms", "refused")]


def test_a_phone_of_either_record_is_a_number_and_only_the_survivor_prefers_hours(in_shop: Shop) -> None:
    duplicate, survivor = create_customer(phone="13912345678"), create_customer()
    wishes.wish(survivor.id, preferred_from=time(18), preferred_until=time(19))

    merging.merge(duplicate.id, survivor.id)

    assert (of(survivor.id).has_number, of(survivor.id).preferred) == (True, (time(18), time(19)))

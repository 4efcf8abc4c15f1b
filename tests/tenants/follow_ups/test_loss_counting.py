"""Losses are stored by person and by day: every period adds up from them, and counting again writes what changed."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import losses
from tenants.follow_ups.loss_counting import KEPT_DAYS, LONGEST, UNSAID, count_losses, may_tell
from tenants.follow_ups.losses import Wanted
from tenants.follow_ups.models import Contact, LossTally, LostCustomer
from tests import factories

NOW, TODAY, ZONE = datetime(2026, 7, 1, 2, tzinfo=UTC), date(2026, 7, 1), "Asia/Shanghai"
YEAR = Wanted(TODAY - timedelta(KEPT_DAYS))


def tell(customer: Customer, days_ago: int = 5, outcome: str = "done_elsewhere", **answer: object) -> Contact:
    contact = Contact(customer_id=customer.id, channel="call", outcome=outcome, answer=answer)
    contact.contacted_at = datetime.combine(TODAY - timedelta(days_ago), time(10), ZoneInfo(ZONE))
    db.session.add(contact)
    db.session.flush()
    return contact


def reasons(wanted: Wanted) -> dict[str, int]:
    return {tally.code: tally.customers for tally in losses.losses(wanted).reasons}


def test_every_period_adds_up_to_what_its_contacts_say(in_shop: Shop) -> None:
    rng, told = Random(7), {}
    for number in range(25):
        customer = factories.create_customer(f"客户{number}")
        told[customer.id] = sorted(rng.sample(range(60), rng.randint(1, 5)), reverse=True)
        for place, days_ago in enumerate(told[customer.id]):
            said = {"reason": rng.choice(["price", "distance", ""]), "competitor": rng.choice(["途虎", "小店", ""])}
            told[customer.id][place] = (days_ago, said)
            tell(customer, days_ago, **said)

    count_losses(TODAY, NOW, ZONE)

    for days in range(61):
        wanted = Wanted(TODAY - timedelta(days))
        found = losses.losses(wanted)
        expected = [[said for ago, said in each if ago <= days] for each in told.values()]
        assert {one.code: one.customers for one in found.reasons} == last_said(expected, "reason", UNSAID)
        assert {one.code: one.customers for one in found.competitors} == last_said(expected, "competitor")
        people = losses.listed(wanted)
        assert Counter(one.reason for one in people) == Counter({one.code: one.customers for one in found.reasons})
        assert losses.page(wanted, 1)[1].total == len(people)


def last_said(people: Sequence[Sequence[dict[str, str]]], name: str, unsaid: str = "") -> dict[str, int]:
    """What each said last, oldest first in; who said nothing is `unsaid`."""
    last = [next((said[name] for said in reversed(each) if said[name]), unsaid) for each in people if each]
    return {code: count for code, count in Counter(last).items() if code}


def test_a_reason_told_before_the_period_is_none_of_its_numbers(in_shop: Shop) -> None:
    customer = factories.create_customer("王")
    tell(customer, 40, reason="price", competitor="途虎")
    tell(customer, 3)

    count_losses(TODAY, NOW, ZONE)

    assert reasons(Wanted(TODAY - timedelta(30))) == {UNSAID: 1}
    assert reasons(YEAR) == {"price": 1}
    (lately,) = losses.listed(Wanted(TODAY - timedelta(30)))
    assert (lately.reason, lately.competitor) == (UNSAID, "")


def test_counting_again_writes_only_when_it_was(in_shop: Shop) -> None:
    for number in range(3):
        tell(factories.create_customer(f"客户{number}"), number, reason="price", competitor="途虎")
    count_losses(TODAY, NOW, ZONE)
    before = versions()

    count_losses(TODAY, NOW + timedelta(1), ZONE)

    assert versions() == before
    assert losses.counted_at() == NOW + timedelta(1)


def versions() -> list[object]:
    """Where each row lies: a row that is written again moves."""
    return [
        db.session.execute(text(f"SELECT ctid::text FROM {table} ORDER BY 1")).all()
        for table in ("lost_customers", "loss_tallies")
    ]


def test_a_contact_taken_back_leaves_the_numbers_and_the_names(in_shop: Shop) -> None:
    contact = tell(factories.create_customer("王"), reason="price", competitor="途虎")
    count_losses(TODAY, NOW, ZONE)
    contact.undone_at = NOW
    db.session.flush()

    count_losses(TODAY, NOW, ZONE)

    assert losses.losses(YEAR) == losses.Losses([], [])
    for model in (LostCustomer, LossTally):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_a_merge_makes_one_of_two_and_parting_makes_two_again(in_shop: Shop) -> None:
    survivor, duplicate = factories.create_customer("王建国"), factories.create_customer("王先生")
    tell(survivor, 9, reason="price")
    tell(duplicate, 3, reason="distance")
    count_losses(TODAY, NOW, ZONE)

    merging.merge(duplicate.id, survivor.id)
    count_losses(TODAY, NOW, ZONE)
    together = reasons(YEAR), [one.name for one in losses.listed(YEAR)]
    merging.unmerge(duplicate.id)
    count_losses(TODAY, NOW, ZONE)

    assert together == ({"distance": 1}, ["王建国"])
    assert reasons(YEAR) == {"price": 1, "distance": 1}


def test_new_scores_change_what_they_spent_and_who_is_back(in_shop: Shop) -> None:
    customer = factories.create_customer("王")
    tell(customer, 60, reason="price", competitor="途虎")
    count_losses(TODAY, NOW, ZONE)
    factories.create_order(customer, factories.create_vehicle(customer), date(2026, 6, 1), yuan=800)
    factories.create_scores(date(2026, 6, 30))

    count_losses(TODAY, NOW, ZONE)

    found = losses.losses(YEAR)
    assert [(one.customers, one.fen, one.back) for one in (*found.reasons, *found.competitors)] == [(1, 800_00, 1)] * 2


def test_what_is_older_than_the_longest_period_is_kept_no_longer(in_shop: Shop) -> None:
    tell(factories.create_customer("王"), KEPT_DAYS, reason="price")
    count_losses(TODAY, NOW, ZONE)
    assert reasons(YEAR) == {"price": 1}

    count_losses(TODAY + timedelta(1), NOW, ZONE)

    assert db.session.scalar(select(func.count()).select_from(LostCustomer)) == 0


def test_names_longer_than_an_index_holds_are_cut(in_shop: Shop) -> None:
    tell(factories.create_customer("王"), reason="price", competitor="\ufdfa" * 200)

    count_losses(TODAY, NOW, ZONE)

    (competitor,) = losses.losses(YEAR).competitors
    assert (len(competitor.name), len(competitor.code)) == (LONGEST, LONGEST)
    assert losses.page(Wanted(YEAR.since_on, competitor=competitor.code), 1)[1].total == 1


@pytest.mark.parametrize(
    ("outcome", "trigger", "tells"),
    [
        ("done_elsewhere", "LAPSE", True),
        ("cancelled", "APPT_CONFIRM", True),
        ("moved", "LAPSE", True),
        ("not_needed", "LOST_REASON", True),
        ("not_needed", "LAPSE", False),
        ("no_answer", None, False),
    ],
)
def test_which_contacts_ask_for_a_new_count(outcome: str, trigger: str | None, tells: bool) -> None:
    assert may_tell(Contact(outcome=outcome, trigger=trigger)) is tells

"""What became of a campaign: each person once, by what is stored."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tenants.attribution.models import VisitCredit
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.opportunities.models import Campaign
from tenants.opportunities.results import Results, counts_until, results_of
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")

DAY = date(2026, 7, 1)


@pytest.fixture
def campaign(in_shop: object) -> Campaign:
    return factories.create_campaign(DAY, name="冬季检查")


def choose(campaign: Campaign, customer: Customer | None = None, **values: Any) -> Reason:
    who = customer or factories.create_customer()
    facts = {"what": campaign.name, "due_on": campaign.ends_on.isoformat()}
    row = Reason(customer_id=who.id, trigger="CAMPAIGN", anchor_on=campaign.invites_on, facts=facts, **values)
    row.open_on, row.deadline_on, row.grace_days = campaign.invites_on, campaign.ends_on, 0
    db.session.add(row)
    db.session.flush()
    return row


def contact(reason: Reason, outcome: str = "will_come", **values: Any) -> Contact:
    known = {"connected": outcome not in ("no_answer", "message_sent"), "reason_id": reason.id, "channel": "call"}
    row = Contact(customer_id=reason.customer_id, outcome=outcome, trigger="CAMPAIGN", **{**known, **values})
    row.contacted_at = datetime(2026, 7, 3, 2, tzinfo=UTC)
    db.session.add(row)
    db.session.flush()
    return row


def credit(made: Contact, ahead: int = 4, fen: int = 800_00, trigger: str = "CAMPAIGN") -> None:
    row = VisitCredit(party_id=made.customer_id, visit_on=DAY + timedelta(ahead), customer_id=made.customer_id)
    row.contact_id, row.trigger, row.revenue_fen, row.assists = made.id, trigger, fen, []
    db.session.add(row)
    db.session.flush()


def test_of_a_campaign_that_chose_nobody_there_is_nothing_to_tell(campaign: Campaign) -> None:
    assert results_of(campaign) == Results()
    assert not results_of(campaign).can_tell
    assert results_of(campaign).share_came == 0


def test_everybody_chosen_is_in_one_place(campaign: Campaign) -> None:
    for hold in ("blocked_consent", "blocked_consent", "held_out", None):
        choose(campaign, hold=hold)
    choose(campaign, closed_on=DAY, closed_by="visit")
    choose(campaign, closed_on=DAY, closed_by="will_come", hold="too_soon")
    contact(choose(campaign, hold="tried_today"), "no_answer")

    told = results_of(campaign)

    assert told.held == {"blocked_consent": 2, "held_out": 1}
    assert (told.contacted, told.waiting, told.closed, told.chosen) == (1, 1, 2, 7)


def test_a_person_asked_twice_who_came_twice_counts_once_and_his_money_whole(campaign: Campaign) -> None:
    reason = choose(campaign)
    contact(reason, "no_answer")
    second = contact(reason, "booked")
    credit(second, 4, 800_00)
    credit(second, 6, 200_00)

    told = results_of(campaign)

    assert (told.contacted, told.reached, told.booked, told.came, told.fen) == (1, 1, 1, 1, 1000_00)


def test_two_records_of_one_person_are_one(campaign: Campaign) -> None:
    first, second = factories.create_customer(), factories.create_customer()
    for customer in (first, second):
        contact(choose(campaign, customer))
    merging.merge(second.id, first.id)
    db.session.flush()

    assert results_of(campaign).chosen == 1
    assert results_of(campaign).contacted == 1


def test_an_invitation_made_in_a_call_about_something_else_is_one_but_the_visit_is_not_its(campaign: Campaign) -> None:
    reason, other = choose(campaign), new_id()
    follow_up = FollowUp(
        customer_id=reason.customer_id, queue_on=DAY, state="done", reason_ids=[str(other), str(reason.id)]
    )
    follow_up.trigger, follow_up.band, follow_up.channel, follow_up.deadline_on = "MAINT_DUE", 2, "call", DAY
    follow_up.urgency, follow_up.value, follow_up.score, follow_up.rfm_class = 0.5, 0.5, 50.0, "VALUE"
    db.session.add(follow_up)
    db.session.flush()
    made = contact(reason, reason_id=other, follow_up_id=follow_up.id)
    credit(made, trigger="MAINT_DUE")

    told = results_of(campaign)

    assert (told.contacted, told.reached, told.came, told.fen) == (1, 1, 0, 0)


def test_what_was_taken_back_and_what_was_another_campaigns_is_left_out(campaign: Campaign) -> None:
    other = factories.create_campaign(DAY, name="轮胎周")
    contact(choose(campaign), undone_at=datetime(2026, 7, 3, 3, tzinfo=UTC))
    credit(contact(choose(other)))

    told = results_of(campaign)

    assert (told.chosen, told.contacted, told.waiting, told.came) == (1, 0, 1, 0)


def test_a_share_is_told_of_fifty_people_and_five_visits_on() -> None:
    assert Results(contacted=50, came=5).can_tell
    assert Results(contacted=50, came=5).share_came == 0.1
    assert not Results(contacted=49, came=9).can_tell
    assert not Results(contacted=500, came=4).can_tell


def test_visits_count_until_a_week_after_the_end(campaign: Campaign) -> None:
    assert counts_until(campaign) == DAY + timedelta(21)

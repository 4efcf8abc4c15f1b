"""What staff wrote down: appointments, things to come back to, referrals, campaigns."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tenants.appointments import queries as appointments
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.shop_day import (
    Invitation,
    Noted,
    Promised,
    Sent,
)
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.triggers.finders.appointments import CONFIRMED_DAYS_AHEAD
from tenants.opportunities.models import Campaign, Opportunity, Referral


def promises(today: date) -> list[Promised]:
    booked = appointments.expected(today, today + timedelta(CONFIRMED_DAYS_AHEAD))
    missed = appointments.missed(TRIGGERS["NO_SHOW"].earliest_anchor(today))
    return [
        # the day by the clock of the database, which is the shop's at the hours in which people book
        Promised(
            one.customer_id,
            one.vehicle_id,
            one.due_on,
            one.created_at.date(),
            one.due_time,
            one.is_confirmed,
            is_missed,
            one.id,
        )
        for is_missed, rows in ((False, booked), (True, missed))
        for one in rows
    ]


def noted() -> list[Noted]:
    owner = func.coalesce(Customer.merged_into_id, Customer.id)
    rows = db.session.execute(
        select(
            owner,
            Opportunity.vehicle_id,
            Opportunity.kind,
            Opportunity.what,
            Opportunity.due_on,
            Opportunity.noted_on,
            Opportunity.is_safety,
            Opportunity.grade,
            Opportunity.graded_on,
        )
        .join(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.ended_on.is_(None))
        .order_by(Opportunity.noted_on, Opportunity.id)
    )
    return [Noted(*row) for row in rows]


def referrals() -> list[Sent]:
    referrer, referred = aliased(Customer), aliased(Customer)
    rows = db.session.execute(
        select(
            func.coalesce(referrer.merged_into_id, referrer.id),
            func.coalesce(referred.merged_into_id, referred.id),
            referred.name,
            Referral.noted_on,
        )
        .join(referrer, referrer.id == Referral.referrer_id)
        .join(referred, referred.id == Referral.referred_id)
        .order_by(Referral.id)
    )
    return [Sent(*row) for row in rows]


def campaigns(today: date) -> list[Invitation]:
    on = Campaign.invites_on <= today, Campaign.ends_on >= today, Campaign.stopped_at.is_(None)
    return [
        Invitation(row.name, row.invites_on, row.ends_on, row.channel, frozenset(row.classes))
        for row in db.session.scalars(select(Campaign).where(*on).order_by(Campaign.id))
    ]

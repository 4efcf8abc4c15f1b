"""What the governor must know of everybody who may be contacted, read at once for planning."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text

from tenants.customers.models import Customer
from tenants.customers.wishes import Wishes, wishes_of
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.governing import held_out, ledgers, most_contacts, wishing
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.models import Reason, Suppression
from tenants.follow_ups.people import Person
from tenants.follow_ups.refusals import CALM_AFTER_COMPLAINT_DAYS
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scoring.models import CustomerProfile, RfmScore
from tenants.scoring.segments import Tier
from tenants.settings import Settings

_FIRST_VISITS = text("""
SELECT customer_id, min(visit_on) FROM visits
 WHERE shop_id = :shop_id AND is_presence AND visit_on < :today AND customer_id = ANY(:customers)
 GROUP BY customer_id
""").bindparams(bindparam("customers", type_=ARRAY(Uuid)))


Mates = Mapping[uuid.UUID, Collection[uuid.UUID]]  # customer -> the others of his household


def governed(
    persons: Mapping[uuid.UUID, Person], today: date, chosen: Settings, mates: Mates
) -> dict[uuid.UUID, Person]:
    """The same people with wishes, standing and first visit: everything the governor asks about."""
    wishes, standings = wishes_of(_with_mates(persons, mates)), _standings()
    suppressed, first_visits, complaints = _suppressed(today), _first_visits(persons, today), _complaints()
    found = {}
    for customer_id, person in persons.items():
        theirs = [wishes[mate] for mate in mates.get(customer_id, ()) if mate in wishes]
        his, (lifecycle, stage, tier) = wishing(wishes.get(customer_id, Wishes()), theirs), standings[customer_id]
        found[customer_id] = replace(
            person,
            do_not_contact=his.do_not_contact,
            do_not_call=his.do_not_call,
            do_not_market=his.do_not_market,
            no_profiling=his.no_profiling,
            consents=his.consents,
            has_number=his.has_number,
            preferred=his.preferred,
            suppressed=suppressed.get(customer_id, {}),
            first_visit_on=first_visits.get(customer_id),
            calm_on=max((complaints[mate] for mate in mates.get(customer_id, ()) if mate in complaints), default=None),
            tier=tier,
            most_contacts=most_contacts(lifecycle, stage),
            is_held_out=held_out(customer_id, tier, today, chosen),
        )
    return found


def past_contacts(
    customer_ids: Collection[uuid.UUID], today: date, timezone: str, mates: Mates
) -> dict[uuid.UUID, Ledger]:
    """Their ledgers, up to the evening of `today`, each with those of his household."""
    zone = ZoneInfo(timezone)
    midnight = datetime.combine(today + timedelta(1), time.min, zone)
    with planned_for_many_rows():
        found = ledgers(_with_mates(customer_ids, mates), midnight, zone, until=midnight)
    together = {
        customer_id: found.get(customer_id, Ledger()).beside(found[mate] for mate in his if mate in found)
        for customer_id, his in mates.items()
        if customer_id in customer_ids
    }
    return found | together


def _with_mates(customer_ids: Collection[uuid.UUID], mates: Mates) -> set[uuid.UUID]:
    return {*customer_ids, *(mate for one in customer_ids for mate in mates.get(one, ()))}


def _standings() -> defaultdict[uuid.UUID, tuple[str | None, str | None, Tier | None]]:
    rows = db.session.execute(
        select(RfmScore.customer_id, RfmScore.lifecycle, RfmScore.f_stage, CustomerProfile.tier).outerjoin(
            CustomerProfile, CustomerProfile.customer_id == RfmScore.customer_id
        )
    )
    found: defaultdict[uuid.UUID, tuple[str | None, str | None, Tier | None]]
    found = defaultdict(lambda: (None, None, None))
    for customer_id, lifecycle, stage, tier in rows:
        found[customer_id] = lifecycle, stage, Tier(tier) if tier else None
    return found


def _suppressed(today: date) -> dict[uuid.UUID, dict[str, date]]:
    whose = func.coalesce(Customer.merged_into_id, Customer.id)
    rows = db.session.execute(
        select(whose, Suppression.scope, func.max(Suppression.until_on))
        .join(Customer, Customer.id == Suppression.customer_id)
        .where(Suppression.until_on > today)
        .group_by(whose, Suppression.scope)
    )
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)
    for customer_id, scope, until_on in rows:
        found[customer_id][scope] = until_on
    return found


def _complaints() -> dict[uuid.UUID, date]:
    """From when on whoever complained, and his household, may hear of care and marketing again."""
    whose = func.coalesce(Customer.merged_into_id, Customer.id)
    ended_on = func.max(func.coalesce(Reason.closed_on, Reason.deadline_on + Reason.grace_days))
    rows = db.session.execute(
        select(whose, ended_on)
        .join(Customer, Customer.id == Reason.customer_id)
        .where(Reason.trigger.in_([code for code, trigger in TRIGGERS.items() if trigger.freezes]))
        .group_by(whose)
    )
    return {customer_id: on + timedelta(CALM_AFTER_COMPLAINT_DAYS) for customer_id, on in rows}


def _first_visits(persons: Mapping[uuid.UUID, Person], today: date) -> dict[uuid.UUID, date]:
    values = {"shop_id": current_shop_id(), "today": today, "customers": list(persons)}
    return {row[0]: row[1] for row in db.session.execute(_FIRST_VISITS, values)}

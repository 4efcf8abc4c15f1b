"""A real customer to try a script on, and the reason that would call for it."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select

from tenants.customers.models import Customer
from tenants.customers.queries import matches
from tenants.db import db
from tenants.needs.models import VehicleNeeds
from tenants.scoring.models import RfmScore
from tenants.scripts.known import Talk
from tenants.scripts.occasions import Occasion
from tenants.scripts.which import Which
from tenants.visits.queries import visits_page

# which trigger to pretend, and what it would have found
PRETENDED: Mapping[Occasion, tuple[str, Mapping[str, Any]]] = {
    Occasion.W3: ("M3", {}),
    Occasion.DUE: ("MAINT_DUE", {}),
    Occasion.CHECK: ("LAPSE", {}),
    Occasion.CARE: ("HOLIDAY", {"occasion": "mid_autumn"}),
    Occasion.HOT: ("WEATHER", {"occasion": "rainstorm"}),
    Occasion.EXP: ("INSPECT", {}),
    Occasion.GROW: ("RELATED", {}),
    Occasion.WINBACK: ("WINBACK_IMP", {}),
    Occasion.EVENT: ("CAMPAIGN", {}),
    Occasion.REFER: ("REFER_ASK", {}),
    Occasion.ANNIVERSARY: ("ANNIVERSARY", {"years": 3}),
    Occasion.CONTACT: ("VIP_CALL", {}),
    Occasion.WARRANTY: ("WARRANTY_END", {}),
    Occasion.THANKS: ("REFER_THANKS", {}),
    Occasion.REPLACE: ("REPLACE_ASK", {}),
}
DATED = (Occasion.EXP, Occasion.EVENT, Occasion.WARRANTY, Occasion.APPT_CONFIRM, Occasion.NO_SHOW, Occasion.COUPON_END)
DAYS_AHEAD = 10


def customer_for(which: Which, typed: str) -> Customer | None:
    """Whom the search finds, else of the class, with a car that will need something, who spends most; else anybody."""
    people = select(Customer).where(Customer.merged_into_id.is_(None), Customer.customer_type != "internal")
    if typed:
        return db.session.scalar(people.where(matches(typed)).order_by(Customer.name_pinyin, Customer.id).limit(1))
    scored = people.outerjoin(RfmScore, RfmScore.customer_id == Customer.id)
    is_of_class = (RfmScore.rfm_class == which.rfm_class.value).is_(True)
    will_need = exists().where(VehicleNeeds.customer_id == Customer.id, VehicleNeeds.next_due_on.is_not(None))
    return db.session.scalar(
        scored.order_by(
            is_of_class.desc(), will_need.desc(), RfmScore.monetary_fen.desc().nulls_last(), Customer.id
        ).limit(1)
    )


def talk_with(customer_id: uuid.UUID, which: Which, *, advisor: str, shop: str, today: date) -> Talk:
    """As if the occasion had come for him today."""
    trigger, facts = PRETENDED.get(which.occasion, (which.occasion.value, {}))
    if which.occasion in DATED:
        facts = {"due_on": (today + timedelta(DAYS_AHEAD)).isoformat(), **facts}
    visits, _ = visits_page(customer_id, 1, 1)
    last = visits[0] if visits else None
    return Talk(
        trigger,
        facts,
        advisor=advisor,
        shop=shop,
        last_visit_on=last.visit.visit_on if last else None,
        last_items=last.items if last else (),
    )

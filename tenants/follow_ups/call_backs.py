"""The call that a customer asks for by writing to us: a reason like a promised one (domain.md 4.1, CALLBACK)."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select, update

from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.customers.wishes import wishes_of
from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.follow_ups.stored import new_reason, open_days
from tenants.follow_ups.triggers import TRIGGERS, Candidate, fire

CALL_BACK = "CALLBACK"
WRITTEN = "written"  # the wording of one that he asked for himself
HANDLED = "handled"  # closes one that somebody dealt with without a call

# SQL of an open row `r` of replies: nobody said that it is handled, and nobody who has the number has been spoken with
# since, or been answered in writing on the card that it opened
SPOKEN_SINCE = """
  FROM reply_customers l
  JOIN customers p ON p.shop_id = :shop_id AND p.id = l.customer_id
  JOIN contacts k ON k.shop_id = :shop_id AND k.customer_id IN (p.id, p.merged_into_id)
 WHERE l.shop_id = :shop_id AND l.reply_id = r.id AND k.undone_at IS NULL AND k.contacted_at >= r.replied_at
   AND (k.connected OR (k.outcome = 'message_sent' AND k.reason_id = l.reason_id))
"""
OPEN_REPLY = f"r.handled_at IS NULL AND NOT EXISTS (SELECT {SPOKEN_SINCE})"


def ask(customer_id: uuid.UUID, *, today: date, about: str | None = None) -> uuid.UUID | None:
    """Have a customer called back today; `about`: the trigger of the message that he answered. Returns the reason.

    None for who wants no calls: that he wrote is no word against it. A call promised for today already is the same one.
    """
    # of two replies at one moment the second finds the reason of the first
    db.session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())
    said = wishes_of([customer_id]).get(customer_id)
    if said is None or said.do_not_call or said.do_not_contact:
        return None
    facts: Mapping[str, str] = {"wording": WRITTEN} | ({"about": about} if about else {})
    same = db.session.scalar(
        select(Reason).where(
            Reason.customer_id == customer_id,
            Reason.trigger == CALL_BACK,
            Reason.vehicle_id.is_(None),
            Reason.anchor_on == today,
        )
    )
    if same is None:
        same = new_reason(fire(TRIGGERS[CALL_BACK], Candidate(customer_id, None, today, facts), open_days()))
        db.session.add(same)
    elif same.closed_on is not None:
        same.closed_on = same.closed_by = same.wake_on = same.wake_half = same.ends_on = None
        same.tries, same.facts = 0, dict(facts)
    db.session.flush()
    return same.id


def settle(reason_ids: Collection[uuid.UUID], on: date) -> None:
    """Close call-backs that customers asked for; what one of us promised stays."""
    db.session.execute(
        update(Reason)
        .where(Reason.id.in_(reason_ids), Reason.closed_on.is_(None), Reason.facts["wording"].astext == WRITTEN)
        .values(closed_on=on, closed_by=HANDLED)
    )


def wake(customer_id: uuid.UUID) -> None:
    """Reasons that a message has put to rest "until he replies" rest no longer: he did (domain.md 4.6)."""
    his = is_record_of(Reason.customer_id, customer_id)
    waiting = update(Reason).where(his, Reason.closed_on.is_(None), Reason.ends_on.is_not(None))
    db.session.execute(waiting.values(ends_on=None))

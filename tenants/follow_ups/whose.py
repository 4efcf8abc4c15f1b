"""Whose a reason is that came up while records were one: of who has the appointment, the answer or the car."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from tenants.db import current_shop_id, db

# An answer from a number of both may be of either. What its owner has already is not his a second time.
_GIVE_BACK = text("""
WITH written AS (
    SELECT l.reason_id, (array_agg(l.customer_id ORDER BY l.customer_id))[1] AS customer_id
      FROM reply_customers l
      JOIN customers c ON c.shop_id = :shop_id AND c.id = l.customer_id
     WHERE l.shop_id = :shop_id AND l.customer_id = ANY(:records)
     GROUP BY l.reason_id HAVING count(DISTINCT coalesce(c.merged_into_id, c.id)) = 1
), theirs AS (
    SELECT DISTINCT ON (o.id, r.trigger, r.vehicle_id, r.anchor_on, r.about_id) r.id, o.id AS owner_id
      FROM follow_up_reasons r
      JOIN customers h ON h.shop_id = :shop_id AND h.id = r.customer_id
      LEFT JOIN appointments a ON a.shop_id = :shop_id AND a.id = r.about_id
      LEFT JOIN written w ON w.reason_id = r.id AND r.facts ->> 'wording' = 'written'
      LEFT JOIN vehicles v ON v.shop_id = :shop_id AND v.id = r.vehicle_id
      JOIN customers o ON o.shop_id = :shop_id AND o.id = coalesce(a.customer_id, w.customer_id, v.customer_id)
     WHERE r.shop_id = :shop_id AND r.customer_id = ANY(:records) AND o.id = ANY(:records)
       AND r.created_at >= :since AND coalesce(h.merged_into_id, h.id) <> coalesce(o.merged_into_id, o.id)
       AND NOT EXISTS (
           SELECT FROM follow_up_reasons his
            WHERE his.shop_id = :shop_id AND his.customer_id = o.id AND his.trigger = r.trigger
              AND his.anchor_on = r.anchor_on AND his.vehicle_id IS NOT DISTINCT FROM r.vehicle_id
              AND his.about_id IS NOT DISTINCT FROM r.about_id)
     ORDER BY o.id, r.trigger, r.vehicle_id, r.anchor_on, r.about_id, r.closed_on DESC NULLS FIRST, r.id
)
UPDATE follow_up_reasons r SET customer_id = theirs.owner_id
  FROM theirs WHERE r.shop_id = :shop_id AND r.id = theirs.id
""").bindparams(bindparam("records", type_=ARRAY(Uuid)))


def give_back(records: Collection[UUID], since_on: date | None) -> None:
    """Let each reason of `records`, which were one customer since that day (None: nobody remembers) and are several, be
    of the record that it is about, settled or not. What is about none of them stays where it is."""
    # a day early: it began by the shop's clock, and the database has another one
    since = since_on - timedelta(1) if since_on else date.min
    values = {"shop_id": current_shop_id(), "records": list(records), "since": since}
    db.session.flush()
    db.session.execute(_GIVE_BACK, values)
    db.session.expire_all()

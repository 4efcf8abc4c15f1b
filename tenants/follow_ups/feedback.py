"""What a caller's day has brought so far; people count once, however often they were called."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from tenants.db import current_shop_id, db

USUAL_CALLS = 15  # 90 minutes of 6 (domain.md 4.5), for who works off the pool
CAME_DAYS = 30  # a visit so long after a talk is one that followed it

_FEEDBACK = text("""
WITH mine AS MATERIALIZED (
    SELECT coalesce(c.merged_into_id, k.customer_id) AS customer_id, k.contacted_at, k.outcome, k.connected, f.queue_on
      FROM contacts k LEFT JOIN follow_ups f ON f.shop_id = :shop_id AND f.id = k.follow_up_id
           LEFT JOIN customers c ON c.shop_id = :shop_id AND c.id = k.customer_id AND c.merged_into_id IS NOT NULL
     WHERE k.shop_id = :shop_id AND k.user_id = :user_id AND k.undone_at IS NULL AND k.contacted_at >= :since
), open_ones AS (
    SELECT assigned_to_id FROM follow_ups
     WHERE shop_id = :shop_id AND queue_on = :queue_on AND state = 'open'
       AND (assigned_to_id = :user_id OR assigned_to_id IS NULL)
       AND customer_id NOT IN (SELECT customer_id FROM mine WHERE queue_on = :queue_on)
)
SELECT count(DISTINCT customer_id) FILTER (WHERE queue_on = :queue_on),
       count(DISTINCT customer_id) FILTER (WHERE queue_on = :queue_on AND outcome = 'booked'),
       (
           SELECT count(DISTINCT m.customer_id) FROM mine m JOIN visits v
               ON v.shop_id = :shop_id AND v.customer_id = m.customer_id AND v.is_presence
              AND v.visit_on > (m.contacted_at AT TIME ZONE :timezone)::date
            WHERE m.connected
       ),
       (SELECT count(*) FROM open_ones WHERE assigned_to_id IS NOT NULL),
       (SELECT count(*) FROM open_ones WHERE assigned_to_id IS NULL)
  FROM mine
""")


@dataclass(frozen=True, slots=True)
class Feedback:
    """Of one caller: `done` and `booked` of a day's queue, `target` with what still lies with him, and who `came` in
    the last CAME_DAYS days after he spoke with them."""

    done: int
    target: int
    booked: int
    came: int


def of_caller(user_id: uuid.UUID, queue_on: date, *, now: datetime, timezone: str) -> Feedback:
    """Somebody without follow-ups of his own works off the pool, up to USUAL_CALLS."""
    done, booked, came, own, pool = db.session.execute(
        _FEEDBACK,
        {
            "shop_id": current_shop_id(),
            "user_id": user_id,
            "queue_on": queue_on,
            "since": now - timedelta(CAME_DAYS),
            "timezone": timezone,
        },
    ).one()
    return Feedback(done, done + own if own else max(done, min(done + pool, USUAL_CALLS)), booked, came)

"""Count who left, and why: stored by person and by day, so that a page only adds up (domain.md 4.6, LOST_REASON)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, String, bindparam, text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.models import Contact
from tenants.follow_ups.outcomes import LOSSES

KEPT_DAYS = 365  # the longest period that can be asked for
UNSAID = "unsaid"  # stands for the reason of who gave none
EXITS = ("car_sold", "moved", "scrapped")  # outcomes that are a reason by themselves, when he has no car left
LONGEST = 100  # characters of a reason or a competitor, as many as can be asked for
_TELLING = ("done_elsewhere", "cancelled", *EXITS)

# A merged record's contacts are its survivor's. Of everything he told the last counts, with the day of it, so that
# nobody is in two rows of a table; a competitor is the same however it was typed. Cars are looked for by two
# subqueries, because each has its index.
_PEOPLE = """
WITH told AS (
    SELECT coalesce(customer.merged_into_id, customer.id) AS customer_id, contact.id, contact.contacted_at,
           (contact.contacted_at AT TIME ZONE :timezone)::date AS told_on,
           coalesce(nullif(contact.words, ''), nullif(contact.note, '')) AS words,
           CASE WHEN contact.outcome = ANY (:exits) THEN contact.outcome
                ELSE left(nullif(contact.answer ->> 'reason', ''), :longest) END AS reason,
           left(nullif(btrim(contact.answer ->> 'competitor'), ''), :longest) AS competitor,
           (contact.answer ->> 'price_fen')::bigint AS price_fen
    FROM contacts AS contact
    JOIN customers AS customer ON customer.shop_id = contact.shop_id AND customer.id = contact.customer_id
    WHERE contact.shop_id = :shop_id AND contact.contacted_at >= :since AND contact.undone_at IS NULL
      AND (contact.outcome = 'done_elsewhere'
           OR (contact.outcome = 'cancelled' AND contact.answer ->> 'reason' = ANY (:losses))
           OR (contact.trigger = 'LOST_REASON' AND contact.outcome IN ('not_needed', 'dissatisfied')
               AND contact.answer ->> 'reason' <> '')
           OR (contact.outcome = ANY (:exits)
               AND coalesce(contact.answer ->> 'reason', '') <> 'bought_another'
               AND contact.answer ->> 'new_car' IS NULL
               AND NOT EXISTS (
                   SELECT FROM vehicles AS car
                   WHERE car.shop_id = :shop_id AND car.closed_on IS NULL
                     AND car.customer_id = coalesce(customer.merged_into_id, customer.id))
               AND NOT EXISTS (
                   SELECT FROM customers AS merged
                   JOIN vehicles AS car ON car.shop_id = merged.shop_id AND car.customer_id = merged.id
                   WHERE merged.shop_id = :shop_id AND car.closed_on IS NULL
                     AND merged.merged_into_id = coalesce(customer.merged_into_id, customer.id))))
), said AS (
    SELECT customer_id, max(told_on) AS told_on,
           (array_agg(reason ORDER BY contacted_at DESC, id DESC) FILTER (WHERE reason IS NOT NULL))[1] AS reason,
           max(told_on) FILTER (WHERE reason IS NOT NULL) AS reason_on,
           (array_agg(competitor ORDER BY contacted_at DESC, id DESC)
            FILTER (WHERE competitor IS NOT NULL))[1] AS competitor,
           max(told_on) FILTER (WHERE competitor IS NOT NULL) AS competitor_on,
           (array_agg(price_fen ORDER BY contacted_at DESC, id DESC)
            FILTER (WHERE price_fen IS NOT NULL))[1] AS price_fen,
           max(told_on) FILTER (WHERE price_fen IS NOT NULL) AS price_on,
           (array_agg(words ORDER BY contacted_at DESC, id DESC) FILTER (WHERE words IS NOT NULL))[1] AS words,
           max(told_on) FILTER (WHERE words IS NOT NULL) AS words_on
    FROM told
    GROUP BY customer_id
), people AS (
    SELECT said.*,
           left(lower(regexp_replace(normalize(competitor, NFKC), '\\s+', '', 'g')), :longest) AS competitor_key,
           score.monetary_fen, score.last_paid_on, coalesce(score.last_paid_on > told_on, false) AS is_back
    FROM said
    LEFT JOIN rfm_scores AS score ON score.shop_id = :shop_id AND score.customer_id = said.customer_id
)"""
_TOLD = (
    "told_on, reason, reason_on, competitor, competitor_key, competitor_on, price_fen, price_on, words, words_on, "
    "monetary_fen, last_paid_on, is_back"
)
_KEEP_PEOPLE = f"""{_PEOPLE}, gone AS (
    DELETE FROM lost_customers AS known
    WHERE known.shop_id = :shop_id AND NOT EXISTS (SELECT FROM people WHERE people.customer_id = known.customer_id)
)
INSERT INTO lost_customers AS known (shop_id, customer_id, {_TOLD})
SELECT :shop_id, customer_id, {_TOLD} FROM people
ON CONFLICT (shop_id, customer_id) DO UPDATE
SET ({_TOLD}) = ROW ({", ".join(f"excluded.{name}" for name in _TOLD.split(", "))})
WHERE ({", ".join(f"known.{name}" for name in _TOLD.split(", "))})
      IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _TOLD.split(", "))})
"""

# Whoever is in a period is so for his last day; with a reason only if he told it in the period too.
_KEEP_TALLIES = """
WITH signed AS (
    SELECT told_on, true AS is_reason, :unsaid AS code, '' AS name, 1 AS sign, monetary_fen, is_back
      FROM lost_customers WHERE shop_id = :shop_id AND reason_on IS DISTINCT FROM told_on
    UNION ALL
    SELECT reason_on, true, :unsaid, '', -1, monetary_fen, is_back
      FROM lost_customers WHERE shop_id = :shop_id AND reason_on < told_on
    UNION ALL
    SELECT reason_on, true, reason, '', 1, monetary_fen, is_back
      FROM lost_customers WHERE shop_id = :shop_id AND reason_on IS NOT NULL
    UNION ALL
    SELECT competitor_on, false, competitor_key, competitor, 1, monetary_fen, is_back
      FROM lost_customers WHERE shop_id = :shop_id AND competitor_on IS NOT NULL
), tallies AS (
    SELECT told_on, is_reason, code, name, sum(sign)::integer AS customers,
           coalesce(sum(sign * monetary_fen), 0)::bigint AS fen,
           coalesce(sum(sign) FILTER (WHERE is_back), 0)::integer AS back
    FROM signed
    GROUP BY told_on, is_reason, code, name
), gone AS (
    DELETE FROM loss_tallies AS known
    WHERE known.shop_id = :shop_id
      AND NOT EXISTS (SELECT FROM tallies
                      WHERE (tallies.told_on, tallies.is_reason, tallies.code, tallies.name)
                          = (known.told_on, known.is_reason, known.code, known.name))
)
INSERT INTO loss_tallies AS known (shop_id, told_on, is_reason, code, name, customers, fen, back)
SELECT :shop_id, told_on, is_reason, code, name, customers, fen, back FROM tallies
ON CONFLICT (shop_id, told_on, is_reason, code, name) DO UPDATE
SET (customers, fen, back) = ROW (excluded.customers, excluded.fen, excluded.back)
WHERE (known.customers, known.fen, known.back) IS DISTINCT FROM (excluded.customers, excluded.fen, excluded.back)
"""
_KEEP_MOMENT = """
INSERT INTO loss_counts (shop_id, counted_at) VALUES (:shop_id, :now)
ON CONFLICT (shop_id) DO UPDATE SET counted_at = excluded.counted_at
"""
_PEOPLE_KEPT = text(_KEEP_PEOPLE).bindparams(
    bindparam("exits", type_=ARRAY(String)), bindparam("losses", type_=ARRAY(String))
)
_TALLIES_KEPT, _MOMENT_KEPT = text(_KEEP_TALLIES), text(_KEEP_MOMENT)


def count_losses(today: date, now: datetime, timezone: str) -> None:
    """Bring the stored losses of the last year in line with contacts, merges, cars and scores.

    `timezone` is the shop's. Only rows that come out otherwise are written, and when it was.
    """
    since = datetime.combine(today - timedelta(KEPT_DAYS), time.min, ZoneInfo(timezone))
    of_shop = {"shop_id": current_shop_id()}
    told = {"since": since, "timezone": timezone, "exits": list(EXITS), "losses": list(LOSSES), "longest": LONGEST}
    with planned_for_many_rows(in_one_process=True):
        db.session.execute(_PEOPLE_KEPT, of_shop | told)
        db.session.execute(_TALLIES_KEPT, of_shop | {"unsaid": UNSAID})
    db.session.execute(_MOMENT_KEPT, of_shop | {"now": now})


def may_tell(contact: Contact) -> bool:
    """Whether a contact may be one that is counted, so that recording it or taking it back changes the numbers."""
    return contact.outcome in _TELLING or contact.trigger == "LOST_REASON"

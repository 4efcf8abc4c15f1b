"""Why customers leave, and to whom: what they said in the contacts of a period (domain.md 4.6, LOST_REASON)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, String, TextClause, bindparam, text

from tenants.db import current_shop_id, db
from tenants.follow_ups.outcomes import LOSSES
from tenants.paging import Page

UNSAID = "unsaid"  # stands for the reason of who gave none
EXITS = ("car_sold", "moved", "scrapped")  # outcomes that are a reason by themselves, when he has no car left

# A merged record's contacts are its survivor's. The last reason and the last competitor somebody named count, so
# that nobody is in two rows of a table; a competitor is the same however it was typed. Cars are looked for by two
# subqueries, because each has its index.
_PEOPLE = """
WITH told AS (
    SELECT coalesce(customer.merged_into_id, customer.id) AS customer_id, contact.id, contact.contacted_at,
           coalesce(nullif(contact.words, ''), contact.note, '') AS words,
           CASE WHEN contact.outcome = ANY (:exits) THEN contact.outcome
                ELSE nullif(contact.answer ->> 'reason', '') END AS reason,
           nullif(btrim(contact.answer ->> 'competitor'), '') AS competitor,
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
    SELECT customer_id, max((contacted_at AT TIME ZONE :timezone)::date) AS told_on,
           coalesce((array_agg(reason ORDER BY contacted_at DESC, id DESC)
                     FILTER (WHERE reason IS NOT NULL))[1], :unsaid) AS reason,
           (array_agg(competitor ORDER BY contacted_at DESC, id DESC)
            FILTER (WHERE competitor IS NOT NULL))[1] AS competitor,
           (array_agg(price_fen ORDER BY contacted_at DESC, id DESC)
            FILTER (WHERE price_fen IS NOT NULL))[1] AS price_fen,
           coalesce((array_agg(words ORDER BY contacted_at DESC, id DESC) FILTER (WHERE words <> ''))[1], '') AS words
    FROM told
    GROUP BY customer_id
), people AS (
    SELECT said.*, lower(regexp_replace(normalize(competitor, NFKC), '\\s+', '', 'g')) AS competitor_key,
           score.monetary_fen, score.last_paid_on, coalesce(score.last_paid_on > told_on, false) AS is_back
    FROM said
    LEFT JOIN rfm_scores AS score ON score.shop_id = :shop_id AND score.customer_id = said.customer_id
)
"""

_TALLIES = """
SELECT grouping(reason) = 0 AS is_reason, coalesce(reason, competitor_key) AS code,
       CASE WHEN grouping(reason) = 1 THEN mode() WITHIN GROUP (ORDER BY competitor) ELSE '' END AS name,
       count(*) AS customers,
       coalesce(sum(monetary_fen), 0)::bigint AS fen, count(*) FILTER (WHERE is_back) AS back
FROM people
GROUP BY GROUPING SETS ((reason), (competitor_key))
HAVING grouping(reason) = 0 OR competitor_key IS NOT NULL
ORDER BY customers DESC, fen DESC, code
"""

_CHOSEN = """
WHERE (:reason = '' OR people.reason = :reason) AND (:competitor = '' OR people.competitor_key = :competitor)
"""

_NAMES = f"""
SELECT people.customer_id, customer.name, told_on, reason, coalesce(competitor, '') AS competitor, price_fen, words,
       monetary_fen, last_paid_on, is_back
FROM people
JOIN customers AS customer ON customer.shop_id = :shop_id AND customer.id = people.customer_id
{_CHOSEN}
ORDER BY monetary_fen DESC NULLS LAST, customer.name_pinyin, people.customer_id
OFFSET :offset LIMIT :most
"""


def _statement(rest: str) -> TextClause:
    codes = bindparam("exits", type_=ARRAY(String)), bindparam("losses", type_=ARRAY(String))
    return text(_PEOPLE + rest).bindparams(*codes)


_COUNTED = _statement(_TALLIES)
_TOTAL = _statement(f"SELECT count(*) FROM people {_CHOSEN}")
_LISTED = _statement(_NAMES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Losses told from `since` on, by the days of `timezone`; of one reason or one competitor where they are named."""

    since: datetime
    timezone: str
    reason: str = ""
    competitor: str = ""  # the code of its Tally


@dataclass(frozen=True, slots=True)
class Tally:
    """Different people of one reason, or of one competitor, whose `name` is as most of them were written; `fen` is what
    they spent here within the window of scores, `back` how many have paid here since they said so."""

    code: str
    name: str
    customers: int
    fen: int
    back: int


@dataclass(frozen=True, slots=True)
class Losses:
    """Everybody counts once among the reasons, and once among the competitors if he named one. Most people first."""

    reasons: list[Tally]
    competitors: list[Tally]

    @property
    def customers(self) -> int:
        return sum(tally.customers for tally in self.reasons)

    @property
    def fen(self) -> int:
        return sum(tally.fen for tally in self.reasons)

    @property
    def back(self) -> int:
        return sum(tally.back for tally in self.reasons)

    @property
    def unnamed(self) -> int:
        """People who named no competitor."""
        return self.customers - sum(tally.customers for tally in self.competitors)


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody who left: `price_fen` he paid elsewhere, `words` are his or else a note, `monetary_fen` is of the window
    of scores and None for who was never scored."""

    customer_id: uuid.UUID
    name: str
    told_on: date
    reason: str
    competitor: str
    price_fen: int | None
    words: str
    monetary_fen: int | None
    last_paid_on: date | None
    is_back: bool


def losses(wanted: Wanted) -> Losses:
    """How many left, by reason and by competitor."""
    rows = db.session.execute(_COUNTED, _values(wanted)).all()
    tallies = [(row.is_reason, Tally(row.code, row.name, row.customers, row.fen, row.back)) for row in rows]
    return Losses(
        [one for is_reason, one in tallies if is_reason], [one for is_reason, one in tallies if not is_reason]
    )


def page(wanted: Wanted, asked: int) -> tuple[list[Lost], Page]:
    """A page of the people behind a number, who spent most first."""
    paging = Page.of(asked, db.session.scalar(_TOTAL, _values(wanted)) or 0)
    return listed(wanted, paging.offset, paging.size), paging


def listed(wanted: Wanted, offset: int = 0, most: int | None = None) -> list[Lost]:
    """The people behind a number, who spent most first; all of them without `most`."""
    rows = db.session.execute(_LISTED, {**_values(wanted), "offset": offset, "most": most})
    return [Lost(**row) for row in rows.mappings()]


def _values(wanted: Wanted) -> Mapping[str, Any]:
    return {
        "shop_id": current_shop_id(),
        "since": wanted.since,
        "timezone": wanted.timezone,
        "reason": wanted.reason,
        "competitor": wanted.competitor,
        "exits": list(EXITS),
        "losses": list(LOSSES),
        "unsaid": UNSAID,
    }

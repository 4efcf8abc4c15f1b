"""Why customers leave, and to whom, as counted last: numbers by reason and competitor, and the names behind them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text

from tenants.db import current_shop_id, db
from tenants.follow_ups.loss_counting import UNSAID
from tenants.follow_ups.models import LossCount
from tenants.paging import Page

# A competitor is called as most of his customers wrote him.
_TALLIES = """
SELECT is_reason, code, (array_agg(name ORDER BY customers DESC, name))[1] AS name,
       sum(customers)::integer AS customers, sum(fen)::bigint AS fen, sum(back)::integer AS back
FROM (
    SELECT is_reason, code, name, sum(customers) AS customers, sum(fen) AS fen, sum(back) AS back
    FROM loss_tallies
    WHERE shop_id = :shop_id AND told_on >= :since_on
    GROUP BY is_reason, code, name
) AS written
GROUP BY is_reason, code
HAVING sum(customers) > 0
ORDER BY customers DESC, fen DESC, code
"""
_TOTAL = """
SELECT coalesce(sum(customers), 0)::integer
FROM loss_tallies
WHERE shop_id = :shop_id AND told_on >= :since_on AND is_reason = (:competitor = '')
  AND (:reason = '' OR code = :reason) AND (:competitor = '' OR code = :competitor)
"""

# Only what was told in the period counts. The page is cut before its names are looked up.
_NAMES = """
WITH told AS (
    SELECT customer_id, told_on, CASE WHEN reason_on >= :since_on THEN reason ELSE :unsaid END AS reason,
           CASE WHEN competitor_on >= :since_on THEN competitor ELSE '' END AS competitor,
           CASE WHEN competitor_on >= :since_on THEN competitor_key ELSE '' END AS competitor_key,
           CASE WHEN price_on >= :since_on THEN price_fen END AS price_fen,
           CASE WHEN words_on >= :since_on THEN words ELSE '' END AS words, monetary_fen, last_paid_on, is_back
    FROM lost_customers
    WHERE shop_id = :shop_id AND told_on >= :since_on
), page AS (
    SELECT * FROM told
    WHERE (:reason = '' OR reason = :reason) AND (:competitor = '' OR competitor_key = :competitor)
    ORDER BY monetary_fen DESC NULLS LAST, told_on DESC, customer_id
    OFFSET :offset LIMIT :most
)
SELECT page.customer_id, customer.name, told_on, reason, competitor, price_fen, words, monetary_fen, last_paid_on,
       is_back
FROM page
JOIN customers AS customer ON customer.shop_id = :shop_id AND customer.id = page.customer_id
ORDER BY monetary_fen DESC NULLS LAST, told_on DESC, page.customer_id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Losses told from the day `since_on` of the shop's clock on, at most `loss_counting.KEPT_DAYS` back; of one reason
    or of one competitor where it is named."""

    since_on: date
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


def counted_at() -> datetime | None:
    """When they were counted; None when they never were."""
    return db.session.scalar(select(LossCount.counted_at))


def losses(wanted: Wanted) -> Losses:
    """How many left, by reason and by competitor."""
    rows = db.session.execute(text(_TALLIES), {"shop_id": current_shop_id(), "since_on": wanted.since_on}).all()
    tallies = [(row.is_reason, Tally(row.code, row.name, row.customers, row.fen, row.back)) for row in rows]
    return Losses(
        [one for is_reason, one in tallies if is_reason], [one for is_reason, one in tallies if not is_reason]
    )


def page(wanted: Wanted, asked: int) -> tuple[list[Lost], Page]:
    """A page of the people behind a number, who spent most first."""
    paging = Page.of(asked, db.session.scalar(text(_TOTAL), _values(wanted)) or 0)
    return listed(wanted, paging.offset, paging.size), paging


def listed(wanted: Wanted, offset: int = 0, most: int | None = None) -> list[Lost]:
    """The people behind a number, who spent most first; all of them without `most`."""
    values = {"unsaid": UNSAID, "offset": offset, "most": most}
    rows = db.session.execute(text(_NAMES), _values(wanted) | values)
    return [Lost(**row) for row in rows.mappings()]


def _values(wanted: Wanted) -> dict[str, Any]:
    return {
        "shop_id": current_shop_id(),
        "since_on": wanted.since_on,
        "reason": wanted.reason,
        "competitor": wanted.competitor,
    }

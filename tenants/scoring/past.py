"""The days every customer who ever paid was in the shop, as arrays; scored before. Nothing is written here."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenants.db import current_shop_id
from tenants.scoring import arrays
from tenants.scoring.segments import FLEET_VEHICLES

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_UNPAID = arrays.NULL_DAY  # in the place of an amount
_MOST_FEN = 2**31 - 1  # 21 million: amounts travel in four bytes

# A customer's cars at work make his rhythm another one, so his peers are others.
_PEOPLE = """
SELECT s.customer_id, uuid_hash(s.customer_id), s.frequency, s.monetary_fen, s.last_paid_on - DATE '1970-01-01',
       s.first_paid_on - DATE '1970-01-01', coalesce(v.vehicles, 0),
       c.customer_type = 'personal' AND coalesce(v.vehicles, 0) < :fleet_vehicles,
       coalesce(v.at_work, false), k.customer_id IS NOT NULL, p.customer_id IS NOT NULL, coalesce(p.signature, 0)
  FROM rfm_scores s
  JOIN customers c ON c.shop_id = :shop_id AND c.id = s.customer_id
  LEFT JOIN (SELECT customer_id, count(*) AS vehicles, bool_or(use IN ('company', 'ride', 'taxi', 'truck')) AS at_work
               FROM vehicles
              WHERE shop_id = :shop_id AND closed_on IS NULL {vehicles}
              GROUP BY customer_id) v ON v.customer_id = s.customer_id
  LEFT JOIN key_customers k ON k.shop_id = :shop_id AND k.customer_id = s.customer_id
  LEFT JOIN customer_profiles p ON p.shop_id = :shop_id AND p.customer_id = s.customer_id
 WHERE s.shop_id = :shop_id AND s.last_paid_on IS NOT NULL {scores}
 ORDER BY s.customer_id
"""
_PERSON = {
    "customer_id": "uuid",
    "hash": "integer",
    "visits": "integer",
    "total_fen": "bigint",
    "last_paid_on": "integer",
    "first_paid_on": "integer",
    "vehicles": "bigint",
    "personal": "boolean",
    "at_work": "boolean",
    "named_key": "boolean",
    "known": "boolean",
    "known_signature": "bigint",
}

_DAYS = f"""
SELECT uuid_hash(v.customer_id), v.visit_on - DATE '1970-01-01', least(sum(v.net_revenue_fen), {_MOST_FEN})::integer,
       coalesce(least(sum(v.m_fen) FILTER (WHERE v.is_paid), {_MOST_FEN}), {_UNPAID})::integer,
       coalesce(least(max(v.m_fen) FILTER (WHERE v.is_paid), {_MOST_FEN}), {_UNPAID})::integer
  FROM visits v
  JOIN rfm_scores s ON s.shop_id = :shop_id AND s.customer_id = v.customer_id AND s.last_paid_on IS NOT NULL
 WHERE v.shop_id = :shop_id AND v.is_revenue AND v.visit_on <= :as_of {{visits}}
 GROUP BY v.customer_id, v.visit_on
 ORDER BY v.customer_id, v.visit_on
"""
_DAY = {"hash": "integer", "day": "integer", "ticket_fen": "integer", "spent_fen": "integer", "largest_fen": "integer"}


@dataclass(frozen=True, slots=True)
class Past:
    """`people`: a row per customer who ever paid, by customer_id: visits, total_fen and largest_fen (one visit) of the
    window, first_fen (of his first day), median_ticket_fen (of the window, or ever), last_paid_on, first_paid_on
    (datetime64), vehicles, personal, is_key, is_business, known, known_signature.

    The arrays have an element per customer and day with revenue, by customer and day: `owner` (place in people), `day`
    (since 1970), `ticket_fen` (net revenue), `spent_fen` (towards M), `largest_fen` (its largest visit), `is_paid`,
    `in_window`. Amounts of days that are not paid are 0 but for the ticket.
    """

    people: pd.DataFrame
    owner: Integers
    day: Integers
    ticket_fen: Integers
    spent_fen: Integers
    largest_fen: Integers
    is_paid: Booleans
    in_window: Booleans


def read(as_of: date, window_start: date, customers: Collection[uuid.UUID] | None = None) -> Past:
    """The past of the shop in scope, or of some `customers`, up to the end of `as_of`; the window begins after
    `window_start`. The scores of that day are there already.
    """
    values: dict[str, Any] = {"shop_id": current_shop_id(), "as_of": as_of, "fleet_vehicles": FLEET_VEHICLES}
    only = dict.fromkeys(("vehicles", "scores", "visits"), "")
    if customers is not None:
        values["customers"] = list(customers)
        only = {name: f"AND {name[0]}.customer_id = ANY(:customers)" for name in only}
        only["vehicles"] = "AND customer_id = ANY(:customers)"
    people = arrays.fetch(_PEOPLE.format(**only), values, _PERSON)
    days = arrays.fetch(_DAYS.format(**only), values, _DAY)
    is_paid = days["spent_fen"] != _UNPAID
    past = Past(
        _people(people),
        _owners(people["hash"], days["hash"], days["day"]),
        days["day"].astype(np.int64),
        days["ticket_fen"].astype(np.int64),
        np.where(is_paid, days["spent_fen"], 0).astype(np.int64),
        np.where(is_paid, days["largest_fen"], 0).astype(np.int64),
        is_paid,
        days["day"] > (window_start - date(1970, 1, 1)).days,
    )
    return replace(past, people=past.people.assign(**_amounts(past)))


def _people(found: arrays.Columns) -> pd.DataFrame:
    fleet = ~found["personal"]
    return pd.DataFrame(
        {
            "customer_id": arrays.ids(found["customer_id"]),
            **{name: found[name] for name in ("visits", "total_fen", "vehicles", "personal", "known")},
            "known_signature": found["known_signature"],
            "last_paid_on": arrays.days(found["last_paid_on"]),
            "first_paid_on": arrays.days(found["first_paid_on"]),
            "is_key": fleet | found["named_key"],
            "is_business": fleet | found["at_work"],
        }
    )


def _owners(people: NDArray[Any], rows: NDArray[Any], day: NDArray[Any]) -> Integers:
    """Whose row it is. Four bytes of hash travel instead of sixteen of id: both come in one order, and a customer
    begins where the hash changes, or where the days begin anew. Raises ValueError when they do not match, as when an
    import was committed in between.
    """
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = (rows[1:] != rows[:-1]) | (day[1:] <= day[:-1])
    if not np.array_equal(rows[begins], people):
        raise ValueError("the days do not belong to these customers")
    owner: Integers = np.cumsum(begins) - 1
    return owner


def _amounts(past: Past) -> dict[str, Integers]:
    number = len(past.people)
    largest, first = np.zeros(number, np.int64), np.zeros(number, np.int64)
    np.maximum.at(largest, past.owner[past.in_window], past.largest_fen[past.in_window])
    # the last to be written stays, so the days go backwards
    first[past.owner[past.is_paid][::-1]] = past.spent_fen[past.is_paid][::-1]
    return {"largest_fen": largest, "first_fen": np.maximum(first, 0), "median_ticket_fen": _medians(past, number)}


def _medians(past: Past, number: int) -> Integers:
    """The lower median of each customer's tickets: those of the window, or all when it has none."""
    has_recent = np.zeros(number, np.bool_)
    has_recent[past.owner[past.in_window]] = True
    counted = past.in_window | ~has_recent[past.owner]
    owner, ticket = past.owner[counted], past.ticket_fen[counted]
    ordered = ticket[np.lexsort((ticket, owner))]
    counts = np.bincount(owner, minlength=number)
    median: Integers = ordered[np.cumsum(counts) - counts + (counts - 1) // 2]
    return median

"""The days every customer who ever paid was in the shop, as arrays; scored before. Nothing is written here."""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenants.db import current_shop_id, planned_for_many_rows
from tenants.scoring import arrays
from tenants.scoring.fleets import CARS, OF_SOME
from tenants.scoring.segments import FLEET_VEHICLES

Integers = NDArray[np.signedinteger[Any]]
Booleans = NDArray[np.bool_]

_UNPAID = arrays.NULL_DAY  # in the place of an amount
CHUNK = 10_000  # customers at a time
_MOST_FEN = 2**31 - 1  # 21 million: amounts travel in four bytes

# A customer's cars at work make his rhythm another one, so his peers are others.
_PEOPLE = """
SELECT s.customer_id, uuid_hash_extended(s.customer_id, 0), s.frequency, s.monetary_fen,
       s.last_paid_on - DATE '1970-01-01', s.first_paid_on - DATE '1970-01-01', coalesce(v.vehicles, 0),
       c.customer_type = 'personal' AND coalesce(v.vehicles, 0) < :fleet_vehicles,
       coalesce(v.at_work, false), k.customer_id IS NOT NULL, p.customer_id IS NOT NULL, coalesce(p.signature, 0)
  FROM rfm_scores s
  JOIN customers c ON c.shop_id = :shop_id AND c.id = s.customer_id {customers}
  LEFT JOIN ({cars}) v ON v.customer_id = s.customer_id
  LEFT JOIN key_customers k ON k.shop_id = :shop_id AND k.customer_id = s.customer_id
  LEFT JOIN customer_profiles p ON p.shop_id = :shop_id AND p.customer_id = s.customer_id {profiles}
 WHERE s.shop_id = :shop_id AND s.last_paid_on IS NOT NULL {scores}
 ORDER BY s.customer_id
"""
_OF_CARS = ", count(*) AS vehicles, bool_or(v.use IN ('company', 'ride', 'taxi', 'truck')) AS at_work"
_PERSON = {
    "customer_id": "uuid",
    "hash": "bigint",
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

# in the order of people; grouped by day here, which costs the database more
_VISITS = f"""
SELECT uuid_hash_extended(customer_id, 0), visit_on - DATE '1970-01-01', least(net_revenue_fen, {_MOST_FEN})::integer,
       CASE WHEN is_paid THEN least(m_fen, {_MOST_FEN}) ELSE {_UNPAID} END::integer
  FROM visits
 WHERE shop_id = :shop_id AND is_revenue AND visit_on <= :as_of AND {{whose}}
 ORDER BY customer_id, visit_on
"""
_OF_A_RANGE = "customer_id BETWEEN CAST(:first_id AS uuid) AND CAST(:last_id AS uuid)"
_OF_SOME = "customer_id = ANY(:customers)"  # without their range, which would be read instead
_VISIT = {"hash": "bigint", "day": "integer", "ticket_fen": "integer", "spent_fen": "integer"}
_BY_DAY = ("owner", "day", "ticket_fen", "spent_fen", "is_paid", "in_window")


@dataclass(frozen=True, slots=True)
class Past:
    """`people`: a row per customer who ever paid, by customer_id (16 bytes): visits, total_fen and largest_fen (one
    visit) of the window, first_fen (of his first day), median_ticket_fen (of the window, or ever), last_paid_on,
    first_paid_on (datetime64), vehicles, personal, is_key, is_business, known, known_signature, and a hash of the id.

    The arrays have an element per customer and day with revenue, by customer and day: `owner` (place in people), `day`
    (since 1970), `ticket_fen` (net revenue), `spent_fen` (towards M; 0 when not paid), `is_paid`, `in_window`.
    """

    people: pd.DataFrame
    owner: Integers
    day: Integers
    ticket_fen: Integers
    spent_fen: Integers
    is_paid: Booleans
    in_window: Booleans

    def parts(self) -> "Iterator[Past]":
        """The same, some customers at a time."""
        for start in range(0, len(self.people), CHUNK):
            low, high = np.searchsorted(self.owner, (start, start + CHUNK))
            yield Past(
                self.people.iloc[start : start + CHUNK].reset_index(drop=True),
                self.owner[low:high] - start,
                self.day[low:high],
                self.ticket_fen[low:high],
                self.spent_fen[low:high],
                self.is_paid[low:high],
                self.in_window[low:high],
            )


def read(as_of: date, window_start: date, customers: Collection[uuid.UUID] | None = None) -> Past:
    """The past of the shop in scope, or of some `customers`, up to the end of `as_of`; the window begins after
    `window_start`. The scores of that day are there already.
    """
    values: dict[str, Any] = {"shop_id": current_shop_id(), "as_of": as_of, "fleet_vehicles": FLEET_VEHICLES}
    only = dict.fromkeys(("scores", "customers", "profiles"), "") | {"cars": CARS.format(facts=_OF_CARS, whose="")}
    if customers is not None:
        values["customers"] = list(customers)
        mine = "customer_id = ANY(:customers)"
        # of each table by itself: an index finds them, and no plan pairs all rows of one with all of another
        only = {"cars": CARS.format(facts=_OF_CARS, whose=OF_SOME), "scores": f"AND s.{mine}"}
        only |= {"customers": "AND c.id = ANY(:customers)", "profiles": f"AND p.{mine}"}
    with planned_for_many_rows():
        people = _people(arrays.fetch(_PEOPLE.format(**only), values, _PERSON))
    since = (window_start - date(1970, 1, 1)).days
    parts = [_by_day(part, _visits_of(part, values), since) for part in _chunks(people)]
    return _joined(parts)


def _chunks(people: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """In pieces, because the bytes of a whole large shop would be most of the memory of a run; one of an empty shop."""
    for start in range(0, max(len(people), 1), CHUNK):
        yield people.iloc[start : start + CHUNK].reset_index(drop=True)


def _visits_of(people: pd.DataFrame, values: dict[str, Any]) -> arrays.Columns:
    if "customers" in values:
        mine = {"customers": arrays.ids(people["customer_id"])}
        return arrays.fetch(_VISITS.format(whose=_OF_SOME), values | mine, _VISIT)
    first, last = arrays.ids(people["customer_id"].iloc[[0, -1]]) if len(people) else (None, None)
    bounds = {"first_id": first, "last_id": last}
    return arrays.fetch(_VISITS.format(whose=_OF_A_RANGE), values | bounds, _VISIT)


def _joined(parts: list[Past]) -> Past:
    starts = accumulate((len(part.people) for part in parts), initial=0)
    people = pd.concat([part.people for part in parts], ignore_index=True)
    columns = {name: [getattr(part, name) for part in parts] for name in _BY_DAY}
    columns["owner"] = [owner + start for owner, start in zip(columns["owner"], starts, strict=False)]
    parts.clear()
    # one column at a time, so that a large shop never lies here twice
    return Past(people, **{name: np.concatenate(columns.pop(name)) for name in _BY_DAY})


def _by_day(people: pd.DataFrame, visits: arrays.Columns, since: int) -> Past:
    owner, known = _owners(people["hash"].to_numpy(), visits["hash"], visits["day"])
    day, ticket, spent = (visits[name][known] for name in ("day", "ticket_fen", "spent_fen"))
    is_paid, in_window = spent != _UNPAID, day > since
    spent[~is_paid] = 0
    begins = np.flatnonzero(np.diff(owner, prepend=-1) | np.diff(day, prepend=-1))
    past = Past(
        people,
        owner[begins],
        day[begins],
        _summed(ticket, begins),
        _summed(spent, begins),
        np.logical_or.reduceat(is_paid, begins) if len(begins) else is_paid,
        in_window[begins],
    )
    largest = np.zeros(len(people), np.int64)
    np.maximum.at(largest, owner[in_window], spent[in_window])
    return replace(past, people=people.assign(largest_fen=largest, **_amounts(past)))


def _summed(fen: Integers, begins: NDArray[np.intp]) -> Integers:
    total: Integers = np.add.reduceat(fen, begins) if len(begins) else fen
    # a day over 21 million is cut, as a visit is
    return np.clip(total, -_MOST_FEN, _MOST_FEN).astype(np.int32)


def _people(found: arrays.Columns) -> pd.DataFrame:
    fleet = ~found["personal"]
    return pd.DataFrame(
        {
            "customer_id": arrays.keys(found["customer_id"]),
            **{name: found[name] for name in ("hash", "visits", "total_fen", "vehicles", "personal", "known")},
            "known_signature": found["known_signature"],
            "last_paid_on": arrays.days(found["last_paid_on"]).astype("datetime64[s]"),
            "first_paid_on": arrays.days(found["first_paid_on"]).astype("datetime64[s]"),
            "is_key": fleet | found["named_key"],
            "is_business": fleet | found["at_work"],
        }
    )


def _owners(people: Integers, rows: Integers, day: Integers) -> tuple[Integers, Booleans]:
    """Whose visit it is, of those that belong to these people, and which do.

    Eight bytes of hash travel instead of sixteen of id: both come in one order, and a customer begins where the hash
    changes, or where the days begin anew. Who washes only, or is no customer any more, has visits and is not among the
    people. Raises ValueError when someone has no visits: an import was committed in between.
    """
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = (rows[1:] != rows[:-1]) | (day[1:] < day[:-1])
    known = np.isin(rows[begins], people)
    if not np.array_equal(rows[begins][known], people):
        raise ValueError("the visits do not belong to these customers")
    run = np.cumsum(begins, dtype=np.int32) - 1
    kept = known[run]
    owner: Integers = (np.cumsum(known, dtype=np.int32) - 1)[run[kept]]
    return owner, kept


def _amounts(past: Past) -> dict[str, Integers]:
    first = np.zeros(len(past.people), np.int64)
    # the last to be written stays, so the days go backwards
    first[past.owner[past.is_paid][::-1]] = past.spent_fen[past.is_paid][::-1]
    return {"first_fen": np.maximum(first, 0), "median_ticket_fen": _medians(past, len(past.people))}


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

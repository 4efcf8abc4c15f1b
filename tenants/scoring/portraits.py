"""Compute the distributions of a shop and store them, so that pages only draw (domain.md 2.4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.scoring import arrays, cuts, distributions, drawn
from tenants.scoring.distributions import Habits, Tickets
from tenants.scoring.models import Distribution
from tenants.scoring.order_facts import PARTS, OrderFacts
from tenants.scoring.past import Past


def paint(past: Past, facts: OrderFacts, timed: arrays.Columns) -> dict[str, Any]:
    """The payload of every distribution by its name, all of the window."""
    people = past.people
    medians = people["median_ticket_fen"][people["visits"] >= 1].tolist()
    cycles = {drawn.cycle_of(group): gaps for group, gaps in facts.group_gaps(drawn.CYCLE_GROUPS).items()}
    return {
        **{name: distributions.cycle(gaps).payload() for name, gaps in ({drawn.CYCLE: _gaps(past)} | cycles).items()},
        drawn.TICKETS: tickets(past.ticket_fen[past.in_window], facts.anonymous_tickets(), medians).payload(),
        drawn.PARETO: distributions.pareto(_best_first(past)).payload(),
        drawn.HABITS: _habits(past, timed).payload(),
    }


def store(as_of: date, payloads: Mapping[str, Any]) -> None:
    """Keep these distributions of the shop in scope and no others."""
    shop_id = current_shop_id()
    db.session.execute(delete(Distribution).where(Distribution.name.not_in(list(payloads))))
    rows = [{"shop_id": shop_id, "name": name, "as_of": as_of, "payload": each} for name, each in payloads.items()]
    statement = insert(Distribution).values(rows)
    new = {"as_of": statement.excluded.as_of, "payload": statement.excluded.payload}
    db.session.execute(statement.on_conflict_do_update(index_elements=["shop_id", "name"], set_=new))


def tickets(fen: NDArray[np.signedinteger[Any]], anonymous: Mapping[int, int], medians: Sequence[int]) -> Tickets:
    """As `distributions.tickets`, of `fen` and of `anonymous` (fen -> how often), without a Python number for each of
    the hundreds of thousands of different tickets of a large shop.
    """
    if anonymous:
        fen = np.concatenate((fen, np.repeat(list(anonymous), list(anonymous.values()))))
    if not len(fen):
        return distributions.tickets({}, medians)
    bands = np.searchsorted(distributions.TICKET_EDGES, fen, side="right")
    counts = np.bincount(bands, minlength=len(distributions.TICKET_EDGES) + 1).tolist()
    amounts = [cuts.percentile(fen, percent) for percent in distributions.PERCENTS]
    return distributions.counted_tickets(counts, amounts, Fraction(int(fen.sum()), len(fen)), medians)


def _gaps(past: Past) -> dict[int, int]:
    counted = past.is_paid & past.in_window
    owner, day = past.owner[counted], past.day[counted]
    return _counts((day[1:] - day[:-1])[owner[1:] == owner[:-1]])


def _counts(values: NDArray[np.signedinteger[Any]]) -> dict[int, int]:
    found, times = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), times.tolist(), strict=True))


def _best_first(past: Past) -> list[int]:
    """M of the population: the most money first, of equal ones the more frequent, then the older customer."""
    people = past.people[past.people["personal"] & (past.people["visits"] >= 1)]
    ordered = people.sort_values(["total_fen", "visits", "first_paid_on"], ascending=[False, False, True])
    money: list[int] = ordered["total_fen"].tolist()
    return money


def _habits(past: Past, timed: arrays.Columns) -> Habits:
    paid = past.is_paid & past.in_window
    # day 0 of 1970 was a Thursday
    weekdays = np.bincount((past.day[paid] + 3) % 7, minlength=7)
    cells = np.zeros((7, len(PARTS)), np.int64)
    np.add.at(cells, (timed["weekday"], timed["part"]), timed["recent"])
    return Habits(tuple(weekdays.tolist()), tuple(cells.sum(axis=0).tolist()), tuple(cells.ravel().tolist()))

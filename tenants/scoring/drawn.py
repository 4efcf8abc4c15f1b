"""The distributions as the last scoring stored them. Nothing is computed here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tenants.db import db
from tenants.scoring.distributions import Cycle, Habits, Pareto, Tickets
from tenants.scoring.models import Distribution

CYCLE, TICKETS, PARETO, HABITS = "cycle", "tickets", "pareto", "habits"
CYCLE_GROUPS = ("maintenance", "repair", "bodywork", "tyre", "wash")  # the wash group counts wash-only visits too


@dataclass(frozen=True, slots=True)
class Drawn:
    """`cycle` is of all paid visits of the window, `cycles` by item group, groups without a gap left out."""

    as_of: date
    cycle: Cycle
    cycles: dict[str, Cycle]
    tickets: Tickets
    pareto: Pareto
    habits: Habits


def drawn() -> Drawn | None:
    """What the distributions page shows; None before the first scoring."""
    stored = {row.name: row for row in db.session.scalars(select(Distribution))}
    if PARETO not in stored:
        return None
    cycles = {group: stored[name] for group in CYCLE_GROUPS if (name := cycle_of(group)) in stored}
    return Drawn(
        max(row.as_of for row in stored.values()),
        Cycle.read(stored[CYCLE].payload),
        {group: cycle for group, row in cycles.items() if (cycle := Cycle.read(row.payload)).count},
        Tickets.read(stored[TICKETS].payload),
        Pareto.read(stored[PARETO].payload),
        Habits.read(stored[HABITS].payload),
    )


def cycle_of(group: str) -> str:
    """The name under which the cycle of an item group is stored."""
    return f"{CYCLE}:{group}"

"""How often a cell of the grid may hear from us, and what it may be offered (domain.md 2.2)."""

from typing import NamedTuple

from tenants.scoring.segments import FStage, Lifecycle


class CellPolicy(NamedTuple):
    """Marketing and care contacts in 90 days at most; an offer in percent of the ticket at most."""

    contacts: int
    offer_percent: int


class LastDays(NamedTuple):
    """The last day without a paid visit that is still ACTIVE, SILENT, ASLEEP."""

    active: int
    silent: int
    asleep: int


LEAST_ASLEEP_DAYS = 365


def proposed(r_cut_days: int) -> LastDays:
    """What fits a shop of this R cut: once, one and a half times, and twice as long, but a year at least."""
    return LastDays(r_cut_days, (3 * r_cut_days + 1) // 2, max(LEAST_ASLEEP_DAYS, 2 * r_cut_days))


_FIRST, _SECOND, _REGULAR, _FAN = FStage
POLICIES: dict[tuple[Lifecycle, FStage], CellPolicy] = {
    (Lifecycle.ACTIVE, _FIRST): CellPolicy(4, 5),
    (Lifecycle.ACTIVE, _SECOND): CellPolicy(3, 5),
    (Lifecycle.ACTIVE, _REGULAR): CellPolicy(3, 3),
    (Lifecycle.ACTIVE, _FAN): CellPolicy(3, 0),  # a privilege instead
    (Lifecycle.SILENT, _FIRST): CellPolicy(3, 10),
    (Lifecycle.SILENT, _SECOND): CellPolicy(3, 10),
    (Lifecycle.SILENT, _REGULAR): CellPolicy(3, 8),
    (Lifecycle.SILENT, _FAN): CellPolicy(4, 8),
    (Lifecycle.ASLEEP, _FIRST): CellPolicy(2, 15),
    (Lifecycle.ASLEEP, _SECOND): CellPolicy(2, 15),
    (Lifecycle.ASLEEP, _REGULAR): CellPolicy(3, 12),
    (Lifecycle.ASLEEP, _FAN): CellPolicy(4, 12),
    (Lifecycle.CHURNED, _FIRST): CellPolicy(1, 15),
    (Lifecycle.CHURNED, _SECOND): CellPolicy(1, 15),
    (Lifecycle.CHURNED, _REGULAR): CellPolicy(2, 15),
    (Lifecycle.CHURNED, _FAN): CellPolicy(3, 15),
}

"""Two cars whose odometers were written down for each other."""

from collections.abc import Iterable
from dataclasses import replace

from tenants.needs.chains import Reading
from tenants.needs.odometer import Cause, Cleaned, Suspect, neighbours
from tenants.needs.proposals import Proposal, fits_between


def swapped(one: Cleaned, other: Cleaned) -> tuple[Cleaned, Cleaned]:
    """Both cars, with the other's number proposed where each has a suspect of the same day and the other's fits.

    Only then is it said: a number that merely fits somewhere else proves nothing.
    """
    pairs = [
        (mine, his)
        for mine in _open(one)
        for his in _open(other)
        if mine.on == his.on and mine.km != his.km and _fits(mine, other) and _fits(his, one)
    ]
    if not pairs:
        return one, other
    return _with_proposals(one, pairs), _with_proposals(other, [(his, mine) for mine, his in pairs])


def _open(cleaned: Cleaned) -> list[Suspect]:
    return [suspect for suspect in cleaned.suspects if suspect.cause is Cause.INFEASIBLE]


def _fits(suspect: Suspect, cleaned: Cleaned) -> bool:
    before, after = neighbours(cleaned, suspect.on)
    return fits_between(Reading(suspect.on, suspect.km), before, after, cleaned.top_km_per_day)


def _with_proposals(cleaned: Cleaned, pairs: Iterable[tuple[Suspect, Suspect]]) -> Cleaned:
    found = {mine: replace(mine, proposed_km=his.km, proposal=Proposal.OTHER_CAR) for mine, his in pairs}
    return replace(cleaned, suspects=tuple(found.get(suspect, suspect) for suspect in cleaned.suspects))

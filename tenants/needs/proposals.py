"""What a reading that cannot be true may have been: digits swapped, one too many, one too few."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tenants.needs.chains import Reading, is_feasible


class Proposal(StrEnum):
    """How the number came to be wrong."""

    DIGITS_SWAPPED = "digits_swapped"
    DIGIT_TOO_MANY = "digit_too_many"
    DIGIT_TOO_FEW = "digit_too_few"
    OTHER_CAR = "swapped"  # read from the car beside it


def propose(
    reading: Reading, before: Reading | None, after: Reading | None, top_km_per_day: int
) -> tuple[int, Proposal] | None:
    """The number nearest to the line between its neighbours that fits them; None when none fits."""
    fitting = [
        (abs(km - _expected(reading.on, before, after)), place, km, kind)
        for place, (km, kind) in enumerate(_candidates(reading.km))
        if fits_between(Reading(reading.on, km), before, after, top_km_per_day)
    ]
    if not fitting:
        return None
    _, _, km, kind = min(fitting)
    return km, kind


def fits_between(reading: Reading, before: Reading | None, after: Reading | None, top_km_per_day: int) -> bool:
    """Whether the meter can have shown it between its neighbours, of which there is at least one."""
    return (
        (before is not None or after is not None)
        and reading.km > 0
        and (before is None or is_feasible(before, reading, top_km_per_day))
        and (after is None or is_feasible(reading, after, top_km_per_day))
    )


def _candidates(km: int) -> Iterator[tuple[int, Proposal]]:
    if km <= 0:
        return
    digits = str(km)
    for at in range(len(digits) - 1):
        turned = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if turned != digits and not turned.startswith("0"):
            yield int(turned), Proposal.DIGITS_SWAPPED
    yield km // 10, Proposal.DIGIT_TOO_MANY
    yield km * 10, Proposal.DIGIT_TOO_FEW


def _expected(day: date, before: Reading | None, after: Reading | None) -> Fraction:
    if before is None or after is None:
        known = before or after
        return Fraction(known.km if known else 0)
    share = Fraction((day - before.on).days, (after.on - before.on).days)
    return before.km + share * (after.km - before.km)

"""What expires on a day that is given or follows from the law: insurance and periodic inspection (domain.md 3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.needs.due import add_months
from tenants.needs.inspections import CHINA, InspectionClass, InspectionRule, Milestone, class_of, milestones, rule_of
from tenants.needs.rate import Confidence

REMINDED_DAYS = 30  # before a policy ends
BOOKING_MONTHS = 3
# So long after a day that passed without a record we ask; later the mark was surely renewed elsewhere.
ASKED_MONTHS = 3
MOST_DIFFERENCE_DAYS = 31


@dataclass(frozen=True, slots=True)
class Inspection:
    """The next inspection. `may_have_expired`: the day has passed without a record, which is a question, not a claim.

    `is_on_site` is None when only the imported day is known. `caveat` is to be shown wherever the date is.
    `differs_days`: how far the imported day is from the nearest computed one, when that is worth a warning.
    """

    valid_until: date
    window_opens_on: date
    is_on_site: bool | None
    kind: InspectionClass
    is_imported: bool
    may_have_expired: bool
    confidence: Confidence
    caveat: str | None
    differs_days: int | None = None


def reminded_on(expires_on: date) -> date:
    """The day a policy is best spoken of; `expires_on` is the last day covered."""
    return expires_on - timedelta(REMINDED_DAYS)


def inspection(
    as_of: date,
    registered_on: date | None,
    imported_on: date | None = None,
    *,
    use: str | None = None,
    seats: int | None = None,
    name: str = "",
    is_strict: bool = False,
    area: str = CHINA,
) -> Inspection | None:
    """The inspection to speak of on a day; None when neither the registration nor an imported day is known.

    The imported day wins over the computed one, unless it is so long past that the file must be old. `name`: brand,
    series and model, which tell vans and motorcycles.
    """
    kind, is_known = class_of(use, seats, name, is_strict=is_strict)
    rule = rule_of(kind, as_of, area)
    asked_since = add_months(as_of, -ASKED_MONTHS)
    stones = _stones(registered_on, rule, max(asked_since, imported_on or asked_since)) if registered_on else []
    chosen = _chosen(stones, imported_on, asked_since)
    if chosen is None:
        return None
    valid_until, stone = chosen
    return Inspection(
        valid_until=valid_until,
        window_opens_on=add_months(valid_until, -BOOKING_MONTHS),
        is_on_site=stone.is_on_site if stone else None,
        kind=kind,
        is_imported=valid_until == imported_on,
        may_have_expired=valid_until < as_of,
        confidence=_confidence(valid_until == imported_on, is_known, has_passed=valid_until < as_of),
        caveat=rule.caveat if stone else None,
        differs_days=_difference(stones, imported_on),
    )


def _chosen(
    stones: Sequence[Milestone], imported_on: date | None, asked_since: date
) -> tuple[date, Milestone | None] | None:
    """The day to speak of, and the inspection of the rule that it belongs to, if there is one."""
    computed = next((stone for stone in stones if stone.valid_until >= asked_since), None)
    if imported_on and (imported_on >= asked_since or computed is None):
        belongs = stones and _difference(stones, imported_on) is None
        return imported_on, _nearest(stones, imported_on) if belongs else None
    return (computed.valid_until, computed) if computed else None


def _difference(stones: Sequence[Milestone], imported_on: date | None) -> int | None:
    """Days between the imported day and the nearest of the rule, when they are too many."""
    if not stones or imported_on is None:
        return None
    days = abs((_nearest(stones, imported_on).valid_until - imported_on).days)
    return days if days > MOST_DIFFERENCE_DAYS else None


def _stones(registered_on: date, rule: InspectionRule, until: date) -> list[Milestone]:
    """The inspections up to a day, and the first one after it."""
    found = []
    for stone in milestones(registered_on, rule):
        found.append(stone)
        if stone.valid_until > until:
            break
    return found


def _nearest(stones: Sequence[Milestone], day: date) -> Milestone:
    return min(stones, key=lambda stone: abs((stone.valid_until - day).days))


def _confidence(is_imported: bool, is_known: bool, *, has_passed: bool) -> Confidence:
    if has_passed or not (is_imported or is_known):
        return Confidence.LOW
    return Confidence.HIGH if is_imported else Confidence.MEDIUM

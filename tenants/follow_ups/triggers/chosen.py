"""What a shop may set about a trigger, and the trigger as it then is (domain.md 4.1: windows and u are settings)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from tenants.errors import N_, DomainError
from tenants.follow_ups.triggers.trigger import Channel, Trigger

FURTHEST_DAYS = 366
LONGEST_GRACE = 90


@dataclass(frozen=True, slots=True)
class Chosen:
    """None is the default of the table. Days count from the anchor, `urgency` is percent."""

    is_on: bool = True
    opens: int | None = None
    deadline: int | None = None
    grace: int | None = None
    urgency: int | None = None
    channel: Channel | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Those that were chosen."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "is_on"}
        return {name: value for name, value in given.items() if value is not None}


def rows(triggers: Mapping[str, Trigger]) -> Iterator[tuple[str, Trigger]]:
    """Every trigger and variant with the code of its settings: BIRTHDAY, BIRTHDAY.key."""
    for code, trigger in triggers.items():
        yield code, trigger
        for name, variant in trigger.variants.items():
            yield f"{code}.{name}", variant


def as_chosen(triggers: Mapping[str, Trigger], chosen: Mapping[str, Chosen]) -> dict[str, Trigger]:
    """The triggers that are on, as the shop wants them; `chosen` by code of settings, of triggers long gone too.

    A variant follows its trigger in what it has in common with it, unless it was set by itself.
    """
    found = {}
    for code, default in triggers.items():
        own = chosen.get(code, Chosen())
        if own.is_on or default.promised:
            found[code] = _as_chosen(default, own, chosen)
    return found


def problem(default: Trigger, chosen: Chosen) -> DomainError | None:
    """Why it cannot be set like that, or None."""
    if default.promised and not chosen.is_on:
        return DomainError(N_("What was promised to a customer cannot be switched off."))
    after = replace(default, **chosen.values)
    if not -FURTHEST_DAYS <= after.opens <= after.deadline <= FURTHEST_DAYS:
        return DomainError(
            N_("The first day must not come after the last, and both lie within %(days)s days."), days=FURTHEST_DAYS
        )
    if not 0 <= after.grace <= LONGEST_GRACE:
        return DomainError(N_("Give from 0 to %(most)s days of grace."), most=LONGEST_GRACE)
    if not 0 <= after.urgency <= 100:
        return DomainError(N_("Give an urgency from 0 to 100 percent."))
    if default.steps and chosen.channel:
        return DomainError(N_("The channel of this one follows from its steps."))
    return None


def _as_chosen(default: Trigger, own: Chosen, chosen: Mapping[str, Chosen]) -> Trigger:
    variants = {}
    for name, variant in default.variants.items():
        common = {key: value for key, value in own.values.items() if getattr(variant, key) == getattr(default, key)}
        variants[name] = _with(variant, common | chosen.get(f"{default.code}.{name}", Chosen()).values)
    return replace(_with(default, own.values), variants=variants)


def _with(trigger: Trigger, values: dict[str, Any]) -> Trigger:
    # who chose a channel wants it for every class
    channels = {} if "channel" in values else trigger.channels
    return replace(trigger, **values, channels=channels)

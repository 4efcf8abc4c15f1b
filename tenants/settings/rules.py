"""Which values a setting may have, and what has to be done again when it changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

from tenants.errors import N_, DomainError
from tenants.settings.cities import CITIES
from tenants.settings.settings import Settings

_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
MOST_CLOSED_DAYS = 400
MOST_FEN = 100_000_000_00
MODES = ("none", "simple2", "simple3", "simple4", "rfm8", "grid16")
ITEM_GROUPS = ("wash_card", "additives", "tyres", "film", "accessories")
LIFECYCLE = ("lifecycle_active_days", "lifecycle_silent_days", "lifecycle_asleep_days")


class Again(StrEnum):
    """What a change makes stale."""

    NOTHING = "nothing"  # pages read the setting themselves
    QUEUE = "queue"
    SCORES = "scores"
    VISITS = "visits"  # and with them the scores


class Allowed(Protocol):
    def problem(self, value: Any) -> DomainError | None:
        """Why the value cannot be, or None."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, both ends included; `each` is how many of it the page shows as one (100 fen are 1 yuan)."""

    least: int
    most: int
    each: int = 1

    def problem(self, value: Any) -> DomainError | None:
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return None
        ends = {"least": f"{self.least // self.each:,}", "most": f"{self.most // self.each:,}"}
        return DomainError(N_("Give a whole number from %(least)s to %(most)s."), **ends)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all, 0..1."""

    def problem(self, value: Any) -> DomainError | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return None
        return DomainError(N_("Give a percentage from 0 to 100."))


@dataclass(frozen=True, slots=True)
class Limit:
    """A cut made by hand, or a quantile; which of them, the mode beside it says."""

    most: float

    def problem(self, value: Any) -> DomainError | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= self.most:
            return None
        return DomainError(N_("The limit is out of proportion. Give a smaller number, not below 0."))


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[str | int | bool, ...]

    def problem(self, value: Any) -> DomainError | None:
        # True == 1, and a switch is no number
        if any(value == one and type(value) is type(one) for one in self.values):
            return None
        return DomainError(N_("Choose one of the values offered."))


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Different values, in the order given here; not all of them when `never_all`."""

    values: tuple[str | int, ...]
    never_all: bool = False

    def problem(self, value: Any) -> DomainError | None:
        if not isinstance(value, tuple) or value != tuple(one for one in self.values if one in value):
            return DomainError(N_("Choose one of the values offered."))
        if self.never_all and len(value) == len(self.values):
            return DomainError(N_("The shop must be open on one day of the week at least."))
        return None


@dataclass(frozen=True, slots=True)
class Days:
    """ISO dates, sorted."""

    most: int

    def problem(self, value: Any) -> DomainError | None:
        for day in value if isinstance(value, tuple) else ("",):
            try:
                is_date = date.fromisoformat(day).isoformat() == day
            except (TypeError, ValueError):
                is_date = False
            if not is_date:
                return DomainError(N_("%(day)s is not a date. Write it like 2026-02-17."), day=str(day)[:40])
        if len(value) > self.most:
            return DomainError(N_("At most %(most)d days."), most=self.most)
        return None if list(value) == sorted(set(value)) else DomainError(N_("Give every day once, in their order."))


@dataclass(frozen=True, slots=True)
class Between:
    """A part of all, both ends included."""

    least: float
    most: float

    def problem(self, value: Any) -> DomainError | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and self.least <= value <= self.most:
            return None
        ends = {"least": f"{self.least:.0%}", "most": f"{self.most:.0%}"}
        return DomainError(N_("Give a percentage from %(least)s to %(most)s."), **ends)


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of a day like "09:30-12:00", in their order; none at all means never."""

    earliest: str
    latest: str

    def problem(self, value: Any) -> DomainError | None:
        written = value if isinstance(value, tuple) else ("",)
        wrong = next((one for one in written if not isinstance(one, str) or not _SPAN.fullmatch(one)), None)
        if wrong is not None:
            return DomainError(N_("%(span)s are no hours. Write them like 09:30-12:00."), span=str(wrong)[:40])
        ends = [end for one in written for end in one.split("-")]
        if any(earlier >= later for earlier, later in pairwise(ends)):
            return DomainError(N_("Give the hours in their order; none may begin before another ends."))
        if ends and (ends[0] < self.earliest or ends[-1] > self.latest):
            return DomainError(
                N_("Give hours between %(earliest)s and %(latest)s."), earliest=self.earliest, latest=self.latest
            )
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    allowed: Allowed
    again: Again = Again.SCORES


_SWITCH = OneOf((False, True))
_CUT_MODE = OneOf(("mean", "median", "quantile", "fixed"))
_SOME_DAYS = Whole(1, 1000)
_HOURS = Hours("08:00", "21:00")  # what providers of messages allow, and good manners

RULES: Mapping[str, Rule] = {
    "rfm_window_months": Rule(OneOf((12, 24, 36))),
    "r_cut_mode": Rule(OneOf(("auto", "fixed"))),
    "r_cut_days": Rule(_SOME_DAYS),
    "f_cut_mode": Rule(_CUT_MODE),
    "f_cut_value": Rule(Limit(1000)),
    "m_cut_mode": Rule(_CUT_MODE),
    "m_cut_value": Rule(Limit(MOST_FEN)),
    "min_population": Rule(Whole(1, 10_000)),
    "m_include_insurer": Rule(_SWITCH, Again.VISITS),
    "wash_limit_fen": Rule(Whole(0, 10_000_00, each=100), Again.VISITS),
    **{name: Rule(_SOME_DAYS) for name in LIFECYCLE},
    "segmentation_mode": Rule(OneOf(MODES), Again.QUEUE),  # without classes the queue weighs customers by tier
    "tier_key_quantile": Rule(Share()),
    "tier_key_least_fen": Rule(Whole(0, MOST_FEN, each=100)),
    "tier_important_quantile": Rule(Share()),
    "tier_potential_quantile": Rule(Share()),
    "special_item_groups": Rule(SomeOf(ITEM_GROUPS)),
    "promo_discount_share": Rule(Share()),
    "closed_weekdays": Rule(SomeOf((0, 1, 2, 3, 4, 5, 6), never_all=True), Again.QUEUE),
    "closed_days": Rule(Days(MOST_CLOSED_DAYS), Again.QUEUE),
    "city": Rule(OneOf(("none", *CITIES)), Again.QUEUE),
    "reminder_as_service": Rule(_SWITCH, Again.QUEUE),
    "contact_gap_days": Rule(Whole(1, 90), Again.QUEUE),
    "contacts_in_90_days": Rule(Whole(0, 45), Again.QUEUE),
    "potential_offers_in_90_days": Rule(Whole(0, 45), Again.QUEUE),
    "care_before_marketing": Rule(_SWITCH, Again.QUEUE),
    "quiet_after_first_visit_days": Rule(Whole(0, 365), Again.QUEUE),
    "quiet_after_visit_days": Rule(Whole(0, 90), Again.QUEUE),
    "mass_sms_in_30_days": Rule(Whole(0, 30), Again.QUEUE),
    "mass_wechat_in_30_days": Rule(Whole(0, 30), Again.QUEUE),
    "call_tries_a_day": Rule(Whole(1, 2), Again.QUEUE),
    "call_tries": Rule(Whole(1, 3), Again.QUEUE),
    "call_days": Rule(Whole(1, 20), Again.QUEUE),
    "service_messages_a_day": Rule(Whole(1, 5), Again.QUEUE),
    "call_hours": Rule(_HOURS, Again.QUEUE),
    "call_hours_weekend": Rule(_HOURS, Again.QUEUE),
    "message_hours": Rule(_HOURS, Again.QUEUE),
    "hold_out": Rule(_SWITCH, Again.QUEUE),
    "hold_out_share": Rule(Between(0.0, 0.5), Again.QUEUE),
    "opens_hour": Rule(Whole(0, 23), Again.NOTHING),
    "closes_hour": Rule(Whole(1, 24), Again.NOTHING),
    "appointments_per_hour": Rule(Whole(1, 50), Again.NOTHING),
    "remind_by_sms": Rule(_SWITCH, Again.NOTHING),
}


def problems(chosen: Settings) -> dict[str, DomainError]:
    """What is wrong with settings, by name; empty when they can be used."""
    values = {field.name: getattr(chosen, field.name) for field in fields(Settings)}
    found = {name: problem for name, value in values.items() if (problem := RULES[name].allowed.problem(value))}
    return found or dict(_between(chosen))


def _between(chosen: Settings) -> Mapping[str, DomainError]:
    """What single values do not show."""
    found = {}
    for earlier, later in zip(LIFECYCLE, LIFECYCLE[1:], strict=False):
        if getattr(chosen, later) <= getattr(chosen, earlier):
            found[later] = DomainError(N_("Give more days than in the line above: each state begins later."))
    if chosen.closes_hour <= chosen.opens_hour:
        found["closes_hour"] = DomainError(N_("Give a later hour than the one at which you open."))
    for letter in "fm":
        mode, name = getattr(chosen, f"{letter}_cut_mode"), f"{letter}_cut_value"
        if mode == "quantile" and getattr(chosen, name) > 1:
            found[name] = DomainError(N_("Give a percentage from 0 to 100."))
    return found

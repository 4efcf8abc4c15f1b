"""May we contact this customer, now, this way, about this? One decision for planning, dialling and sending.

Every row of domain.md 4.4 is a rule in `refusals.py` or `caps.py`, asked in the order of `_RULES`; the first that says
no is named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tenants.follow_ups import caps, refusals
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Case, Ground, Rules
from tenants.follow_ups.triggers import Channel

FALLBACKS: Mapping[str, tuple[Channel, ...]] = {
    Channel.CALL: (Channel.WECHAT, Channel.SMS),
    Channel.WECHAT: (Channel.SMS, Channel.CALL),
    Channel.SMS: (Channel.WECHAT, Channel.CALL),
}
# what another channel may get around
_OF_THE_CHANNEL = {Hold.DO_NOT_CALL, Hold.CHANNEL_REFUSED, Hold.NO_CONSENT, Hold.NO_NUMBER, Hold.TRIED_ENOUGH}


# What a customer or the law forbids comes before the draw, what a contact brings about comes after it: the trial of
# attribution/trial.py counts on it, for the arms must not differ in anything else.
_RULES: tuple[Callable[[Case], Ground | None], ...] = (
    refusals.no_contact_at_all,
    refusals.no_marketing_wanted,
    refusals.no_calls_wanted,
    refusals.channel_refused,
    refusals.no_number,
    refusals.no_profiling,
    refusals.no_consent,
    refusals.suppressed,
    refusals.upset,
    refusals.held_out,
    caps.after_a_visit,
    caps.care_first,
    caps.too_many,
    caps.too_many_offers,
    caps.too_many_for_all,
    caps.served_today,
    caps.tried,
    caps.out_of_hours,
)


# what he said and what the law asks for: true at every hour of the day, and on paper
_STANDING = (
    refusals.no_contact_at_all,
    refusals.no_marketing_wanted,
    refusals.no_calls_wanted,
    refusals.channel_refused,
    refusals.no_consent,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`until`: from when on it may be asked again, by the shop's clock; None when no day makes it better."""

    allowed: bool
    why: Hold | None = None
    until: datetime | None = None


YES = Verdict(allowed=True)


def decide(ask: Ask, ledger: Ledger, person: Person, rules: Rules) -> Verdict:
    """Whether this one contact is allowed."""
    case = Case(ask, ledger, person, rules)
    grounds = (rule(case) for rule in _RULES)
    no = next((ground for ground in grounds if ground), None)
    return Verdict(False, no.why, no.until) if no else YES


def standing_refusal(ask: Ask, person: Person, rules: Rules) -> Hold | None:
    """What speaks against a contact whatever the hour and whatever else he got from us; None when nothing does."""
    case = Case(ask, Ledger(), person, rules)
    return next((ground.why for rule in _STANDING if (ground := rule(case))), None)


def channel_for(ask: Ask, ledger: Ledger, person: Person, rules: Rules) -> tuple[str, Verdict]:
    """The channel asked for, or the first other one that is allowed where only the channel stands in the way."""
    verdict = decide(ask, ledger, person, rules)
    if verdict.allowed or verdict.why not in _OF_THE_CHANNEL:
        return ask.channel, verdict
    for channel in FALLBACKS.get(ask.channel, ()):
        other = replace(ask, channel=channel)
        if decide(other, ledger, person, rules).allowed:
            return channel, YES
    return ask.channel, verdict

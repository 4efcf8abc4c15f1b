"""May we contact this customer, now, this way, about this? One decision for planning, dialling and sending.

Every row of domain.md 4.4 is a rule below, asked in the order of `_RULES`; the first that says no is named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours, spans
from tenants.follow_ups.ledger import Entry, Ledger
from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.triggers import Category, Channel, Trigger
from tenants.follow_ups.windows import HALF_STARTS, Half
from tenants.scoring.window import months_before

CAP_DAYS = 90
MASS_DAYS = 30
CALM_AFTER_COMPLAINT_DAYS = 7
# what a care contact needs consent for; marketing needs it on every channel
CARE_BY_CONSENT = frozenset({Channel.CALL, Channel.SMS})
FALLBACKS: Mapping[str, tuple[Channel, ...]] = {
    Channel.CALL: (Channel.WECHAT, Channel.SMS),
    Channel.WECHAT: (Channel.SMS, Channel.CALL),
    Channel.SMS: (Channel.WECHAT, Channel.CALL),
}
# what another channel may get around
_OF_THE_CHANNEL = {Hold.DO_NOT_CALL, Hold.CHANNEL_REFUSED, Hold.NO_CONSENT, Hold.NO_NUMBER, Hold.TRIED_ENOUGH}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a shop allows itself, with the defaults of domain.md 4.4; days, contacts, hours."""

    reminder_as_service: bool = True
    served_within_months: int = 24
    gap_days: int = 14
    most_contacts: int = 4  # in CAP_DAYS; the cell of the grid may lower it
    care_first: bool = True
    after_first_visit_days: int = 21
    after_visit_days: int = 7
    most_mass_sms: int = 2  # in MASS_DAYS
    most_mass_wechat: int = 4
    tries_a_day: int = 2
    most_tries: int = 3
    most_call_days: int = 5  # working days from the first try
    service_messages_a_day: int = 1
    call_hours: Hours = Hours(spans(("09:30-12:00", "14:00-19:30")), spans(("10:00-12:00", "14:30-19:00")))
    message_hours: Hours = Hours(spans(("09:00-20:00",)), spans(("09:00-20:00",)))
    service_message_hours: Hours = Hours(spans(("08:00-21:00",)), spans(("08:00-21:00",)))  # of the providers


@dataclass(frozen=True, slots=True)
class Ask:
    """A contact somebody wants to make. `at`: by the shop's clock; None asks for any hour of the day `on`."""

    trigger: str
    category: Category
    channel: str
    on: date
    at: time | None = None
    reason_id: UUID | None = None
    is_mass: bool = False
    is_reminder: bool = False  # S*
    is_promised: bool = False  # the customer expects it
    may_go_without: bool = False  # in the control group

    @classmethod
    def about(
        cls, trigger: Trigger, channel: str, on: date, *, at: time | None = None, reason_id: UUID | None = None
    ) -> "Ask":
        return cls(
            trigger=trigger.code,
            category=trigger.category,
            channel=channel,
            on=on,
            at=at,
            reason_id=reason_id,
            is_mass=trigger.is_mass,
            is_reminder=trigger.is_reminder,
            is_promised=trigger.promised,
            may_go_without=trigger.hold_out,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """`until`: from when on it may be asked again, by the shop's clock; None when no day makes it better."""

    allowed: bool
    why: Hold | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule's no."""

    why: Hold
    until: datetime | None = None


YES = Verdict(allowed=True)


def decide(ask: Ask, ledger: Ledger, person: Person, rules: Rules) -> Verdict:
    """Whether this one contact is allowed."""
    case = _Case(ask, ledger, person, rules)
    grounds = (rule(case) for rule in _RULES)
    no = next((ground for ground in grounds if ground), None)
    return Verdict(False, no.why, no.until) if no else YES


def channel_for(ask: Ask, ledger: Ledger, person: Person, rules: Rules) -> tuple[str, Verdict]:
    """The channel asked for, or the first other one that is allowed where only the channel stands in the way."""
    verdict = decide(ask, ledger, person, rules)
    if verdict.allowed or verdict.why not in _OF_THE_CHANNEL:
        return ask.channel, verdict
    for channel in FALLBACKS.get(ask.channel, ()):
        other = _over(ask, channel)
        if decide(other, ledger, person, rules).allowed:
            return channel, YES
    return ask.channel, verdict


def effective_category(ask: Ask, person: Person, rules: Rules) -> Category:
    """S* is a service while the shop lets it be one and the customer was here within two years (domain.md 4.1)."""
    if not ask.is_reminder:
        return ask.category
    limit = months_before(ask.on, rules.served_within_months)
    is_known = person.last_visit_on is not None and person.last_visit_on > limit
    return Category.SERVICE if rules.reminder_as_service and is_known else Category.MARKETING


def _over(ask: Ask, channel: str) -> Ask:
    values = {name: getattr(ask, name) for name in ask.__dataclass_fields__}
    return Ask(**values | {"channel": channel})


@dataclass(frozen=True, slots=True)
class _Case:
    ask: Ask
    ledger: Ledger
    person: Person
    rules: Rules
    category: Category = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "category", effective_category(self.ask, self.person, self.rules))

    @property
    def is_call(self) -> bool:
        return self.ask.channel == Channel.CALL

    @property
    def is_optional(self) -> bool:
        return self.category is not Category.SERVICE

    @property
    def is_capped(self) -> bool:
        """Reminders obey caps and hours of marketing even while they are a service."""
        return self.is_optional or self.ask.is_reminder

    @property
    def is_new_episode(self) -> bool:
        return not self.ledger.has_begun(self.ask.reason_id)

    @property
    def hours(self) -> Hours:
        if self.is_call:
            return self.rules.call_hours
        return self.rules.message_hours if self.is_capped else self.rules.service_message_hours


def _no_contact_at_all(case: _Case) -> Ground | None:
    return Ground(Hold.DO_NOT_CONTACT) if case.person.do_not_contact else None


def _no_marketing_wanted(case: _Case) -> Ground | None:
    # service stays for what was agreed: an appointment, a complaint, a promised call
    return Ground(Hold.DO_NOT_MARKET) if case.person.do_not_market and not case.ask.is_promised else None


def _no_calls_wanted(case: _Case) -> Ground | None:
    is_refused = case.person.do_not_call and case.is_call and not case.ask.is_promised
    return Ground(Hold.DO_NOT_CALL) if is_refused else None


def _channel_refused(case: _Case) -> Ground | None:
    is_refused = case.person.consents.get(case.ask.channel) is False and not case.ask.is_promised
    return Ground(Hold.CHANNEL_REFUSED) if is_refused else None


def _no_number(case: _Case) -> Ground | None:
    needs_phone = case.ask.channel in (Channel.CALL, Channel.SMS)
    return Ground(Hold.NO_NUMBER) if needs_phone and not case.person.has_number else None


def _no_profiling(case: _Case) -> Ground | None:
    return Ground(Hold.NO_PROFILING) if case.person.no_profiling and case.is_optional else None


def _no_consent(case: _Case) -> Ground | None:
    by_consent = case.category is Category.MARKETING or (
        case.category is Category.CARE and case.ask.channel in CARE_BY_CONSENT
    )
    return Ground(Hold.NO_CONSENT) if by_consent and not case.person.consents.get(case.ask.channel) else None


def _suppressed(case: _Case) -> Ground | None:
    scopes = [case.ask.trigger, *([EVERY_CALL] if case.is_optional and case.is_call else ())]
    until_on = max(case.person.suppressed.get(scope, date.min) for scope in scopes)
    return Ground(Hold.SUPPRESSED, _morning(until_on)) if case.ask.on < until_on else None


def _upset(case: _Case) -> Ground | None:
    calm_on = case.person.calm_on
    if not (case.is_capped and calm_on and case.ask.on < calm_on):
        return None
    return Ground(Hold.COMPLAINT, _morning(calm_on))


def _held_out(case: _Case) -> Ground | None:
    return Ground(Hold.HELD_OUT) if case.person.is_held_out and case.ask.may_go_without else None


def _after_a_visit(case: _Case) -> Ground | None:
    if case.category is not Category.MARKETING:
        return None
    person, rules = case.person, case.rules
    quiet = (
        (Hold.FIRST_VISIT, person.first_visit_on, rules.after_first_visit_days),
        (Hold.JUST_SERVED, person.last_visit_on, rules.after_visit_days),
    )
    for why, visit_on, days in quiet:
        if visit_on and case.ask.on < visit_on + timedelta(days):
            return Ground(why, _morning(visit_on + timedelta(days)))
    return None


def _care_first(case: _Case) -> Ground | None:
    if not case.rules.care_first or case.category is not Category.MARKETING or not case.is_new_episode:
        return None
    marketing, care = (case.ledger.last(_reached(category)) for category in (Category.MARKETING, Category.CARE))
    return Ground(Hold.CARE_FIRST) if marketing and not (care and care.at > marketing.at) else None


def _too_many(case: _Case) -> Ground | None:
    if not case.is_capped or case.ask.is_mass or not case.is_new_episode:
        return None
    days = case.ledger.episodes()
    if days and case.ask.on < days[-1] + timedelta(case.rules.gap_days):
        return Ground(Hold.TOO_SOON, _morning(days[-1] + timedelta(case.rules.gap_days)))
    most = min(case.rules.most_contacts, case.person.most_contacts)
    counted = [day for day in days if case.ask.on < day + timedelta(CAP_DAYS)]
    if len(counted) < most:
        return None
    return Ground(Hold.ENOUGH, _morning(counted[-most] + timedelta(CAP_DAYS)) if most else None)


def _too_many_for_all(case: _Case) -> Ground | None:
    """Mass messages. One a day is what WeCom allows, and with it never more in a week or month than that has days."""
    if not case.ask.is_mass or not case.is_optional or case.is_call:
        return None
    days = sorted(one.on for one in case.ledger.entries if one.is_mass and one.channel == case.ask.channel)
    if days and days[-1] >= case.ask.on:
        return Ground(Hold.MASS_ENOUGH, _morning(days[-1] + timedelta(1)))
    most = case.rules.most_mass_sms if case.ask.channel == Channel.SMS else case.rules.most_mass_wechat
    counted = [day for day in days if case.ask.on < day + timedelta(MASS_DAYS)]
    if len(counted) < most:
        return None
    return Ground(Hold.MASS_ENOUGH, _morning(counted[-most] + timedelta(MASS_DAYS)) if most else None)


def _served_today(case: _Case) -> Ground | None:
    if case.is_call or case.category is not Category.SERVICE:
        return None
    told = case.ledger.on(case.ask.on, lambda one: one.channel != Channel.CALL and one.category is Category.SERVICE)
    is_enough = len(told) >= case.rules.service_messages_a_day
    return Ground(Hold.SERVED_TODAY, _morning(case.ask.on + timedelta(1))) if is_enough else None


def _tried(case: _Case) -> Ground | None:
    if not case.is_call:
        return None
    return _tried_today(case) or _tried_enough(case)


def _tried_today(case: _Case) -> Ground | None:
    tries = case.ledger.on(case.ask.on, lambda one: one.is_try)
    tomorrow = _morning(case.ask.on + timedelta(1))
    if len(tries) >= case.rules.tries_a_day:
        return Ground(Hold.TRIED_TODAY, tomorrow)
    halves = {_half(one.at.time()) for one in tries}
    if case.ask.at is None or _half(case.ask.at) not in halves:
        return None
    is_morning = _half(case.ask.at) is Half.AM
    return Ground(Hold.TRIED_TODAY, datetime.combine(case.ask.on, HALF_STARTS[Half.PM]) if is_morning else tomorrow)


def _tried_enough(case: _Case) -> Ground | None:
    tries = [
        one for one in case.ledger.entries if one.is_try and case.ask.reason_id and one.reason_id == case.ask.reason_id
    ]
    if not tries:
        return None
    is_over = _working_days(tries[0].on, case.ask.on, case.rules.call_hours) >= case.rules.most_call_days
    return Ground(Hold.TRIED_ENOUGH) if is_over or len(tries) >= case.rules.most_tries else None


def _out_of_hours(case: _Case) -> Ground | None:
    preferred, hours = case.person.preferred, case.hours
    allowed = hours.on(case.ask.on, preferred)
    at = case.ask.at
    if allowed and (at is None or any(span.has(at) for span in allowed)):
        return None
    why = Hold.QUIET_HOURS if allowed else Hold.QUIET_DAY
    return Ground(why, hours.opens_after(datetime.combine(case.ask.on, at or time.min), preferred))


_RULES: tuple[Callable[[_Case], Ground | None], ...] = (
    _no_contact_at_all,
    _no_marketing_wanted,
    _no_calls_wanted,
    _channel_refused,
    _no_number,
    _no_profiling,
    _no_consent,
    _suppressed,
    _upset,
    _held_out,
    _after_a_visit,
    _care_first,
    _too_many,
    _too_many_for_all,
    _served_today,
    _tried,
    _out_of_hours,
)


def _reached(category: Category) -> Callable[[Entry], bool]:
    return lambda one: one.reached and one.category is category


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _half(at: time) -> Half:
    return Half.PM if at >= HALF_STARTS[Half.PM] else Half.AM


def _working_days(first: date, last: date, hours: Hours) -> int:
    """Days from `first` on that are over on the morning of `last` and on which calls were allowed."""
    days = (first + timedelta(later) for later in range((last - first).days))
    return sum(1 for day in days if hours.on(day))

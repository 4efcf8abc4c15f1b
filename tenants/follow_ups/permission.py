"""What the governor is asked, and what it looks at: the contact, the customer, his ledger and the rules of the shop."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours, spans
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.triggers import Category, Channel, Trigger
from tenants.scoring.window import months_before


@dataclass(frozen=True, slots=True)
class Rules:
    """What a shop allows itself, with the defaults of domain.md 4.4; days, contacts, hours."""

    reminder_as_service: bool = True
    served_within_months: int = 24
    gap_days: int = 14
    most_contacts: int = 4  # in CAP_DAYS; the cell of the grid may lower it
    most_offers_with_potential: int = 2  # to that tier, in CAP_DAYS
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
    is_owed: bool = False  # the customer expects it, or must be warned
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
            is_owed=trigger.is_owed,
            may_go_without=trigger.hold_out,
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule's no."""

    why: Hold
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
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


def effective_category(ask: Ask, person: Person, rules: Rules) -> Category:
    """S* is a service while the shop lets it be one and the customer was here within two years (domain.md 4.1)."""
    if not ask.is_reminder:
        return ask.category
    limit = months_before(ask.on, rules.served_within_months)
    is_known = person.last_visit_on is not None and person.last_visit_on >= limit
    return Category.SERVICE if rules.reminder_as_service and is_known else Category.MARKETING


def morning(day: date) -> datetime:
    return datetime.combine(day, time.min)

"""What a trigger is: whom it finds, from when to when, how urgent that is, and what ends it (domain.md 4.1)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.windows import EVERY_DAY, LONGEST_CLOSURE_DAYS, OpenDays, Window
from tenants.scoring.segments import RfmClass

Facts = Mapping[str, str | int]  # what the card says about a reason; days in ISO form
VARIANT = "variant"  # the fact that names the variant of a trigger


class Category(StrEnum):
    SERVICE = "S"
    CARE = "C"
    MARKETING = "M"


class Channel(StrEnum):
    CALL = "call"
    WECHAT = "wechat"
    SMS = "sms"


class Band(IntEnum):
    """The first sort key of the queue: no score lifts a reason into a higher band."""

    MUST_TODAY = 0
    TIME_CRITICAL = 1
    PLANNED = 2


class Event(StrEnum):
    """What makes a reason pointless without a word from staff."""

    VISIT = "visit"  # he came after it arose
    CAR_EXIT = "car_exit"  # sold, moved away or scrapped
    BOOKED = "booked"  # he has an appointment again


class Backlog(StrEnum):
    """What becomes of a reason that opened long before it was first found, as on a shop's first day."""

    TAKE = "take"  # at once: it cannot wait
    MOVE = "move"  # its turn comes, and its deadline moves along
    KEEP = "keep"  # its turn comes, but a day that is given stays
    SKIP = "skip"  # too late to be of use


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone a trigger may fire for, whatever the day. `window` is given where the anchor does not tell it, `about_id`
    where another one of that day is another reason: the appointment, which a move replaces."""

    customer_id: UUID
    vehicle_id: UUID | None
    anchor_on: date
    facts: Facts = field(default_factory=dict)
    window: Window | None = None
    about_id: UUID | None = None


def made_by_an_event(day: ShopDay) -> Iterator[Candidate]:
    """No one finds these: an outcome opens them."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on, counted from the anchor, the reason is spoken of over this channel."""

    day: int
    channel: Channel


@dataclass(frozen=True, slots=True)
class Trigger:
    """Days count from the anchor; `urgency` is percent at opening."""

    code: str
    category: Category
    opens: int
    deadline: int
    grace: int
    urgency: int
    band: Band
    channel: Channel
    hold_out: bool  # may a control group go without it?
    find: Callable[[ShopDay], Iterator[Candidate]] = made_by_an_event
    ended_by: frozenset[Event] = frozenset()
    waits_for_appointment: bool = False  # silent while one is booked
    again_after: int = 0  # days: a nearer anchor is the same reason again, open or closed
    is_of_its_day: bool = False  # another anchor is another reason, however near: who moves it is asked anew
    moves: bool = True  # off closed days
    opens_before: bool = False  # the closed days it would open on: Friday covers the weekend
    promised: bool = False  # the customer expects it, even one who wants no marketing
    warns: bool = False  # of a danger: said even to who wants no calls and no marketing
    is_chased: bool = False  # a message about it that stays without an answer is followed by a call, not by days
    freezes: bool = False  # care and marketing, until it is closed and a week longer
    is_reminder: bool = False  # S*: a service as long as it names no offer and no price, capped like marketing
    is_mass: bool = False  # one text for many
    is_rider: bool = False  # only inside a contact that another reason brings
    steps: tuple[Step, ...] = ()  # of one reason, in order; the next one follows while it is still open
    channels: Mapping[RfmClass, Channel] = field(default_factory=dict)  # of classes that are spoken to otherwise
    critical_days: int | None = None  # with so many left to the deadline it becomes time-critical
    backlog: Backlog = Backlog.TAKE
    gone_by: str = "superseded"  # closes a reason that is no longer found
    variants: Mapping[str, "Trigger"] = field(default_factory=dict)  # by the fact VARIANT

    @property
    def is_owed(self) -> bool:
        """Contract performance, which stays after do-not-contact words (domain.md 4.4)."""
        return self.promised or self.warns

    def window(self, anchor_on: date, open_days: OpenDays = EVERY_DAY) -> Window:
        """The window of an anchor. A date on a closed day moves to the next open one (domain.md 4.3)."""
        open_on, deadline_on = anchor_on + timedelta(self.opens), anchor_on + timedelta(self.deadline)
        if self.moves:
            open_on, deadline_on = open_days.on_or_after(open_on), open_days.on_or_after(deadline_on)
        elif self.opens_before:
            open_on = open_days.on_or_before(open_on)
        return Window(open_on, deadline_on, self.grace)

    def earliest_anchor(self, today: date) -> date:
        """No anchor before this day can have a live window; lets a query leave the past alone."""
        furthest = max(one.deadline + one.grace for one in (self, *self.variants.values()))
        return today - timedelta(furthest + LONGEST_CLOSURE_DAYS)

    def latest_anchor(self, today: date) -> date:
        """No anchor after this day can have opened yet."""
        ahead = LONGEST_CLOSURE_DAYS if self.opens_before else 0
        return today + timedelta(ahead - min(one.opens for one in (self, *self.variants.values())))

    def variant(self, facts: Facts) -> "Trigger":
        """The row that holds for a reason with these facts: a job that concerns safety is more urgent than another."""
        return self.variants.get(str(facts.get(VARIANT, "")), self)

    def band_on(self, deadline_on: date, today: date) -> Band:
        is_critical = self.critical_days is not None and (deadline_on - today).days <= self.critical_days
        return min(self.band, Band.TIME_CRITICAL) if is_critical else self.band

    def step_on(self, anchor_on: date, today: date) -> Step | None:
        """The step that has begun last."""
        begun = [step for step in self.steps if anchor_on + timedelta(step.day) <= today]
        return begun[-1] if begun else None

    def next_step_on(self, anchor_on: date, after: date) -> date | None:
        """The day of the first step that begins after a day."""
        days = (anchor_on + timedelta(step.day) for step in self.steps)
        return next((day for day in days if day > after), None)

    def channel_on(self, anchor_on: date, today: date, rfm_class: RfmClass = RfmClass.NONE) -> Channel:
        """How to speak of it on a day to a customer of this class."""
        step = self.step_on(anchor_on, today)
        return step.channel if step else self.channels.get(rfm_class, self.channel)


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that fired for a customer: a reason before it is stored."""

    trigger: Trigger
    customer_id: UUID
    vehicle_id: UUID | None
    anchor_on: date
    window: Window
    facts: Facts
    about_id: UUID | None = None


def fire(trigger: Trigger, candidate: Candidate, open_days: OpenDays = EVERY_DAY) -> Fired:
    chosen = trigger.variant(candidate.facts)
    window = candidate.window or chosen.window(candidate.anchor_on, open_days)
    return Fired(
        chosen,
        candidate.customer_id,
        candidate.vehicle_id,
        candidate.anchor_on,
        window,
        candidate.facts,
        candidate.about_id,
    )

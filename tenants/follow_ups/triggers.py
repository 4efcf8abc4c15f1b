"""Why a customer should hear from us: one row per trigger (domain.md 4.1), and a function that finds whom it fires for.

A new trigger is one function, one row, one label and one test.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from tenants.follow_ups.shop_day import ShopDay, newest_per_customer
from tenants.follow_ups.windows import EVERY_DAY, LONGEST_CLOSURE_DAYS, OpenDays, Window
from tenants.needs.rhythm import lapses_on, own_interval
from tenants.scoring.segments import RfmClass

SECOND_VISIT_LEAD_DAYS = 30  # before the recency cut would call a first-timer gone
WINBACK_CLASSES = {RfmClass.RECALL, RfmClass.RETAIN}
WINBACK_EVERY_DAYS = 90
WINBACK_ROUNDS = 3
ONCE = 36_500  # days: a second reason of the kind never comes

Facts = Mapping[str, str | int]  # what the card says about a reason; days in ISO form


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone a trigger may fire for, whatever the day."""

    customer_id: UUID
    vehicle_id: UUID | None
    anchor_on: date
    facts: Facts = field(default_factory=dict)


def made_by_an_event(day: ShopDay) -> Iterator[Candidate]:
    """No one finds these: an outcome opens them."""
    return iter(())


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
    moves: bool = True  # off closed days
    promised: bool = False  # the customer expects it, even one who wants no marketing
    freezes: bool = False  # care and marketing, until it is closed and a week longer

    def window(self, anchor_on: date, open_days: OpenDays = EVERY_DAY) -> Window:
        """The window of an anchor. A date on a closed day moves to the next open one (domain.md 4.3)."""
        open_on, deadline_on = anchor_on + timedelta(self.opens), anchor_on + timedelta(self.deadline)
        if self.moves:
            open_on, deadline_on = open_days.on_or_after(open_on), open_days.on_or_after(deadline_on)
        return Window(open_on, deadline_on, self.grace)

    def earliest_anchor(self, today: date) -> date:
        """No anchor before this day can have a live window; lets a query leave the past alone."""
        return today - timedelta(self.deadline + self.grace + LONGEST_CLOSURE_DAYS)


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that fired for a customer: a reason before it is stored."""

    trigger: Trigger
    customer_id: UUID
    vehicle_id: UUID | None
    anchor_on: date
    window: Window
    facts: Facts


def fire(trigger: Trigger, candidate: Candidate, open_days: OpenDays = EVERY_DAY) -> Fired:
    window = trigger.window(candidate.anchor_on, open_days)
    return Fired(trigger, candidate.customer_id, candidate.vehicle_id, candidate.anchor_on, window, candidate.facts)


def fired(day: ShopDay, triggers: Iterable[Trigger] | None = None) -> list[Fired]:
    """Every trigger that fires on `day`: whose window is open or late, neither to come nor expired."""
    found: list[Fired] = []
    for trigger in TRIGGERS.values() if triggers is None else triggers:
        # most customers are far from their anchors: a comparison of days spares them a window
        earliest, latest = trigger.earliest_anchor(day.today), day.today - timedelta(trigger.opens)
        near = (candidate for candidate in trigger.find(day) if earliest <= candidate.anchor_on <= latest)
        found.extend(fire(trigger, candidate, day.open_days) for candidate in near)
    return [one for one in found if one.window.is_live(day.today)]


def delivered(day: ShopDay) -> Iterator[Candidate]:
    for visit in newest_per_customer(day.visits):
        facts: Facts = {"visit_on": visit.visit_on.isoformat()}
        yield Candidate(visit.customer_id, visit.vehicle_id, visit.handed_over_on, facts)


def over_own_rhythm(day: ShopDay) -> Iterator[Candidate]:
    for rhythm in day.rhythms:
        interval = own_interval(rhythm.gap_count, rhythm.median_gap, rhythm.prior_days)
        facts: Facts = {"last_service_on": rhythm.last_service_on.isoformat(), "interval_days": round(interval)}
        yield Candidate(rhythm.customer_id, None, lapses_on(rhythm.last_service_on, interval), facts)


def came_once(day: ShopDay) -> Iterator[Candidate]:
    for standing in day.standings:
        if standing.lifetime_dates == 1:
            anchor_on = standing.first_paid_on + timedelta(day.r_cut_days - SECOND_VISIT_LEAD_DAYS)
            yield Candidate(standing.customer_id, None, anchor_on, {"visit_on": standing.first_paid_on.isoformat()})


def valuable_and_gone(day: ShopDay) -> Iterator[Candidate]:
    for standing in day.standings:
        if standing.rfm_class in WINBACK_CLASSES:
            rounds = min((day.today - standing.class_since_on).days // WINBACK_EVERY_DAYS, WINBACK_ROUNDS - 1)
            anchor_on = standing.class_since_on + timedelta(rounds * WINBACK_EVERY_DAYS)
            facts: Facts = {
                "last_paid_on": standing.last_paid_on.isoformat(),
                "rfm_class": standing.rfm_class.value,
                "round": rounds + 1,
            }
            yield Candidate(standing.customer_id, None, anchor_on, facts)


SERVICE, CARE, MARKETING = Category.SERVICE, Category.CARE, Category.MARKETING
CALL, WECHAT = Channel.CALL, Channel.WECHAT
NOW, SOON, PLANNED = Band.MUST_TODAY, Band.TIME_CRITICAL, Band.PLANNED
CAME = frozenset({Event.VISIT})
CAR_EXIT = frozenset({Event.CAR_EXIT})

# fmt: off
_ROWS = (
    #        code            category  opens dead- grace urgen- band    channel hold-
    #                                        line        cy %                   out
    Trigger("COMPLAINT",    SERVICE,     0,    1,    7,  100,  NOW,     CALL,   False,
            promised=True, freezes=True),
    Trigger("CALLBACK",     SERVICE,     0,    0,    2,  100,  NOW,     CALL,   False, ended_by=CAME, promised=True),
    # no grace: on the day after there is nothing left to confirm
    Trigger("APPT_CONFIRM", SERVICE,    -1,    0,    0,   80,  NOW,     WECHAT, False, ended_by=CAME, promised=True,
            moves=False),
    Trigger("D3",           SERVICE,     3,    5,    2,   70,  SOON,    CALL,   False, delivered, CAR_EXIT),
    Trigger("W3",           CARE,       21,   28,    7,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT),
    Trigger("M3",           CARE,       90,  104,   14,   40,  PLANNED, WECHAT, True,  delivered, CAR_EXIT),
    Trigger("LAPSE",        MARKETING,   0,   30,   30,   50,  PLANNED, CALL,   True,  over_own_rhythm, CAME,
            waits_for_appointment=True, again_after=60),
    Trigger("SECOND_VISIT", MARKETING,   0,   30,    7,   50,  PLANNED, WECHAT, True,  came_once, CAME,
            waits_for_appointment=True, again_after=ONCE),
    Trigger("WINBACK_IMP",  MARKETING,   0,   30,    7,   30,  PLANNED, CALL,   True,  valuable_and_gone, CAME,
            waits_for_appointment=True, again_after=60),
)
# fmt: on

TRIGGERS: Mapping[str, Trigger] = {trigger.code: trigger for trigger in _ROWS}

"""What may come of a contact, and what happens then (domain.md 4.6): one row per outcome.

A new outcome is one row, one label and one test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Closes(StrEnum):
    NOTHING = "nothing"
    CARD = "card"  # every reason shown on it: one conversation, one answer
    VEHICLE = "vehicle"  # the reason it is about, and those of the same car


class Asks(StrEnum):
    """What must be said besides the outcome. A row that sets its own date asks for nothing."""

    NOTHING = "nothing"
    DAY = "day"
    DAY_IF_NAMED = "day_if_named"
    REASON = "reason"  # one of the row's reasons, or a note
    ANY = "any"  # a day, a reason or a note


class Silence(StrEnum):
    """What a suppression covers."""

    SAME_TRIGGERS = "same_triggers"
    EVERY_CALL = "every_call"  # for care and marketing


class Mark(StrEnum):
    """What changes about the customer, his phone or his car."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DO_NOT_CONTACT = "do_not_contact"
    PHONE_INVALID = "phone_invalid"
    LOST_ELSEWHERE = "lost_elsewhere"
    WECHAT_ADDED = "wechat_added"
    INFO_UPDATED = "info_updated"
    RENEWED = "renewed"
    CAR_SOLD = "sold"
    CAR_MOVED = "moved"
    CAR_SCRAPPED = "scrapped"


# what is true whatever became of the card: never lost because somebody was faster
LASTING = frozenset(
    {
        Mark.DO_NOT_CONTACT,
        Mark.PHONE_INVALID,
        Mark.WECHAT_ADDED,
        Mark.INFO_UPDATED,
        Mark.RENEWED,
        Mark.CAR_SOLD,
        Mark.CAR_MOVED,
        Mark.CAR_SCRAPPED,
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    connected: bool  # did we speak with the customer?
    closes: Closes
    asks: Asks
    reasons: tuple[str, ...] = ()  # offered as one tap
    opens: str | None = None  # a trigger, anchored on the day asked for
    opens_after: int = 0  # days from today, when none was asked for or named
    opens_later: bool = False  # not at all when it would be due today: nobody confirms what he just booked
    silences: Silence | None = None
    silence_days: int = 0
    marks: Mark | None = None
    retries: bool = False  # in the other half of the day, three times at most
    awaits_reply_days: int | None = None  # then it closes by itself
    also: tuple[str, ...] = ()  # facts worth asking for, never required
    delays: tuple[str, ...] = ()  # reasons that say: too early; what the car needs waits until the day named
    second_call_after: int = 0  # days, when it settles a complaint: then somebody else asks whether all is well
    promoters_open: str | None = None  # a trigger, for who would recommend us: 9 or 10 of 10


YES, NO = True, False

# why work is done elsewhere (product.md 5): what the monthly look at losses counts
LOSSES = (
    "price",
    "distance",
    "other_shop",
    "dealer",
    "friend",
    "does_it_himself",
    "unhappy",
    "changed_car",
    "drives_little",
)

# fmt: off
_ROWS = (
    #       outcome           spoke  closes           asks
    Outcome("booked",         YES, Closes.CARD,    Asks.DAY, opens="APPT_CONFIRM", opens_later=True, marks=Mark.BOOKED),
    Outcome("confirmed",      YES, Closes.CARD,    Asks.NOTHING, marks=Mark.CONFIRMED),
    Outcome("cancelled",      YES, Closes.CARD,    Asks.REASON, ("no_time", "other_shop", "price", "changed_car"),
            marks=Mark.CANCELLED),
    Outcome("will_come",      YES, Closes.NOTHING, Asks.DAY_IF_NAMED, opens="CALLBACK", opens_after=7),
    Outcome("later",          YES, Closes.NOTHING, Asks.DAY, opens="CALLBACK"),
    Outcome("not_needed",     YES, Closes.CARD,    Asks.REASON,
            ("too_early", "drives_little", "too_expensive", "no_time"),
            silences=Silence.SAME_TRIGGERS, silence_days=60, also=("odometer_km",),
            delays=("too_early", "drives_little")),
    Outcome("done_elsewhere", YES, Closes.CARD,    Asks.ANY, LOSSES,
            marks=Mark.LOST_ELSEWHERE, also=("competitor", "price_fen")),
    Outcome("satisfied",      YES, Closes.CARD,    Asks.REASON, ("all_good", "quality", "service", "speed"),
            also=("nps",), promoters_open="REFER_ASK", second_call_after=3),
    Outcome("dissatisfied",   YES, Closes.CARD,    Asks.REASON, ("quality", "price", "attitude", "waiting"),
            opens="COMPLAINT"),
    Outcome("no_answer",      NO,  Closes.NOTHING, Asks.NOTHING, retries=True),
    Outcome("busy",           NO,  Closes.NOTHING, Asks.NOTHING, retries=True),
    Outcome("refused_talk",   NO,  Closes.CARD,    Asks.REASON, ("hung_up", "rejected"),
            silences=Silence.EVERY_CALL, silence_days=90),
    Outcome("dnc",            YES, Closes.CARD,    Asks.REASON, ("too_often", "not_interested", "privacy"),
            marks=Mark.DO_NOT_CONTACT),
    Outcome("wrong_number",   NO,  Closes.CARD,    Asks.REASON, ("someone_else", "relative"),
            marks=Mark.PHONE_INVALID, also=("number",)),
    Outcome("invalid",        NO,  Closes.CARD,    Asks.REASON, ("no_such_number", "out_of_service"),
            marks=Mark.PHONE_INVALID, also=("number",)),
    Outcome("car_sold",       YES, Closes.VEHICLE, Asks.ANY, ("bought_another", "no_other_car"),
            marks=Mark.CAR_SOLD, also=("new_car",)),
    Outcome("moved",          YES, Closes.VEHICLE, Asks.ANY, ("other_city",), marks=Mark.CAR_MOVED),
    Outcome("scrapped",       YES, Closes.VEHICLE, Asks.ANY, ("bought_another", "no_other_car"),
            marks=Mark.CAR_SCRAPPED, also=("new_car",)),
    Outcome("message_sent",   NO,  Closes.NOTHING, Asks.NOTHING, awaits_reply_days=5),
    Outcome("wechat_added",   YES, Closes.NOTHING, Asks.NOTHING, marks=Mark.WECHAT_ADDED, also=("wechat",)),
    Outcome("info_updated",   YES, Closes.NOTHING, Asks.ANY, marks=Mark.INFO_UPDATED),
    Outcome("renewed",        YES, Closes.CARD,    Asks.DAY, ("insurance", "inspection"), marks=Mark.RENEWED),
)
# fmt: on

OUTCOMES: Mapping[str, Outcome] = {outcome.code: outcome for outcome in _ROWS}

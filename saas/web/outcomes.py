"""What came of a contact: which outcomes a card offers, what each asks for, and the form that says it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp

from saas.web.kept import KeptForm
from saas.web.slots import WhenForm
from tenants.customers.queries import vehicle_name
from tenants.follow_ups import asking
from tenants.follow_ups.cards import Card
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.followed import awaits_reply
from tenants.follow_ups.marks import ABOUT_AN_APPOINTMENT
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.outcomes import OUTCOMES, Asks, Closes, Mark, Outcome
from tenants.follow_ups.told import Told
from tenants.follow_ups.triggers import Channel
from tenants.needs.items import ITEMS

SHORT, LONG = 200, 2000

# The outcomes a card shows at once; the others are one tap further away.
AFTER_SERVICE = ("satisfied", "dissatisfied", "booked", "later", "no_answer", "busy")
TO_INVITE = ("booked", "will_come", "later", "not_needed", "no_answer", "busy")
TO_CONFIRM = ("confirmed", "booked", "cancelled", "later", "no_answer", "busy")
ABOUT_THE_LAST_VISIT = ("D3", "W3", "M3", "COMPLAINT")

DAYS_AHEAD = {"booked": 1, "later": 1, "will_come": 7}  # the day proposed
CHANNEL_OF = {
    "message_sent": Channel.WECHAT,
    "wechat_added": Channel.WECHAT,
    **dict.fromkeys(("no_answer", "busy", "refused_talk", "wrong_number", "invalid"), Channel.CALL),
}
# what may be told along with an outcome: its name in the field, and how it is typed
ALSO = {
    "odometer_km": (_l("Odometer, km"), "number"),
    "competitor": (_l("Where?"), "text"),
    "price_fen": (_l("For how much?"), "number"),
    "new_car": (_l("Which car now?"), "text"),
    "wechat": (_l("WeChat name"), "text"),
    "number": (_l("Number, if not first"), "tel"),
    "nps": (_l("Recommends us, 0–10"), "number"),
    "insured_until": (_l("Insured until"), "date"),
    "birthday": (_l("Birthday"), "date"),
}
# how to ask for the one fact that is missing
QUESTION = {
    "odometer_km": _l("Ask in passing: how many kilometres are on the clock now?"),
    "wechat": _l("Ask in passing: may we add you on WeChat?"),
    "insured_until": _l("Ask in passing: until when is the car insured?"),
    "birthday": _l("Ask in passing: may we note your birthday?"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome as the card offers it; one that `books` offers hours, one that is `plain` is recorded by its chip.

    `connected`: spoken with the customer, who may have told something. `also`: name, text and input type of facts
    worth asking for. `names_items`: what was done is named by item.
    """

    code: str
    channel: str
    asks: Asks
    books: bool
    is_plain: bool
    connected: bool
    may_name_day: bool
    names_items: bool
    default_on: date | None
    reasons: Sequence[str]
    also: Sequence[tuple[str, LazyString, str]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the forms of one card ask besides: a fact to ask in passing, cars to choose from, items done elsewhere."""

    fact: str
    question: str
    cars: Sequence[tuple[str, str]]
    items: Sequence[str]

    @classmethod
    def of(cls, card: Card, today: date) -> "Asking":
        asked = [contact.asked for contact in card.contacts if contact.asked]
        is_grave = any(asking.is_grave(why.trigger, why.facts) for why in card.reasons)
        fact = "" if is_grave else asking.worth_asking(card.known, today, asked) or ""
        cars = [(str(car.id), f"{car.plate or ''} {vehicle_name(car)}".strip()) for car in card.cars]
        first = [choice for choice in cars if card.vehicle and choice[0] == str(card.vehicle.id)]
        rest = [choice for choice in cars if choice not in first]
        question = str(QUESTION[fact]) if fact else ""
        return cls(fact, question, [*first, *rest] if len(cars) > 1 else [], card.due_items)


NOTHING_ASKED = Asking("", "", (), ())


class OutcomeForm(WhenForm, KeptForm):
    """What somebody says of a contact; a form sent twice is one contact."""

    outcome = StringField(validators=[AnyOf(OUTCOMES)])
    channel = StringField(validators=[AnyOf(list(Channel))])
    reason = StringField(default="", validators=[Length(max=SHORT)])
    note = StringField(default="", validators=[Length(max=LONG, message=_l("Write at most 2,000 characters."))])
    odometer_km = StringField(validators=[Optional(), Regexp(r"\d{1,7}$", message=_l("Write whole kilometres."))])
    competitor = StringField(validators=[Length(max=SHORT)])
    price_fen = StringField(validators=[Optional(), Regexp(r"\d{1,7}(\.\d{1,2})?$", message=_l("Write an amount."))])
    new_car = StringField(validators=[Length(max=SHORT)])
    wechat = StringField(validators=[Length(max=SHORT)])
    nps = StringField(
        validators=[Optional(), Regexp(r"(\d|10)$", message=_l("Choose a number from 0 to 10."))],
    )
    birthday = DateField(validators=[Optional()])
    insured_until = DateField(validators=[Optional()])
    done_on = DateField(validators=[Optional()])
    items = SelectMultipleField(choices=list(ITEMS), validators=[Optional()])
    vehicle_id = StringField(validators=[Optional(), IsUuid()])
    asked = StringField(default="", validators=[Optional(), AnyOf(QUESTION)])
    number = StringField(default="", validators=[Length(max=SHORT)])
    words = StringField(default="", validators=[Length(max=LONG, message=_l("Write at most 2,000 characters."))])

    @property
    def is_readable(self) -> bool:
        """Whether it says which outcome of which card: then its mistakes can be shown at its fields."""
        return not (self.request_key.errors or self.outcome.errors or self.channel.errors)

    @property
    def answer(self) -> Answer:
        is_about_a_car = self.chosen.closes is Closes.VEHICLE or self.chosen.marks in (Mark.RENEWED, Mark.BOOKED)
        return Answer(
            self.outcome.data,
            self.channel.data,
            self.told_on,
            reason=self.reason.data,
            note=self.note.data,
            vehicle_id=self._car if is_about_a_car else None,
            nps=int(self.nps.data) if self.nps.data else None,
        )

    @property
    def chosen(self) -> Outcome:
        return OUTCOMES[self.outcome.data]

    @property
    def told(self) -> Told:
        """What the customer told besides; only which number was wrong when nobody spoke with him. Amounts in fen."""
        if not self.chosen.connected:
            return Told(number=(self.number.data or "").strip())
        return Told(
            vehicle_id=self._car,
            odometer_km=int(self.odometer_km.data) if self.odometer_km.data else None,
            competitor=(self.competitor.data or "").strip(),
            price_fen=round(float(self.price_fen.data) * 100) if self.price_fen.data else None,
            done_on=self.done_on.data,
            item_codes=tuple(self.items.data or ()),
            new_car=(self.new_car.data or "").strip(),
            wechat=(self.wechat.data or "").strip(),
            birthday=self.birthday.data,
            insured_until=self.insured_until.data,
            asked=self.asked.data or "",
        )

    @property
    def _car(self) -> uuid.UUID | None:
        return uuid.UUID(self.vehicle_id.data) if self.vehicle_id.data else None


class SnoozeForm(KeptForm):
    until_on = DateField(validators=[InputRequired()])


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not accepted, as the card shows it again: what was typed, and what is wrong per field."""

    outcome: str
    is_main: bool
    errors: dict[str, str]
    typed: dict[str, str]

    @classmethod
    def of(cls, form: OutcomeForm, follow_up: FollowUp, sentence: str) -> "Refused":
        """`sentence`: what the rules of the outcome say about it, or nothing."""
        outcome = OUTCOMES[form.outcome.data]
        errors = {field.name: str(field.errors[0]) for field in form if field.errors}
        if "day" in errors:
            errors["day"] = str(_l("Choose the day, then save again."))
        if sentence:
            errors[_field_of(outcome)] = sentence
        typed = {field.name: field.raw_data[0] if field.raw_data else "" for field in form}
        return cls(outcome.code, outcome.code in _main(follow_up), errors, typed)


def likely(follow_up: FollowUp, today: date, fact: str) -> list[Choice]:
    """The outcomes a card shows at once; `fact` is the one to ask for in passing."""
    return _offered(follow_up, _main(follow_up), today, fact)


def others(follow_up: FollowUp, today: date, fact: str) -> list[Choice]:
    """Every other outcome; an appointment is confirmed or cancelled in a call about it only."""
    main = {*_main(follow_up), "confirmed", "cancelled"}
    return _offered(follow_up, (code for code in OUTCOMES if code not in main), today, fact)


def everything(today: date) -> list[Choice]:
    """All outcomes of a call, the likely ones first, for a phone without a network."""
    codes = dict.fromkeys((*TO_INVITE, *AFTER_SERVICE, *OUTCOMES))
    return [_choice(OUTCOMES[code], Channel.CALL, today, "") for code in codes]


def _offered(follow_up: FollowUp, codes: Iterable[str], today: date, fact: str) -> list[Choice]:
    """Who answers a message was reached: what nobody answered is not offered then."""
    choices = [_choice(OUTCOMES[code], follow_up.channel, today, fact) for code in codes]
    return [each for each in choices if each.connected or not awaits_reply(follow_up)]


def _main(follow_up: FollowUp) -> tuple[str, ...]:
    if follow_up.trigger in ABOUT_AN_APPOINTMENT:
        return TO_CONFIRM
    return AFTER_SERVICE if follow_up.trigger in ABOUT_THE_LAST_VISIT else TO_INVITE


def _choice(outcome: Outcome, channel: str, today: date, fact: str) -> Choice:
    ahead = DAYS_AHEAD.get(outcome.code)
    also = (*outcome.also, *([fact] if fact and outcome.connected and fact not in outcome.also else ()))
    return Choice(
        code=outcome.code,
        channel=CHANNEL_OF.get(outcome.code, channel),
        asks=outcome.asks,
        books=outcome.marks is Mark.BOOKED,
        is_plain=outcome.asks is Asks.NOTHING and not (outcome.reasons or also),
        connected=outcome.connected,
        may_name_day=bool(outcome.delays),
        names_items=outcome.marks is Mark.LOST_ELSEWHERE,
        default_on=today + timedelta(ahead) if ahead else None,
        reasons=outcome.reasons,
        also=[(name, *ALSO[name]) for name in also],
    )


def _field_of(outcome: Outcome) -> str:
    return {Asks.DAY: "day", Asks.DAY_IF_NAMED: "day", Asks.REASON: "reason"}.get(outcome.asks, "note")

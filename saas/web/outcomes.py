"""What came of a contact: which outcomes a card offers, what each asks for, and the form that says it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp

from saas.web import forms
from saas.web.slots import WhenForm
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.outcomes import OUTCOMES, Asks, Mark, Outcome
from tenants.follow_ups.triggers import Channel

SHORT, LONG = 200, 2000

# The outcomes a card shows at once; the others are one tap further away.
AFTER_SERVICE = ("satisfied", "dissatisfied", "booked", "later", "no_answer", "busy")
TO_INVITE = ("booked", "will_come", "later", "not_needed", "no_answer", "busy")
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
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome as the card offers it; one that `books` offers hours. `also`: name, text and input type of facts
    worth asking for."""

    code: str
    channel: str
    asks: Asks
    books: bool
    default_on: date | None
    reasons: Sequence[str]
    also: Sequence[tuple[str, LazyString, str]]


class OutcomeForm(WhenForm):
    """`request_key` was made with the card, so that a form sent twice is one contact."""

    request_key = StringField(validators=[IsUuid()])
    outcome = StringField(validators=[AnyOf(OUTCOMES)])
    channel = StringField(validators=[AnyOf(list(Channel))])
    reason = StringField(default="", validators=[Length(max=SHORT)])
    note = StringField(default="", validators=[Length(max=LONG, message=_l("Write at most 2,000 characters."))])
    odometer_km = StringField(validators=[Optional(), Regexp(r"\d{1,7}$", message=_l("Write whole kilometres."))])
    competitor = StringField(validators=[Length(max=SHORT)])
    price_fen = StringField(validators=[Optional(), Regexp(r"\d{1,7}(\.\d{1,2})?$", message=_l("Write an amount."))])
    new_car = StringField(validators=[Length(max=SHORT)])
    wechat = StringField(validators=[Length(max=SHORT)])

    @property
    def is_readable(self) -> bool:
        """Whether it says which outcome of which card: then its mistakes can be shown at its fields."""
        return not (self.request_key.errors or self.outcome.errors or self.channel.errors)

    @property
    def answer(self) -> Answer:
        return Answer(
            self.outcome.data,
            self.channel.data,
            self.told_on,
            reason=self.reason.data,
            note=self.note.data,
        )

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self.request_key.data)

    @property
    def told(self) -> dict[str, Any]:
        """The facts of the outcome's `also` that were told; amounts in fen."""
        told = {name: self[name].data for name in OUTCOMES[self.outcome.data].also if self[name].data}
        if "price_fen" in told:
            told["price_fen"] = round(float(told["price_fen"]) * 100)
        return told


class SnoozeForm(forms.Form):
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


def likely(follow_up: FollowUp, today: date) -> list[Choice]:
    """The outcomes a card shows at once."""
    return [_choice(OUTCOMES[code], follow_up.channel, today) for code in _main(follow_up)]


def others(follow_up: FollowUp, today: date) -> list[Choice]:
    """Every other outcome."""
    main = _main(follow_up)
    return [_choice(outcome, follow_up.channel, today) for code, outcome in OUTCOMES.items() if code not in main]


def _main(follow_up: FollowUp) -> tuple[str, ...]:
    return AFTER_SERVICE if follow_up.trigger in ABOUT_THE_LAST_VISIT else TO_INVITE


def _choice(outcome: Outcome, channel: str, today: date) -> Choice:
    ahead = DAYS_AHEAD.get(outcome.code)
    return Choice(
        code=outcome.code,
        channel=CHANNEL_OF.get(outcome.code, channel),
        asks=outcome.asks,
        books=outcome.marks is Mark.BOOKED,
        default_on=today + timedelta(ahead) if ahead else None,
        reasons=outcome.reasons,
        also=[(name, *ALSO[name]) for name in outcome.also],
    )


def _field_of(outcome: Outcome) -> str:
    return {Asks.DAY: "day", Asks.DAY_IF_NAMED: "day", Asks.REASON: "reason"}.get(outcome.asks, "note")

"""Words for messages: what became of them, and why one did not leave."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from saas.web.hold_labels import HOLD
from saas.web.tags import Label
from tenants.messages.standing import Over

MESSAGE_STATE = {
    "queued": Label(_l("Waits"), "blue"),
    "sending": Label(_l("Leaves now"), "blue"),
    "sent": Label(_l("Sent"), "teal"),
    "delivered": Label(_l("Delivered"), "teal", _l("The provider says that it arrived")),
    "recorded": Label(_l("Only written down"), "plain", _l("No provider is set up; nothing left")),
    "unknown": Label(_l("Unknown"), "amber", _l("It may have left or not; it is never sent again by itself")),
    "failed": Label(_l("Failed"), "red", _l("The provider did not take it, or it did not arrive")),
    "refused": Label(_l("Held back"), "red"),
    "cancelled": Label(_l("Taken back"), "plain"),
}
MEDIUM = {"sms": Label(_l("Text message")), "email": Label(_l("E-mail"))}
REPLY_FATE = {
    "open": Label(_l("Not answered yet"), "amber"),
    "stopped": Label(_l("Ended text messages"), "plain", _l("It was a stop word; no confirmation is sent")),
    "handled": Label(_l("Handled"), "teal"),
    "spoken": Label(_l("Spoken with since"), "teal", _l("An outcome was recorded after it came")),
}
# a message keeps hours of its own
_HOURS = {"quiet_hours": _l("Outside sending hours"), "quiet_day": _l("No messages on this day")}
_TROUBLE = {
    "stopped": _l("The worker stopped while it was leaving."),
    "no_template": _l("The provider has approved no template for it."),
    "not_installed": _l("The client of the provider is not installed."),
    Over.CHANGED: _l("The appointment was moved, cancelled or kept meanwhile."),
    Over.CAME: _l("The customer came meanwhile."),
    Over.BOOKED: _l("The customer booked meanwhile."),
    Over.CAR_GONE: _l("The customer no longer has the car."),
    Over.DONE: _l("What it was written of was settled meanwhile."),
}

KINDS = {"message_state": MESSAGE_STATE, "message_medium": MEDIUM, "reply_fate": REPLY_FATE}


def why(code: str | None) -> str | LazyString:
    """Why a message waits or did not leave: a rule of ours, or what the provider said."""
    if not code:
        return ""
    if code in _HOURS:
        return _HOURS[code]
    if code in HOLD:
        return HOLD[code].text
    return _TROUBLE.get(code, code)

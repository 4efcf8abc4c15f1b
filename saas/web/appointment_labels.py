"""Words for the codes of appointments; labels.py shows them to the pages."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

STATUS = {
    "booked": Label(_l("Expected"), "blue"),
    "arrived": Label(_l("Arrived"), "teal"),
    "no_show": Label(_l("No-show"), "red"),
    "cancelled": Label(_l("Cancelled")),
    "rescheduled": Label(_l("Moved")),
}

CHANGE = {
    "booked": Label(_l("Booked")),
    "confirmed": Label(_l("Confirmed")),
    "arrived": Label(_l("Arrived")),
    "no_show": Label(_l("No-show")),
    "cancelled": Label(_l("Cancelled")),
    "rescheduled": Label(_l("Moved")),
    "handed_over": Label(_l("Handed over")),
}

# why nobody typed one
REASON = {"same_day": Label(_l("Same customer, same day"))}

ORIGIN = {
    "outbound": Label(_l("We asked")),
    "inbound": Label(_l("The customer asked")),
}

KINDS = {"appointment": STATUS, "appointment_change": CHANGE, "appointment_reason": REASON, "origin": ORIGIN}

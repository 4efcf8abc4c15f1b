"""Words for what staff take on, and for what is handed over."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

SKILL = {
    "advisor": Label(_l("Service advisor"), "blue", _l("Follows up the work of the shop.")),
    "calls": Label(_l("Call centre"), "teal", _l("Calls all day long.")),
    "insurance": Label(_l("Insurance"), "violet", _l("Gets the calls about policies that end.")),
}

BOARD = {
    "": Label(_l("All open")),
    "overdue": Label(_l("Overdue"), "red", _l("Past the last day of its window")),
    "escalated": Label(_l("Carried too often"), "red", _l("Urgent: once; planned: three times")),
    "complaints": Label(_l("Complaints"), "red"),
    "no_room": Label(_l("No minutes left"), "amber", _l("Nobody has time for it today, and it cannot wait")),
}

KINDS = {"skill": SKILL, "board": BOARD}

"""What each trigger is called: in service, in care, in marketing (domain.md 4.1)."""

from flask_babel import lazy_gettext as _l

from saas.web import calendar_labels
from saas.web.tags import Label

SERVICE = {
    "COMPLAINT": Label(_l("Complaint"), "red"),
    "CALLBACK": Label(_l("Promised call"), "red"),
    "APPT_CONFIRM": Label(_l("Confirm booking"), "blue"),
    "NO_SHOW": Label(_l("Did not come"), "amber", _l("Had an appointment and missed it")),
    "D3": Label(_l("3-day call"), "teal"),
    "DATA_FILL": Label(_l("Details missing"), "plain", _l("Ask along with something else")),
}
CARE = {
    "W3": Label(_l("3-week care"), "teal"),
    "M3": Label(_l("3-month care"), "teal"),
    "KEY_CONTACT": Label(_l("Key account"), "teal", _l("Thirty days since somebody last spoke with him")),
    "VIP_CALL": Label(_l("Keep in touch"), "teal", _l("One of the best, and sixty days since the last talk")),
    "REFER_THANKS": Label(_l("Say thanks"), "teal", _l("Somebody he sent to us has come")),
    "ANNIVERSARY": Label(_l("Anniversary"), "teal", _l("Of the first visit, or of the car")),
    "LOST_REASON": Label(_l("Why gone?"), "plain", _l("Twenty a month at most are asked why they stay away")),
}
REMINDERS = {
    "MAINT_DUE": Label(_l("Maintenance due"), "blue"),
    "ITEM_DUE": Label(_l("Item due"), "blue"),
    "DEFERRED": Label(_l("Left undone"), "amber", _l("Proposed at a visit and put off")),
    "INSURANCE": Label(_l("Insurance ends"), "amber"),
    "INSPECT": Label(_l("Inspection due"), "amber"),
    "WARRANTY_END": Label(_l("Warranty ends"), "blue", _l("A check before it does")),
    "COUPON_END": Label(_l("Coupon ends"), "blue", _l("A coupon, points or a package")),
}
MARKETING = {
    "LAPSE": Label(_l("Overdue visit"), "amber"),
    "SECOND_VISIT": Label(_l("Second visit"), "blue"),
    "WINBACK_IMP": Label(_l("Win back"), "red"),
    "WINBACK_GEN": Label(_l("Wake up"), "plain", _l("One text to many, once a month")),
    "DORMANT_REPEAT": Label(_l("Asleep"), "amber", _l("Came again and again, then no more")),
    "RELATED": Label(_l("Goes with it"), "plain", _l("A small visit, and something that goes with it")),
    "REFER_ASK": Label(_l("Ask to be named"), "blue", _l("Very satisfied: whom would he send to us?")),
    "REPLACE_ASK": Label(_l("New car?"), "plain", _l("An old car: ask along with something else")),
    "LEAD": Label(_l("Interested"), "red"),
    "CAMPAIGN": Label(_l("Campaign"), "violet"),
}

TRIGGER = {**SERVICE, **CARE, **calendar_labels.TRIGGER, **REMINDERS, **MARKETING}

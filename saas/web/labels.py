"""Words, colours and icons for the codes that `tenants` and `workers` store: `label('trigger', 'D3')`."""

from functools import cache

from flask import Flask
from flask_babel import lazy_gettext as _l

from saas.web import (
    appointment_labels,
    calendar_labels,
    hold_labels,
    locale,
    message_labels,
    need_labels,
    opportunity_labels,
    portrait_labels,
    script_labels,
    staff_labels,
)
from saas.web.tags import Label as Label
from saas.web.trigger_labels import TRIGGER

RFM_CLASS = {
    "VALUE": Label(_l("Key: keep"), "teal", _l("Came lately, comes often, spends much")),
    "RECALL": Label(_l("Key: recall"), "red", _l("Came often and spent much, but not lately")),
    "DEEPEN": Label(_l("Key: deepen"), "blue", _l("Came lately and spent much, but comes seldom")),
    "RETAIN": Label(_l("Key: retain"), "amber", _l("Spent much, but came seldom and not lately")),
    "POTENTIAL": Label(_l("Potential"), "violet", _l("Comes often and lately, spends little")),
    "NEW": Label(_l("New customer"), "sky", _l("Came lately, for the first times and for little")),
    "MAINTAIN": Label(_l("Maintain"), "plain", _l("Came often for little, but not lately")),
    "LOST": Label(_l("Lost"), "plain", _l("Came seldom, spent little, not lately")),
    "NONE": Label(_l("No purchase"), "plain", _l("Has never paid for a visit")),
}

LIFECYCLE = {
    "ACTIVE": Label(_l("Active"), "teal", _l("The last paid visit is recent")),
    "SILENT": Label(_l("Silent"), "blue", _l("The last paid visit is a while ago")),
    "ASLEEP": Label(_l("Asleep"), "amber", _l("The last paid visit is long ago")),
    "CHURNED": Label(_l("Churned"), "red", _l("The last paid visit is too long ago")),
}

F_STAGE = {
    "FIRST": Label(_l("Came once"), hint=_l("One day with a paid visit in a lifetime")),
    "SECOND": Label(_l("Came twice"), hint=_l("Two days with a paid visit in a lifetime")),
    "REGULAR": Label(_l("Regular"), hint=_l("Three to five days with a paid visit in a lifetime")),
    "FAN": Label(_l("Fan"), hint=_l("Six days with a paid visit in a lifetime, or more")),
}

TIER = {
    "KEY": Label(_l("Key account"), "teal", _l("A company, named by you, or among those who spend most")),
    "IMPORTANT": Label(_l("Important"), "blue", _l("Spends much, or comes often")),
    "TIER_POTENTIAL": Label(_l("With potential"), "violet", _l("A large bill, two cars, or a good first visit")),
    "NORMAL": Label(_l("Normal"), "plain", _l("All others who ever paid")),
}

MODE = {
    "none": Label(_l("None: only wake up who stays away")),
    "simple2": Label(_l("Two tiers")),
    "simple3": Label(_l("Three tiers")),
    "simple4": Label(_l("Four tiers")),
    "rfm8": Label(_l("Eight classes by R, F and M")),
    "grid16": Label(_l("Sixteen cells of lifecycle and frequency")),
}

OVERLAY = {
    "SPECIAL_WASH_CARD": Label(
        _l("Comes for wash cards"), hint=_l("Half of the spend or more, in three visits or more")
    ),
    "SPECIAL_ADDITIVES": Label(
        _l("Comes for additives"), hint=_l("Half of the spend or more, in three visits or more")
    ),
    "SPECIAL_TYRES": Label(_l("Comes for tyres"), hint=_l("Half of the spend or more, in three visits or more")),
    "SPECIAL_FILM": Label(_l("Comes for film"), hint=_l("Half of the spend or more, in three visits or more")),
    "SPECIAL_ACCESSORIES": Label(
        _l("Comes for accessories"), hint=_l("Half of the spend or more, in three visits or more")
    ),
    "PROMO_EVENT": Label(
        _l("Comes for events"), hint=_l("60% of the visits or more hang on an offer, most on an event")
    ),
    "PROMO_DISCOUNT": Label(_l("Comes for discounts"), hint=_l("60% of the visits or more hang on an offer")),
}

ITEM_GROUP = {
    "": Label(_l("All visits")),
    "maintenance": Label(_l("Maintenance")),
    "repair": Label(_l("Repair")),
    "bodywork": Label(_l("Bodywork")),
    "tyre": Label(_l("Tyres")),
    "wash": Label(_l("Wash")),
}

DAYPART = {
    "MORNING": Label(_l("Before 11")),
    "MIDDAY": Label(_l("11 to 14")),
    "AFTERNOON": Label(_l("14 to 17")),
    "EVENING": Label(_l("After 17")),
}

OUTCOME = {
    "booked": Label(_l("Booked"), "teal"),
    "confirmed": Label(_l("Confirmed"), "teal"),
    "cancelled": Label(_l("Cancelled"), "amber"),
    "will_come": Label(_l("Will come"), "teal"),
    "later": Label(_l("Call later"), "blue"),
    "not_needed": Label(_l("Not needed")),
    "done_elsewhere": Label(_l("Done elsewhere"), "amber"),
    "satisfied": Label(_l("Satisfied"), "teal"),
    "dissatisfied": Label(_l("Dissatisfied"), "red"),
    "no_answer": Label(_l("No answer")),
    "busy": Label(_l("Busy")),
    "refused_talk": Label(_l("Hung up"), "amber"),
    "dnc": Label(_l("Do not contact"), "red"),
    "wrong_number": Label(_l("Wrong number"), "amber"),
    "invalid": Label(_l("Invalid number"), "amber"),
    "car_sold": Label(_l("Car sold")),
    "moved": Label(_l("Moved away")),
    "scrapped": Label(_l("Scrapped")),
    "message_sent": Label(_l("Message sent"), "blue"),
    "wechat_added": Label(_l("WeChat added"), "teal"),
    "info_updated": Label(_l("Details updated"), "blue"),
    "renewed": Label(_l("Renewed"), "teal"),
}

# one tap under an outcome
REASON = {
    "too_early": Label(_l("Too early")),
    "drives_little": Label(_l("Drives little")),
    "too_expensive": Label(_l("Too expensive")),
    "no_time": Label(_l("No time")),
    "price": Label(_l("Price")),
    "distance": Label(_l("Distance")),
    "friend": Label(_l("A friend’s shop")),
    "dealer": Label(_l("The dealer")),
    "all_good": Label(_l("All good")),
    "quality": Label(_l("Quality of work")),
    "service": Label(_l("Service")),
    "speed": Label(_l("Speed")),
    "attitude": Label(_l("Attitude")),
    "waiting": Label(_l("Waiting time")),
    "hung_up": Label(_l("Hung up at once")),
    "rejected": Label(_l("Rejected the call")),
    "too_often": Label(_l("Called too often")),
    "not_interested": Label(_l("Not interested")),
    "privacy": Label(_l("Privacy")),
    "someone_else": Label(_l("Somebody else")),
    "relative": Label(_l("A relative")),
    "no_such_number": Label(_l("No such number")),
    "out_of_service": Label(_l("Out of service")),
    "bought_another": Label(_l("Bought another")),
    "no_other_car": Label(_l("No other car")),
    "other_city": Label(_l("Another city")),
    "other_shop": Label(_l("Another shop")),
    "does_it_himself": Label(_l("Does it himself")),
    "unhappy": Label(_l("Was not happy")),
    "changed_car": Label(_l("Changed the car")),
    "insurance": Label(_l("Insurance renewed")),
    "inspection": Label(_l("Inspection passed")),
}

CHANNEL = {
    "call": Label(_l("Call")),
    "wechat": Label(_l("WeChat")),
    "sms": Label(_l("Text message")),
    "email": Label(_l("E-mail")),
    "visit": Label(_l("In person")),
}

ROLE = {
    "owner": Label(_l("Owner")),
    "manager": Label(_l("Manager")),
    "advisor": Label(_l("Advisor")),
    "viewer": Label(_l("Viewer")),
}

CUSTOMER_TYPE = {
    "personal": Label(_l("Personal")),
    "fleet": Label(_l("Company"), "blue"),
    "internal": Label(_l("Internal")),
}

EXIT_REASON = {
    "sold": Label(_l("Sold")),
    "moved": Label(_l("Moved away")),
    "scrapped": Label(_l("Scrapped")),
}

ORDER_TYPE = {
    "maintenance": Label(_l("Maintenance")),
    "repair": Label(_l("Repair")),
    "bodywork": Label(_l("Bodywork")),
    "accident": Label(_l("Accident")),
    "warranty": Label(_l("Warranty")),
    "rework": Label(_l("Rework")),
    "inspection": Label(_l("Inspection")),
    "beauty": Label(_l("Car care")),
    "tyre": Label(_l("Tyres")),
    "retail": Label(_l("Retail")),
    "stored_value": Label(_l("Stored value")),
    "internal": Label(_l("Internal")),
    "other": Label(_l("Other")),
}

IMPORT_KIND = {
    "orders": Label(_l("Work orders")),
    "customers_vehicles": Label(_l("Customers and vehicles")),
}

IMPORT_STATUS = {
    "uploaded": Label(_l("Waiting for you"), "amber"),
    "checking": Label(_l("Checking"), "blue"),
    "checked": Label(_l("Waiting for you"), "amber"),
    "loading": Label(_l("Loading"), "blue"),
    "loaded": Label(_l("Loaded"), "teal"),
    "failed": Label(_l("Failed"), "red"),
    "undoing": Label(_l("Undoing"), "blue"),
    "undone": Label(_l("Undone"), "plain"),
}

JOB = {
    "check_import": Label(_l("Check a file")),
    "load_import": Label(_l("Load a file")),
    "undo_import": Label(_l("Undo an import")),
    "score_shop": Label(_l("Score all customers")),
    "score_customer": Label(_l("Score one customer")),
    "follow_import": Label(_l("Score whom a file is about")),
    "attribute_visits": Label(_l("Credit visits to contacts")),
    "find_duplicates": Label(_l("Look for duplicate customers")),
    "count_losses": Label(_l("Count who left")),
    "predict_needs": Label(_l("Predict what cars need")),
    "run_backtest": Label(_l("Test predictions against the past")),
    "plan_queue": Label(_l("Plan the queue")),
    "send_message": Label(_l("Check a message")),
    "remind": Label(_l("Remind of appointments")),
    "hand_over": Label(_l("Send a message")),
    "count_visits": Label(_l("Count all visits again")),
    "mail_invitation": Label(_l("Mail an invitation")),
    "clean": Label(_l("Forget what is long over")),
}

JOB_STATE = {
    "waiting": Label(_l("Waiting"), "plain"),
    "running": Label(_l("Running"), "blue"),
    "done": Label(_l("Done"), "teal"),
    "failed": Label(_l("Failed"), "red"),
}

_KINDS = {
    "rfm_class": RFM_CLASS,
    "lifecycle": LIFECYCLE,
    "f_stage": F_STAGE,
    "tier": TIER,
    "mode": MODE,
    "overlay": OVERLAY,
    "item_group": ITEM_GROUP,
    "daypart": DAYPART,
    "trigger": TRIGGER,
    "outcome": OUTCOME,
    "channel": CHANNEL,
    "reason": REASON,
    "role": ROLE,
    "customer_type": CUSTOMER_TYPE,
    "exit_reason": EXIT_REASON,
    "order_type": ORDER_TYPE,
    "import_kind": IMPORT_KIND,
    "import_status": IMPORT_STATUS,
    "job": JOB,
    "job_state": JOB_STATE,
    **calendar_labels.KINDS,
    **appointment_labels.KINDS,
    **hold_labels.KINDS,
    **message_labels.KINDS,
    **need_labels.KINDS,
    **opportunity_labels.KINDS,
    **portrait_labels.KINDS,
    **script_labels.KINDS,
    **staff_labels.KINDS,
}


def install(app: Flask) -> None:
    app.jinja_env.globals["label"] = label


def label(kind: str, code: str) -> Label:
    """In the language of the page. Raises KeyError for a code without words: add it above and to the catalogue."""
    return _said(kind, code, locale.language())


@cache
def _said(kind: str, code: str, language: str) -> Label:
    # a page has dozens of labels: each is translated once
    words = _KINDS[kind][code]
    return Label(str(words.text), words.tone, str(words.hint)) if language else words

"""Words for why a customer is not contacted now (domain.md 4.4); `tenants/follow_ups/holds.py` has the codes."""

from flask_babel import lazy_gettext as _l

from saas.web.tags import Label

HOLD = {
    "not_yet": Label(_l("Its time has not come")),
    "expired": Label(_l("Its time is over")),
    "asleep": Label(_l("Put off"), "blue"),
    "awaits_reply": Label(_l("Waits for a reply"), "blue"),
    "appointment": Label(_l("Has an appointment"), "teal"),
    "tomorrow": Label(_l("Waits for tomorrow"), hint=_l("Today’s list is being worked already")),
    "rides_along": Label(_l("Said with another reason"), hint=_l("Spoken of inside a contact that happens anyway")),
    "no_capacity": Label(_l("Nobody has time"), "amber", _l("The day of everybody who could call is full")),
    "do_not_contact": Label(_l("Must not be contacted at all"), "red"),
    "do_not_market": Label(_l("Wants no advertising"), "red"),
    "do_not_call": Label(_l("Does not want to be called"), "red"),
    "channel_refused": Label(_l("Refused this channel"), "red"),
    "blocked_consent": Label(_l("No consent on record"), "amber", _l("Advertising needs the customer’s consent")),
    "no_profiling": Label(_l("Only plain reminders"), "amber", _l("Does not want what we know to choose for us")),
    "no_number": Label(_l("No working number"), "amber"),
    "suppressed": Label(_l("Said no not long ago")),
    "complaint": Label(_l("Has complained"), "red", _l("No care and no advertising until a week after it is settled")),
    "held_out": Label(_l("In the control group"), hint=_l("Goes without, so that it shows what contacts bring")),
    "first_visit": Label(_l("First visit was not long ago"), hint=_l("Too early for advertising")),
    "just_served": Label(_l("Was here a few days ago"), hint=_l("Too early for advertising")),
    "care_first": Label(_l("Care comes first"), hint=_l("Between two advertisements there must be a word of care")),
    "too_soon": Label(_l("Contacted not long ago")),
    "enough": Label(_l("Contacted often enough"), hint=_l("In the last 90 days")),
    "household": Label(
        _l("Same number is called today"), hint=_l("One number is called once a day, whoever it is for")
    ),
    "mass_enough": Label(_l("Enough mass messages")),
    "served_today": Label(_l("Had a message today")),
    "tried_today": Label(_l("Tried today already")),
    "tried_enough": Label(_l("Tried often enough"), hint=_l("A message does more than another call")),
    "quiet_hours": Label(_l("Outside calling hours")),
    "quiet_day": Label(_l("No calls on this day")),
}

WISH = {
    "do_not_call": Label(_l("No calls"), "red", _l("But those he asked for himself, and for his safety")),
    "do_not_market": Label(
        _l("No advertising and no care"), "red", _l("Appointments, complaints and his safety go on")
    ),
    "no_profiling": Label(_l("No personal selection"), "amber", _l("Plain reminders, in order of time")),
    "do_not_contact": Label(_l("No contact at all"), "red", _l("By law: not even about an appointment")),
}

CONSENT_SOURCE = {
    "counter": Label(_l("At the counter")),
    "call": Label(_l("On the phone")),
    "message": Label(_l("By message")),
    "form": Label(_l("On a signed form")),
    "reply": Label(_l("By replying to a message")),
}

KINDS = {"hold": HOLD, "wish": WISH, "consent_source": CONSENT_SOURCE}

"""Why an open reason is not worked today: the code beside each on the page "not contacted, and why"."""

from enum import StrEnum


class Hold(StrEnum):
    # its own time
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    ASLEEP = "asleep"
    AWAITS_REPLY = "awaits_reply"
    APPOINTMENT = "appointment"
    RIDES_ALONG = "rides_along"  # said inside a contact that another reason brings
    NO_CAPACITY = "no_capacity"  # nobody had a minute left
    HOUSEHOLD = "household"  # somebody else is called over the same number
    TOMORROW = "tomorrow"  # it can wait, and today's list is being worked
    # what the customer wants, and what the law asks for
    DO_NOT_CONTACT = "do_not_contact"
    DO_NOT_MARKET = "do_not_market"
    DO_NOT_CALL = "do_not_call"
    CHANNEL_REFUSED = "channel_refused"
    NO_CONSENT = "blocked_consent"
    NO_PROFILING = "no_profiling"
    NO_NUMBER = "no_number"  # none known, or all wrong
    SUPPRESSED = "suppressed"
    COMPLAINT = "complaint"
    HELD_OUT = "held_out"  # in the arm that goes without, to measure what contacts bring
    # how much of us he gets
    FIRST_VISIT = "first_visit"  # too short ago for marketing
    JUST_SERVED = "just_served"
    CARE_FIRST = "care_first"  # marketing after marketing needs a care contact between
    TOO_SOON = "too_soon"  # after the contact before
    ENOUGH = "enough"  # contacts in 90 days
    MASS_ENOUGH = "mass_enough"
    SERVED_TODAY = "served_today"  # one service message a day
    TRIED_TODAY = "tried_today"
    TRIED_ENOUGH = "tried_enough"
    # the hour
    QUIET_HOURS = "quiet_hours"
    QUIET_DAY = "quiet_day"

"""What a customer, the law, a complaint or the control group forbid (domain.md 4.3, 4.4, 4.8, 4.9)."""

from datetime import date

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.people import EVERY_CALL
from tenants.follow_ups.permission import Case, Ground, morning
from tenants.follow_ups.triggers import Category, Channel

CALM_AFTER_COMPLAINT_DAYS = 7
# what a care contact needs consent for; marketing needs it on every channel
CARE_BY_CONSENT = frozenset({Channel.CALL, Channel.SMS})


def no_contact_at_all(case: Case) -> Ground | None:
    return Ground(Hold.DO_NOT_CONTACT) if case.person.do_not_contact else None


def no_marketing_wanted(case: Case) -> Ground | None:
    # service stays for what is owed: an appointment, a complaint, a promised call, brakes that will not last
    return Ground(Hold.DO_NOT_MARKET) if case.person.do_not_market and not case.ask.is_owed else None


def no_calls_wanted(case: Case) -> Ground | None:
    is_refused = case.person.do_not_call and case.is_call and not case.ask.is_owed
    return Ground(Hold.DO_NOT_CALL) if is_refused else None


def channel_refused(case: Case) -> Ground | None:
    is_refused = case.person.consents.get(case.ask.channel) is False and not case.ask.is_owed
    return Ground(Hold.CHANNEL_REFUSED) if is_refused else None


def no_number(case: Case) -> Ground | None:
    needs_phone = case.ask.channel in (Channel.CALL, Channel.SMS)
    return Ground(Hold.NO_NUMBER) if needs_phone and not case.person.has_number else None


def no_profiling(case: Case) -> Ground | None:
    return Ground(Hold.NO_PROFILING) if case.person.no_profiling and case.is_optional else None


def no_consent(case: Case) -> Ground | None:
    by_consent = case.category is Category.MARKETING or (
        case.category is Category.CARE and case.ask.channel in CARE_BY_CONSENT
    )
    return Ground(Hold.NO_CONSENT) if by_consent and not case.person.consents.get(case.ask.channel) else None


def suppressed(case: Case) -> Ground | None:
    scopes = [case.ask.trigger, *([EVERY_CALL] if case.is_optional and case.is_call else ())]
    until_on = max(case.person.suppressed.get(scope, date.min) for scope in scopes)
    return Ground(Hold.SUPPRESSED, morning(until_on)) if case.ask.on < until_on else None


def upset(case: Case) -> Ground | None:
    calm_on = case.person.calm_on
    if not (case.is_capped and calm_on and case.ask.on < calm_on):
        return None
    return Ground(Hold.COMPLAINT, morning(calm_on))


def held_out(case: Case) -> Ground | None:
    return Ground(Hold.HELD_OUT) if case.person.is_held_out and case.ask.may_go_without else None

"""How much of us a customer gets, how soon, and at which hours (domain.md 4.4)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours
from tenants.follow_ups.ledger import Entry
from tenants.follow_ups.permission import Case, Ground, morning
from tenants.follow_ups.triggers import Category, Channel
from tenants.follow_ups.windows import HALF_STARTS, Half
from tenants.scoring.segments import Tier

CAP_DAYS = 90
MASS_DAYS = 30


def after_a_visit(case: Case) -> Ground | None:
    if case.category is not Category.MARKETING:
        return None
    person, rules = case.person, case.rules
    quiet = (
        (Hold.FIRST_VISIT, person.first_visit_on, rules.after_first_visit_days),
        (Hold.JUST_SERVED, person.last_visit_on, rules.after_visit_days),
    )
    for why, visit_on, days in quiet:
        if visit_on and case.ask.on < visit_on + timedelta(days):
            return Ground(why, morning(visit_on + timedelta(days)))
    return None


def care_first(case: Case) -> Ground | None:
    if not case.rules.care_first or case.category is not Category.MARKETING or not case.is_new_episode:
        return None
    marketing, care = (case.ledger.last(_reached(category)) for category in (Category.MARKETING, Category.CARE))
    return Ground(Hold.CARE_FIRST) if marketing and not (care and care.at > marketing.at) else None


def too_many(case: Case) -> Ground | None:
    if not case.is_capped or case.ask.is_mass or not case.is_new_episode:
        return None
    days = case.ledger.episodes(lambda one: not one.is_mass)
    if days and case.ask.on < days[-1] + timedelta(case.rules.gap_days):
        return Ground(Hold.TOO_SOON, morning(days[-1] + timedelta(case.rules.gap_days)))
    return _enough(case, days, min(case.rules.most_contacts, case.person.most_contacts))


def too_many_offers(case: Case) -> Ground | None:
    """Who has potential is interrupted less (domain.md 2.3): marketing and reminders, said to him or to many."""
    is_care = case.category is Category.CARE
    if case.person.tier is not Tier.TIER_POTENTIAL or not case.is_capped or is_care or not case.is_new_episode:
        return None
    offers = case.ledger.episodes(lambda one: one.category is not Category.CARE)
    return _enough(case, offers, case.rules.most_offers_with_potential)


def too_many_for_all(case: Case) -> Ground | None:
    """Mass messages. One a day is what WeCom allows, and with it never more in a week or month than that has days."""
    if not case.ask.is_mass or not case.is_optional or case.is_call:
        return None
    days = sorted(one.on for one in case.ledger.entries if one.is_mass and one.channel == case.ask.channel)
    if days and days[-1] >= case.ask.on:
        return Ground(Hold.MASS_ENOUGH, morning(days[-1] + timedelta(1)))
    most = case.rules.most_mass_sms if case.ask.channel == Channel.SMS else case.rules.most_mass_wechat
    counted = [day for day in days if case.ask.on < day + timedelta(MASS_DAYS)]
    if len(counted) < most:
        return None
    return Ground(Hold.MASS_ENOUGH, morning(counted[-most] + timedelta(MASS_DAYS)) if most else None)


def served_today(case: Case) -> Ground | None:
    if case.is_call or case.category is not Category.SERVICE:
        return None
    told = case.ledger.on(case.ask.on, lambda one: one.channel != Channel.CALL and one.category is Category.SERVICE)
    is_enough = len(told) >= case.rules.service_messages_a_day
    return Ground(Hold.SERVED_TODAY, morning(case.ask.on + timedelta(1))) if is_enough else None


def tried(case: Case) -> Ground | None:
    if not case.is_call:
        return None
    return _tried_today(case) or _tried_enough(case)


def _tried_today(case: Case) -> Ground | None:
    tries = case.ledger.on(case.ask.on, lambda one: one.is_try)
    tomorrow = morning(case.ask.on + timedelta(1))
    if len(tries) >= case.rules.tries_a_day:
        return Ground(Hold.TRIED_TODAY, tomorrow)
    halves = {_half(one.at.time()) for one in tries}
    if case.ask.at is None or _half(case.ask.at) not in halves:
        return None
    is_morning = _half(case.ask.at) is Half.AM
    return Ground(Hold.TRIED_TODAY, datetime.combine(case.ask.on, HALF_STARTS[Half.PM]) if is_morning else tomorrow)


def _tried_enough(case: Case) -> Ground | None:
    tries = [
        one for one in case.ledger.entries if one.is_try and case.ask.reason_id and one.reason_id == case.ask.reason_id
    ]
    if not tries:
        return None
    is_over = _working_days(tries[0].on, case.ask.on, case.rules.call_hours) >= case.rules.most_call_days
    return Ground(Hold.TRIED_ENOUGH) if is_over or len(tries) >= case.rules.most_tries else None


def out_of_hours(case: Case) -> Ground | None:
    preferred, hours = case.person.preferred, case.hours
    allowed = hours.on(case.ask.on, preferred)
    at = case.ask.at
    if allowed and (at is None or any(span.has(at) for span in allowed)):
        return None
    why = Hold.QUIET_HOURS if allowed else Hold.QUIET_DAY
    return Ground(why, hours.opens_after(datetime.combine(case.ask.on, at or time.min), preferred))


def _enough(case: Case, days: Sequence[date], most: int) -> Ground | None:
    counted = [day for day in days if case.ask.on < day + timedelta(CAP_DAYS)]
    if len(counted) < most:
        return None
    return Ground(Hold.ENOUGH, morning(counted[-most] + timedelta(CAP_DAYS)) if most else None)


def _reached(category: Category) -> Callable[[Entry], bool]:
    return lambda one: one.reached and one.category is category


def _half(at: time) -> Half:
    return Half.PM if at >= HALF_STARTS[Half.PM] else Half.AM


def _working_days(first: date, last: date, hours: Hours) -> int:
    """Days from `first` on that are over on the morning of `last` and on which calls were allowed."""
    days = (first + timedelta(later) for later in range((last - first).days))
    return sum(1 for day in days if hours.on(day))

"""How often is too often (domain.md 4.4)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from tenants.follow_ups.governor import Verdict, channel_for
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours
from tenants.follow_ups.ledger import Entry, Ledger
from tenants.follow_ups.permission import Rules
from tenants.scoring.segments import Tier
from tests.tenants.follow_ups.asks import (
    AFTERNOON,
    MORNING,
    NIGHT,
    OTHER,
    RULES,
    THIRD,
    THIS,
    TODAY,
    ask,
    entry,
    until,
    why,
)
from tests.tenants.follow_ups.examples import person

POTENTIAL, NORMAL = Tier.TIER_POTENTIAL, Tier.NORMAL


def test_a_reminder_obeys_the_caps_of_marketing_and_counts_in_them() -> None:
    who = person(last_visit_on=TODAY - timedelta(200))
    reminded = entry(5, "S wechat", trigger="MAINT_DUE")

    assert why(ask("S* call"), entry(13), who=who) is Hold.TOO_SOON
    assert why(ask("M call"), reminded, who=who) is Hold.TOO_SOON
    assert why(ask("S call"), entry(0), who=who) is None


@pytest.mark.parametrize(("days_ago", "hold"), [(13, Hold.TOO_SOON), (14, None)])
@pytest.mark.parametrize("told", ["C call", "C wechat"])
def test_fourteen_days_lie_between_two_contacts(days_ago: int, told: str, hold: Hold | None) -> None:
    assert why(ask(told), entry(days_ago, "C call")) is hold
    assert until(ask(told), entry(13, "C call")) == "2026-07-02T00:00"


def test_an_unanswered_call_a_service_and_a_mass_message_are_no_contact() -> None:
    past = (
        entry(3, "M call", connected=False),
        entry(3, "S call"),
        entry(3, "C wechat", is_mass=True),
    )

    assert why(ask("C wechat"), *past) is None


def test_what_nobody_knows_the_kind_of_counts() -> None:
    unknown = Entry(datetime.combine(TODAY - timedelta(3), MORNING), "call", connected=True)

    assert why(ask("C wechat"), unknown) is Hold.TOO_SOON


def test_the_steps_of_one_reason_are_one_contact() -> None:
    steps = [entry(14, "M wechat", THIS), entry(7, "M call", THIS)]

    assert why(ask("M call"), *steps) is None
    assert why(ask("C call", reason_id=OTHER), *steps) is Hold.TOO_SOON


@pytest.mark.parametrize(("most", "hold"), [(4, None), (3, Hold.ENOUGH), (1, Hold.ENOUGH), (0, Hold.ENOUGH)])
def test_the_cell_of_the_grid_lowers_the_contacts_in_ninety_days(most: int, hold: Hold | None) -> None:
    past = [entry(days, "C call", UUID(int=100 + days)) for days in (89, 60, 30)]

    assert why(ask("C call"), *past, who=person(most_contacts=most)) is hold


def test_four_contacts_in_ninety_days_are_enough_until_the_first_is_older() -> None:
    past = [entry(days, "C call", UUID(int=100 + days)) for days in (89, 60, 40, 20)]

    assert why(ask("C call"), *past) is Hold.ENOUGH
    assert until(ask("C call"), *past) == "2026-07-02T00:00"
    assert why(ask("C call", on=TODAY + timedelta(1)), *past) is None


def test_who_has_potential_gets_two_offers_in_ninety_days_and_care_beside_them() -> None:
    past = [entry(80, "M call", UUID(int=7)), entry(40, "M call", UUID(int=8)), entry(20, "C wechat", THIRD)]
    promising, normal = (person(tier=tier, last_visit_on=TODAY - timedelta(95)) for tier in (POTENTIAL, NORMAL))

    assert why(ask("M call"), *past, who=promising) is Hold.ENOUGH
    assert why(ask("S* call"), *past, who=promising) is Hold.ENOUGH
    assert why(ask("M sms", is_mass=True), *past, who=promising) is Hold.ENOUGH
    assert why(ask("C call"), *past, who=promising) is None
    assert why(ask("S call"), *past, who=promising) is None
    assert why(ask("M call"), *past, who=normal) is None
    assert why(ask("M call"), *past[1:], who=promising) is None
    assert why(ask("M call"), *past, who=promising, rules=Rules(most_offers_with_potential=3)) is None


def test_two_offers_are_enough_until_the_first_is_older_than_ninety_days() -> None:
    past = [entry(80, "M call", UUID(int=7)), entry(40, "M call", UUID(int=8)), entry(20, "C wechat", THIRD)]

    assert until(ask("M call"), *past, who=person(tier=POTENTIAL)) == "2026-07-11T00:00"


def test_the_steps_of_one_offer_are_one_with_potential_too() -> None:
    past = [entry(80, "M wechat", OTHER), entry(73, "M call", OTHER), entry(20, "C wechat", THIRD)]

    assert why(ask("M call"), *past, who=person(tier=POTENTIAL)) is None


def test_an_offer_waits_for_a_word_without_one_since_the_last() -> None:
    offered = entry(60, "M call")

    assert why(ask("M call"), offered) is Hold.CARE_FIRST
    assert why(ask("M call"), offered, entry(40, "C wechat", THIRD)) is None
    assert why(ask("M call"), entry(70, "C wechat", THIRD), offered) is Hold.CARE_FIRST
    assert why(ask("M call"), offered, rules=Rules(care_first=False)) is None
    assert why(ask("M call", reason_id=OTHER), offered) is None
    assert why(ask("C call"), offered) is None


@pytest.mark.parametrize(("days_ago", "hold"), [(20, Hold.FIRST_VISIT), (21, None)])
def test_a_new_customer_gets_no_offer_for_three_weeks(days_ago: int, hold: Hold | None) -> None:
    first = TODAY - timedelta(days_ago)

    assert why(ask("M wechat"), who=person(first_visit_on=first, last_visit_on=first)) is hold
    assert why(ask("C wechat"), who=person(first_visit_on=first, last_visit_on=first)) is None


@pytest.mark.parametrize(("days_ago", "hold"), [(6, Hold.JUST_SERVED), (7, None)])
def test_nobody_gets_an_offer_in_the_week_after_a_visit(days_ago: int, hold: Hold | None) -> None:
    visited = person(first_visit_on=date(2024, 1, 1), last_visit_on=TODAY - timedelta(days_ago))

    assert why(ask("M wechat"), who=visited) is hold
    assert why(ask("S wechat"), who=visited) is None


@pytest.mark.parametrize(
    ("told", "days_ago", "hold"),
    [
        ("M sms", (29, 5), Hold.MASS_ENOUGH),
        ("M sms", (30, 5), None),
        ("M wechat", (29, 9, 5, 3), Hold.MASS_ENOUGH),
        ("M wechat", (29, 5), None),
        ("M wechat", (0,), Hold.MASS_ENOUGH),
    ],
)
def test_mass_messages_have_limits_of_their_own(told: str, days_ago: tuple[int, ...], hold: Hold | None) -> None:
    past = [entry(days, told, UUID(int=100 + days), is_mass=True) for days in days_ago]
    care = entry(1, "C wechat", THIRD, at=NIGHT, is_mass=True) if told == "M sms" else None

    held = why(ask(told, is_mass=True), *past, *([care] if care else ()), rules=Rules(care_first=False))

    assert held is hold


def test_service_messages_of_a_day_are_bundled() -> None:
    assert why(ask("S wechat"), entry(0, "S sms")) is Hold.SERVED_TODAY
    assert why(ask("S wechat"), entry(1, "S sms")) is None
    assert why(ask("S call"), entry(0, "S sms")) is None
    assert why(ask("S wechat"), entry(0, "S sms"), rules=Rules(service_messages_a_day=2)) is None


def tried(days_ago: int, at: time = MORNING, reason_id: UUID = THIS) -> Entry:
    return entry(days_ago, "S call", reason_id, at, connected=False)


def test_nobody_is_called_twice_in_half_a_day() -> None:
    assert why(ask("S call", time(11)), tried(0)) is Hold.TRIED_TODAY
    assert until(ask("S call", time(11)), tried(0)) == "2026-07-01T14:00"
    assert why(ask("S call", AFTERNOON), tried(0)) is None
    assert until(ask("S call", time(16)), tried(0, AFTERNOON)) == "2026-07-02T00:00"
    assert why(ask("S call", at=None), tried(0)) is None
    assert why(ask("S wechat", time(11)), tried(0)) is None


def test_two_tries_a_day_are_enough_whatever_they_were_about() -> None:
    past = (tried(0, time(9, 40), OTHER), tried(0, AFTERNOON))

    assert why(ask("S call", time(19)), *past) is Hold.TRIED_TODAY
    assert why(ask("S call", at=None), *past) is Hold.TRIED_TODAY
    assert why(ask("S call", at=None, on=TODAY + timedelta(1)), *past) is None


def test_after_three_tries_of_a_reason_a_message_says_more() -> None:
    past = (tried(2), tried(2, AFTERNOON), tried(1))

    assert why(ask("S call"), *past) is Hold.TRIED_ENOUGH
    assert why(ask("S call", reason_id=OTHER), *past) is None
    assert channel_for(ask("S call"), Ledger(past), person(), RULES) == ("wechat", Verdict(allowed=True))


@pytest.mark.parametrize(("days_ago", "hold"), [(4, None), (5, Hold.TRIED_ENOUGH)])
def test_calls_about_a_reason_end_after_five_working_days(days_ago: int, hold: Hold | None) -> None:
    assert why(ask("S call"), tried(days_ago)) is hold


def test_days_without_calls_are_no_working_days() -> None:
    quiet = frozenset({TODAY - timedelta(2), TODAY - timedelta(3)})
    rules = Rules(call_hours=Hours(RULES.call_hours.weekday, RULES.call_hours.weekend, quiet_days=quiet))

    assert why(ask("S call"), tried(6), rules=rules) is None
    assert why(ask("S call"), tried(7), rules=rules) is Hold.TRIED_ENOUGH

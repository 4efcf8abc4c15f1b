"""Every row of domain.md 4.4 is a rule of the governor."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from tenants.follow_ups.governor import Verdict, channel_for, decide
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours, Span
from tenants.follow_ups.ledger import Entry, Ledger
from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.permission import Ask, Rules, effective_category
from tenants.follow_ups.triggers import TRIGGERS, Category
from tests.tenants.follow_ups.examples import person

TODAY = date(2026, 7, 1)  # a Wednesday
MORNING, NOON, AFTERNOON, NIGHT = time(10), time(12, 30), time(15), time(21, 30)
THIS, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)  # reasons
CATEGORY = {"S": Category.SERVICE, "C": Category.CARE, "M": Category.MARKETING}
RULES = Rules()


def entry(days_ago: int, told: str = "M call", reason_id: UUID = OTHER, at: time = MORNING, **values: Any) -> Entry:
    category, channel = told.split()
    values.setdefault("connected", channel == "call")
    moment = datetime.combine(TODAY - timedelta(days_ago), at)
    return Entry(moment, channel, category=CATEGORY[category], reason_id=reason_id, **values)


def ask(told: str, at: time | None = MORNING, **values: Any) -> Ask:
    """`told`: category and channel, "S*" for a reminder, "S!" for what the customer expects."""
    category, channel = told.split()
    values = {"is_reminder": category == "S*", "is_owed": category == "S!"} | values
    return Ask(
        "ANY", CATEGORY[category[0]], channel, values.pop("on", TODAY), at, values.pop("reason_id", THIS), **values
    )


def why(asked: Ask, *past: Entry, who: Person | None = None, rules: Rules = RULES) -> Hold | None:
    return decide(asked, Ledger(past), who or person(), rules).why


def until(asked: Ask, *past: Entry, who: Person | None = None) -> str | None:
    verdict = decide(asked, Ledger(past), who or person(), RULES)
    return verdict.until.isoformat(timespec="minutes") if verdict.until else None


@pytest.mark.parametrize("told", ["M call", "M wechat", "M sms", "C call", "C sms"])
def test_marketing_and_care_by_call_or_text_need_a_granted_consent(told: str) -> None:
    channel = told.split()[1]

    assert why(ask(told), who=Person()) is Hold.NO_CONSENT
    assert why(ask(told), who=Person(consents={channel: True})) is None


@pytest.mark.parametrize("told", ["C wechat", "S call", "S wechat", "S! call"])
def test_service_and_a_kind_word_on_wechat_need_none(told: str) -> None:
    assert why(ask(told), who=Person()) is None


@pytest.mark.parametrize(("told", "hold"), [("S call", Hold.CHANNEL_REFUSED), ("S! call", None), ("S wechat", None)])
def test_a_refused_channel_stays_for_what_the_customer_expects_only(told: str, hold: Hold | None) -> None:
    assert why(ask(told), who=Person(consents={"call": False})) is hold


@pytest.mark.parametrize("told", ["S! call", "S call", "S* wechat", "C wechat", "M sms"])
def test_who_must_not_be_contacted_by_law_hears_nothing_at_all(told: str) -> None:
    assert why(ask(told), who=person(do_not_contact=True)) is Hold.DO_NOT_CONTACT


@pytest.mark.parametrize(
    ("told", "hold"),
    [("S! call", None), *((told, Hold.DO_NOT_MARKET) for told in ("S call", "S* wechat", "C wechat", "M sms"))],
)
def test_who_wants_no_marketing_hears_of_what_was_agreed_only(told: str, hold: Hold | None) -> None:
    assert why(ask(told), who=person(do_not_market=True)) is hold


@pytest.mark.parametrize(
    ("told", "hold"), [("S! call", None), ("S call", Hold.DO_NOT_CALL), ("M call", Hold.DO_NOT_CALL), ("M sms", None)]
)
def test_who_wants_no_calls_is_written_to(told: str, hold: Hold | None) -> None:
    assert why(ask(told), who=person(do_not_call=True)) is hold


@pytest.mark.parametrize("told", ["S call", "M sms"])
def test_a_customer_without_a_working_number_is_not_rung_up(told: str) -> None:
    assert why(ask(told), who=person(has_number=False)) is Hold.NO_NUMBER


@pytest.mark.parametrize(
    ("told", "hold"), [("S call", None), ("C wechat", Hold.NO_PROFILING), ("M sms", Hold.NO_PROFILING)]
)
def test_who_wants_no_profile_gets_service_only(told: str, hold: Hold | None) -> None:
    assert why(ask(told), who=person(no_profiling=True)) is hold


def test_a_refusal_silences_its_trigger_or_all_care_and_marketing_calls_until_its_day() -> None:
    tomorrow = TODAY + timedelta(1)

    assert why(ask("S call"), who=person(suppressed={"ANY": tomorrow})) is Hold.SUPPRESSED
    assert why(ask("M call"), who=person(suppressed={EVERY_CALL: tomorrow})) is Hold.SUPPRESSED
    assert until(ask("M call"), who=person(suppressed={EVERY_CALL: tomorrow})) == "2026-07-02T00:00"
    assert why(ask("S call"), who=person(suppressed={EVERY_CALL: tomorrow})) is None
    assert why(ask("M call"), who=person(suppressed={"ANY": TODAY, EVERY_CALL: TODAY})) is None


@pytest.mark.parametrize(
    ("last_visit_on", "allowed", "category"),
    [
        (date(2024, 7, 1), True, Category.SERVICE),
        (date(2024, 6, 30), True, Category.MARKETING),
        (None, True, Category.MARKETING),
        (date(2026, 6, 1), False, Category.MARKETING),
    ],
)
def test_a_reminder_is_a_service_to_who_came_within_two_years(
    last_visit_on: date | None, allowed: bool, category: Category
) -> None:
    who, rules = Person(last_visit_on=last_visit_on), Rules(reminder_as_service=allowed)

    assert effective_category(ask("S* wechat"), who, rules) is category
    assert why(ask("S* wechat"), who=who, rules=rules) is (None if category == "S" else Hold.NO_CONSENT)


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


@pytest.mark.parametrize(
    ("told", "at", "hold"),
    [
        ("S call", NOON, Hold.QUIET_HOURS),
        ("S! call", NIGHT, Hold.QUIET_HOURS),
        ("S call", None, None),
        ("M wechat", NOON, None),
        ("M wechat", time(8, 30), Hold.QUIET_HOURS),
        ("S* wechat", time(20, 30), Hold.QUIET_HOURS),
        ("S wechat", time(20, 30), None),
        ("S sms", NIGHT, Hold.QUIET_HOURS),
    ],
)
def test_calls_and_messages_have_their_hours(told: str, at: time | None, hold: Hold | None) -> None:
    assert why(ask(told, at), who=person(last_visit_on=date(2026, 1, 1))) is hold


def test_outside_its_hours_a_contact_waits_for_the_next_opening() -> None:
    assert until(ask("S call", NOON)) == "2026-07-01T14:00"
    assert until(ask("M wechat", NIGHT)) == "2026-07-02T09:00"
    assert until(ask("S call", NIGHT), who=person(preferred=Span(time(18), time(20)))) == "2026-07-02T18:00"


def test_a_quiet_day_has_no_calls_but_messages() -> None:
    rules = Rules(call_hours=Hours(RULES.call_hours.weekday, RULES.call_hours.weekend, quiet_days=frozenset({TODAY})))

    assert decide(ask("S call", None), Ledger(), person(), rules) == Verdict(
        allowed=False, why=Hold.QUIET_DAY, until=datetime.combine(TODAY + timedelta(1), time(9, 30))
    )
    assert decide(ask("C wechat"), Ledger(), person(), rules).allowed


@pytest.mark.parametrize(
    ("told", "hold"), [("S call", None), *((one, Hold.COMPLAINT) for one in ("S* call", "C wechat", "M call"))]
)
def test_after_a_complaint_only_service_goes_on(told: str, hold: Hold | None) -> None:
    upset = person(calm_on=TODAY + timedelta(1), last_visit_on=date(2026, 1, 1))

    assert why(ask(told), who=upset) is hold
    assert why(ask(told), who=person(calm_on=TODAY, last_visit_on=date(2026, 1, 1))) is None


def test_the_control_group_goes_without_what_may_be_left_out() -> None:
    drawn = person(is_held_out=True)

    assert why(ask("M call", may_go_without=True), who=drawn) is Hold.HELD_OUT
    assert why(ask("M call"), who=drawn) is None
    assert why(ask("M call", may_go_without=True)) is None


@pytest.mark.parametrize(
    ("told", "consents", "channel"),
    [
        ("M call", {"call": True}, "call"),
        ("M call", {"wechat": True}, "wechat"),
        ("M call", {"sms": True}, "sms"),
        ("M wechat", {"call": True}, "call"),
        ("C call", {}, "wechat"),
    ],
)
def test_a_card_goes_over_a_channel_that_is_permitted(told: str, consents: dict[str, bool], channel: str) -> None:
    assert channel_for(ask(told), Ledger(), Person(consents=consents), RULES) == (channel, Verdict(allowed=True))


def test_another_channel_gets_around_no_cap() -> None:
    channel, verdict = channel_for(ask("M call"), Ledger([entry(3)]), person(), RULES)

    assert (channel, verdict.why) == ("call", Hold.CARE_FIRST)


def test_what_a_trigger_says_of_itself_is_asked() -> None:
    reminder, promised = (Ask.about(TRIGGERS[code], "call", TODAY) for code in ("MAINT_DUE", "CALLBACK"))

    assert (reminder.is_reminder, reminder.may_go_without, reminder.is_owed) == (True, True, False)
    assert (promised.is_reminder, promised.may_go_without, promised.is_owed) == (False, False, True)

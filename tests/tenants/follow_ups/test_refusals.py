"""What a customer agreed to and refused (domain.md 4.4)."""

from datetime import date, timedelta

import pytest

from tenants.follow_ups.holds import Hold
from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.permission import Rules, effective_category
from tenants.follow_ups.triggers import Category
from tests.tenants.follow_ups.asks import TODAY, ask, until, why
from tests.tenants.follow_ups.examples import person


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


@pytest.mark.parametrize(
    ("told", "hold"), [("S call", None), *((one, Hold.COMPLAINT) for one in ("S* call", "C wechat", "M call"))]
)
def test_after_a_complaint_only_service_goes_on(told: str, hold: Hold | None) -> None:
    upset = person(calm_on=TODAY + timedelta(1), last_visit_on=date(2026, 1, 1))

    assert why(ask(told), who=upset) is hold
    assert why(ask(told), who=person(calm_on=TODAY, last_visit_on=date(2026, 1, 1))) is None

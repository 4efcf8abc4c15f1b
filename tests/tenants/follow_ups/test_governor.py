"""The governor (domain.md 4.4): hours, quiet days, the control group, another channel instead."""

from datetime import date, datetime, time, timedelta

import pytest

from tenants.follow_ups.governor import Verdict, channel_for, decide
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.hours import Hours, Span
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Rules
from tenants.follow_ups.triggers import TRIGGERS
from tests.tenants.follow_ups.asks import (
    NIGHT,
    NOON,
    RULES,
    TODAY,
    ask,
    entry,
    until,
    why,
)
from tests.tenants.follow_ups.examples import person


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

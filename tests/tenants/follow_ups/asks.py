"""A governor to ask: one past, one wish to contact, and why not."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tenants.follow_ups.governor import decide
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.ledger import Entry, Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Rules
from tenants.follow_ups.triggers import Category
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

"""The roster of the demo: who calls how long, who stands in, who is away soon, and whose own customers are whose."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from saas.accounts import shops
from tenants.follow_ups import dedicated
from tenants.staff import leave, roster
from tenants.staff.skills import Skill

# alike on all weekdays: whoever tries the demo on a Sunday finds a morning as full as any other
AFTERNOONS = (120,) * roster.WEEKDAYS  # beside the cars at the desk
ALL_DAY = (300,) * roster.WEEKDAYS
AWAY_IN, AWAY_DAYS = timedelta(9), timedelta(3)
LEFT_WITHOUT = 7  # valuable customers nobody has been named for


def enter_roster(shop_id: int, today: date, zone: ZoneInfo) -> None:
    """The first advisor calls all day long, the others beside their work; the next one stands in for each."""
    callers = [one.id for one in shops.team(shop_id) if one.role == "advisor"]
    now = datetime.combine(today - timedelta(60), time(10), zone)
    for place, user_id in enumerate(callers):
        backup_id = callers[(place + 1) % len(callers)]
        roster.keep(
            user_id,
            minutes=AFTERNOONS if place else ALL_DAY,
            skills=[Skill.ADVISOR, Skill.INSURANCE] if place else [Skill.ADVISOR, Skill.CALLS],
            aliases=[],
            backup_id=backup_id if backup_id != user_id else None,
            by=user_id,
            now=now,
        )
    if len(callers) > 1:
        first_on = today + AWAY_IN
        leave.take(callers[-1], first_on, first_on + AWAY_DAYS, note="年假", by=callers[-1], today=today)


def name_advisors(advisors: Mapping[str, uuid.UUID], today: date, zone: ZoneInfo) -> None:
    """Valuable customers are looked after by who served them last, all but a few."""
    now = datetime.combine(today - timedelta(30), time(10), zone)
    served: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one in _valuable()[LEFT_WITHOUT:]:
        if user_id := advisors.get(one.advisor or ""):
            served.setdefault(user_id, []).append(one.customer_id)
    for user_id, customer_ids in served.items():
        dedicated.dedicate(customer_ids, user_id, by=user_id, now=now)


def _valuable() -> Sequence[dedicated.Unattended]:
    found: list[dedicated.Unattended] = []
    page: int | None = 1
    while page:
        shown, paging = dedicated.unattended(page)
        found, page = [*found, *shown], paging.next
    return found

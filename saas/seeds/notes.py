"""What the staff of the demo wrote down: jobs put off, leads, coupons, warranties, who sent whom, a campaign."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from tenants.db import db
from tenants.opportunities.models import Campaign, Opportunity, Referral
from tenants.visits.models import Visit

PUT_OFF = (
    ("前刹车片只剩 3 毫米", True),
    ("左前轮胎侧面有鼓包", True),
    ("刹车油含水偏高", True),
    ("空调滤芯发霉", False),
    ("蓄电池健康度 52%", False),
    ("后减震器轻微漏油", False),
    ("变速箱油颜色偏深", False),
)
WANTED = ("换四条轮胎", "全车贴膜", "续保商业险", "大修发动机", "换一辆新车")
GIVEN = ("洗车套餐剩 1 次", "保养代金券 100 元", "积分 1,200 分")
PUT_OFF_AGO = (5, 48)  # days
DECIDES_IN = (-2, 3, 6, 18, 26, 55, 120)
COUNTS = {"deferred": 26, "lead": 10, "benefit": 16, "warranty": 8, "referral": 5}
CAMPAIGN, CAMPAIGN_CLASSES, CAMPAIGN_DAYS = "冬季免费检查周", ("DEEPEN", "RECALL"), 12
CAMPAIGN_SINCE = timedelta(9)  # before the days that are lived through, so that its page has something to tell


def write_notes(today: date, callers: Sequence[uuid.UUID]) -> None:
    """Everything is about customers who were here lately, and noted at that visit."""
    rng = Random("notes")
    since = today - timedelta(max(PUT_OFF_AGO))
    recent = list(
        db.session.execute(
            select(Visit.customer_id, Visit.vehicle_id, Visit.visit_on)
            .where(
                Visit.visit_on.between(since, today - timedelta(min(PUT_OFF_AGO))),
                Visit.is_service,
                Visit.vehicle_id.is_not(None),
                Visit.customer_id.is_not(None),
            )
            .order_by(Visit.visit_on, Visit.vehicle_id)
        )
    )
    rng.shuffle(recent)
    visits = iter(recent)
    for kind, count in COUNTS.items():
        for place in range(count):
            visit = next(visits, None)
            if visit is None:
                return
            _write(kind, place, visit, recent, today, rng.choice(callers))
    _plan_campaign(today, callers[0])


def _write(kind: str, place: int, visit: Any, recent: Sequence[Any], today: date, by: uuid.UUID) -> None:
    noted = {"noted_on": visit.visit_on, "noted_by_id": by}
    if kind == "referral":
        sender = recent[-1 - place].customer_id
        if sender != visit.customer_id:
            db.session.add(Referral(referrer_id=sender, referred_id=visit.customer_id, **noted))
        return
    values = _values(kind, place, visit.visit_on, today)
    db.session.add(
        Opportunity(customer_id=visit.customer_id, vehicle_id=visit.vehicle_id, kind=kind, **values, **noted)
    )


def _values(kind: str, place: int, visit_on: date, today: date) -> dict[str, Any]:
    match kind:
        case "deferred":
            what, is_safety = PUT_OFF[place % len(PUT_OFF)]
            return {"what": what, "is_safety": is_safety, "due_on": visit_on}
        case "lead":
            decides_on = today + timedelta(DECIDES_IN[place % len(DECIDES_IN)])
            return {"what": WANTED[place % len(WANTED)], "due_on": decides_on}
        case "benefit":
            return {"what": GIVEN[place % len(GIVEN)], "due_on": today + timedelta(3 * place)}
        case _:
            return {"what": "整车质保", "due_on": today + timedelta(10 * place)}


def _plan_campaign(today: date, by: uuid.UUID) -> None:
    db.session.add(
        Campaign(
            name=CAMPAIGN,
            invites_on=today - CAMPAIGN_SINCE,
            ends_on=today + timedelta(CAMPAIGN_DAYS),
            channel="wechat",
            classes=list(CAMPAIGN_CLASSES),
            created_by_id=by,
        )
    )

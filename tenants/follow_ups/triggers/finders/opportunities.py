"""Found in what staff wrote down: jobs put off, leads, coupons, warranties, referrals, campaigns (domain.md 4.1)."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta

from tenants.follow_ups.shop_day import Noted, ShopDay
from tenants.follow_ups.triggers.trigger import VARIANT, Candidate, Facts
from tenants.follow_ups.windows import Window
from tenants.opportunities.grades import EVERY_DAYS, Grade, grade, next_talk_on

SAFETY = "safety"
TOGETHER_DAYS = 7  # what ends within so many days is one reason
TOLD_LATE_DAYS = 30  # who sent a customer may be written down so long after he came


def put_off(day: ShopDay) -> Iterator[Candidate]:
    for group in _together(day, "deferred"):
        safety: Facts = {VARIANT: SAFETY, "wording": SAFETY} if group[0].is_safety else {}
        yield _of_a_day(group, "visit_on", safety)


def benefit_ends(day: ShopDay) -> Iterator[Candidate]:
    return (_of_a_day(group, "due_on", {}) for group in _together(day, "benefit"))


def warranty_ends(day: ShopDay) -> Iterator[Candidate]:
    return (_of_a_day(group, "due_on", {}) for group in _together(day, "warranty"))


def interested(day: ShopDay) -> Iterator[Candidate]:
    """Again and again as often as the grade asks, counted from the last talk."""
    hottest: dict[Hashable, Candidate] = {}
    for one in day.noted:
        if one.kind == "lead":
            lead = _lead(one, day)
            known = hottest.setdefault((one.customer_id, one.vehicle_id), lead)
            # one talk is about all of them
            hottest[one.customer_id, one.vehicle_id] = min(known, lead, key=lambda each: each.anchor_on)
    return iter(hottest.values())


def sent_somebody(day: ShopDay) -> Iterator[Candidate]:
    came = {one.customer_id: one.first_paid_on for one in day.standings}
    for one in day.referrals:
        on = came.get(one.referred_id)
        if on and on >= one.noted_on - timedelta(TOLD_LATE_DAYS):
            yield Candidate(one.referrer_id, None, on, {"who": one.name, "visit_on": on.isoformat()})


def invited(day: ShopDay) -> Iterator[Candidate]:
    for campaign in day.campaigns:
        window = Window(campaign.invites_on, campaign.ends_on, grace_days=0)
        facts: Facts = {"what": campaign.name, "due_on": campaign.ends_on.isoformat(), VARIANT: campaign.channel}
        for one in day.standings:
            if one.rfm_class in campaign.classes:
                yield Candidate(one.customer_id, None, campaign.invites_on, facts, window)


def _together(day: ShopDay, kind: str) -> Iterator[Sequence[Noted]]:
    """What is said in one breath: of one customer and car, within days of each other."""
    groups: dict[Hashable, list[Noted]] = defaultdict(list)
    for one in day.noted:
        if one.kind == kind:
            groups[one.customer_id, one.vehicle_id, one.is_safety].append(one)
    for found in groups.values():
        found.sort(key=lambda one: (one.day, one.what))
        group = found[:1]
        for one in found[1:]:
            if one.day > group[0].day + timedelta(TOGETHER_DAYS):
                yield group
                group = []
            group.append(one)
        yield group


def _of_a_day(group: Sequence[Noted], name: str, facts: Facts) -> Candidate:
    told: Facts = {"what": ", ".join(one.what for one in group), name: group[0].day.isoformat(), **facts}
    return Candidate(group[0].customer_id, group[0].vehicle_id, group[0].day, told)


def _lead(one: Noted, day: ShopDay) -> Candidate:
    now = grade(one.due_on, day.today, Grade(one.grade) if one.grade else None, one.graded_on)
    last_on = max(day.talks.get(one.customer_id, one.noted_on), one.noted_on)
    rounds = max((day.today - last_on).days // EVERY_DAYS[now], 1)
    facts: Facts = {"what": one.what, "grade": now.value, VARIANT: now.value}
    if now is Grade.NEW:
        facts = {**facts, "wording": "grade"}
    return Candidate(one.customer_id, one.vehicle_id, next_talk_on(now, last_on, rounds), facts)

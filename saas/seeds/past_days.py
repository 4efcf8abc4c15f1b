"""The last weeks of the shop in scope: scored, planned and mostly worked, so that today's queue is an ordinary one."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from saas.seeds import answers
from saas.seeds.answers import Reply
from tenants.db import db, new_id
from tenants.follow_ups import contacts, morning
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.scoring.score import score

MONTH_ENDS = 3  # scored, so that classes have moved
SETTLED_AGO = (33, 10, 4)  # queues whose contacts are spread over the days until the next
RECENT_AGO = (2, 1)  # queues worked through the verbs, with everything that follows
LEFT_OVER = (1, 2, 2)  # by band: cards of each trigger that nobody got to, so they are carried over
OPENS, CLOSES = time(9, 40), time(18, 20)


def live(today: date, zone: ZoneInfo, advisors: Mapping[str, uuid.UUID], callers: Sequence[uuid.UUID]) -> None:
    """Live through the last weeks up to this morning. `callers` take what is assigned to nobody."""
    rng = Random(f"past days {len(callers)}")
    for as_of in _month_ends(today):
        score(as_of)
    days = [today - timedelta(ago) for ago in (*SETTLED_AGO, *RECENT_AGO, 0)]
    for day, next_day in zip(days, [*days[1:], None], strict=True):
        if next_day is None:
            score(day - timedelta(1))
        plan_queue(day, advisors)
        if next_day and (today - day).days in SETTLED_AGO:
            _settle(day, next_day, zone, callers, rng)
        elif next_day:
            _work(day, zone, callers, rng)


def _month_ends(today: date) -> list[date]:
    ends, day = [], today - timedelta(max(SETTLED_AGO) + 1)
    for _ in range(MONTH_ENDS):
        day = day.replace(day=1) - timedelta(1)
        ends.append(day)
    return ends[::-1]


def _reached(day: date) -> list[FollowUp]:
    """The cards of a day that staff got to, in order: all but the last few of each trigger."""
    rows = select(FollowUp).where(FollowUp.queue_on == day, FollowUp.state == "open")
    queue = list(db.session.scalars(rows.order_by(FollowUp.band, FollowUp.score.desc(), FollowUp.customer_id)))
    behind: Counter[str] = Counter()
    reached = []
    for row in reversed(queue):
        behind[row.trigger] += 1
        if behind[row.trigger] > LEFT_OVER[row.band]:
            reached.append(row)
    return reached[::-1]


def _work(day: date, zone: ZoneInfo, callers: Sequence[uuid.UUID], rng: Random) -> None:
    queue = _reached(day)
    open_days = morning.open_days()
    for place, row in enumerate(queue):
        now = _moment(day, place / len(queue), zone)
        reply = answers.draw(answers.RECENT, row.trigger, rng)
        contacts.record(
            row.id,
            Answer(reply.outcome, reply.channel, on=_named(day, reply), reason=reply.reason, note=reply.note),
            user_id=row.assigned_to_id or rng.choice(callers),
            now=now,
            moment=Moment(day, Half.PM if now.astimezone(zone).hour >= 14 else Half.AM, open_days),
            request_key=new_id(),
            words=reply.words,
        )


def _settle(day: date, next_day: date, zone: ZoneInfo, callers: Sequence[uuid.UUID], rng: Random) -> None:
    """Hundreds of contacts at once: each closes its card, in bulk, and nothing of it reaches today."""
    ledger: list[dict[str, Any]] = []
    silences: list[dict[str, Any]] = []
    closed: dict[tuple[date, str], list[str]] = defaultdict(list)
    queue = _reached(day)
    for place, row in enumerate(queue):
        reply = answers.draw(answers.SETTLED, row.trigger, rng)
        days = place * (next_day - day).days // len(queue)
        entry = _entry(row, reply, row.assigned_to_id or rng.choice(callers), _moment(day, rng.random(), zone, days))
        ledger.append(entry)
        on = day + timedelta(days)
        closed[on, reply.outcome] += row.reason_ids
        if silence_days := OUTCOMES[reply.outcome].silence_days:
            until_on = on + timedelta(silence_days)
            silences.append({**_silence(row, reply), "contact_id": entry["id"], "until_on": until_on})
    # render_nulls: otherwise rows with and without a note become separate statements
    db.session.execute(insert(Contact).execution_options(render_nulls=True), ledger)
    db.session.execute(insert(Suppression), silences)
    for (on, outcome), ids in closed.items():
        done = update(Reason).where(Reason.id.in_(map(uuid.UUID, ids)))
        db.session.execute(done.values(closed_on=on, closed_by=outcome))
    db.session.execute(
        update(FollowUp).where(FollowUp.id.in_([row.id for row in queue])).values(state="done"),
        execution_options={"synchronize_session": "evaluate"},
    )


def _entry(row: FollowUp, reply: Reply, user_id: uuid.UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": row.customer_id,
        "follow_up_id": row.id,
        "user_id": user_id,
        "contacted_at": at,
        "channel": reply.channel,
        "outcome": reply.outcome,
        "connected": OUTCOMES[reply.outcome].connected,
        "note": reply.note or None,
        "words": reply.words or None,
        "answer": {"reason": reply.reason} if reply.reason else {},
    }


def _silence(row: FollowUp, reply: Reply) -> dict[str, Any]:
    every_call = OUTCOMES[reply.outcome].silences == "calls"
    return {"customer_id": row.customer_id, "scope": "calls" if every_call else row.trigger}


def _named(day: date, reply: Reply) -> date | None:
    return None if reply.in_days is None else day + timedelta(reply.in_days)


def _moment(day: date, share: float, zone: ZoneInfo, later: int = 0) -> datetime:
    """A moment of the working day, `share` of the way through it."""
    begins, ends = (datetime.combine(day + timedelta(later), at, zone) for at in (OPENS, CLOSES))
    return begins + (ends - begins) * share

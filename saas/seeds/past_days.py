"""The last weeks of the shop in scope: scored, planned and mostly worked, so that today's queue is an ordinary one."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from saas.seeds import answers
from saas.seeds.answers import Reply
from saas.seeds.promises import promise
from tenants.attribution.trial import enrol
from tenants.db import db, new_id
from tenants.follow_ups import contacts
from tenants.follow_ups.crew import Crew
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.follow_ups.people import EVERY_CALL
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.triggers import TRIGGERS
from tenants.needs.predict import predict
from tenants.scoring.score import score

MONTH_ENDS = 2  # scored, so that classes have moved
PLANNED_AGO = (8, 1)  # days; what a queue brought is contacted until the next one
THROUGH_VERBS = 24  # cards of the last queue whose outcome goes all the way, with everything that follows from it
LEFT_OVER = (1, 2, 2)  # by band: cards of each trigger that nobody got to, so they are carried over
OPENS, CLOSES = time(9, 40), time(18, 20)


def live(today: date, zone: ZoneInfo, crew_of: Callable[[date], Crew], callers: Sequence[uuid.UUID]) -> None:
    """Live through the last weeks up to this morning. `callers` take what is assigned to nobody."""
    rng = Random("past days")
    for as_of in _month_ends(today):
        score(as_of)
    predict(today - timedelta(1))  # cars need hardly anything else than a week ago
    for ago, next_ago in pairwise((*PLANNED_AGO, 0)):
        day = today - timedelta(ago)
        plan_queue(day, crew_of(day), zone.key)
        enrol(day)
        staff = _Staff(day, ago - next_ago, zone, callers, rng)
        queue = _reached(day)
        if next_ago == 0:
            rng.shuffle(queue)
            staff.work(queue[:THROUGH_VERBS])
            queue = queue[THROUGH_VERBS:]
        staff.settle(queue)
        db.session.expunge_all()
    score(today - timedelta(1))
    promise(today, zone, callers)
    plan_queue(today, crew_of(today), zone.key)


def _month_ends(today: date) -> list[date]:
    ends, day = [], today - timedelta(max(PLANNED_AGO) + 1)
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


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who contacts the customers of a queue, over `days` days."""

    day: date
    days: int
    zone: ZoneInfo
    callers: Sequence[uuid.UUID]
    rng: Random

    def work(self, queue: Sequence[FollowUp]) -> None:
        """Contact after contact, on the day itself."""
        for row in queue:
            now = self._moment()
            reply = answers.draw(answers.RECENT, row.trigger, self.rng)
            on = None if reply.in_days is None else self.day + timedelta(reply.in_days)
            contacts.record(
                row.id,
                Answer(reply.outcome, reply.channel, on=on, reason=reply.reason, note=reply.note),
                user_id=self._caller(row),
                now=now,
                moment=contacts.moment_of(now, self.zone.key),
                request_key=new_id(),
                words=reply.words,
                told=reply.told,
            )

    def settle(self, queue: Sequence[FollowUp]) -> None:
        """Hundreds of contacts at once: each closes its card, and nothing of it reaches today."""
        ledger: list[dict[str, Any]] = []
        silences: list[dict[str, Any]] = []
        closed: dict[tuple[date, str], list[str]] = defaultdict(list)
        for place, row in enumerate(queue):
            reply = answers.draw(answers.SETTLED, row.trigger, self.rng)
            at = self._moment(later=place * self.days // len(queue))
            entry = _entry(row, reply) | {"user_id": self._caller(row), "contacted_at": at}
            ledger.append(entry)
            closed[at.date(), reply.outcome] += row.reason_ids
            outcome = OUTCOMES[reply.outcome]
            if outcome.silences:
                scope = EVERY_CALL if outcome.silences == EVERY_CALL else row.trigger
                until_on = at.date() + timedelta(outcome.silence_days)
                silence = {"customer_id": row.customer_id, "contact_id": entry["id"], "scope": scope}
                silences.append(silence | {"until_on": until_on})
        _store(queue, ledger, silences, closed)

    def _caller(self, row: FollowUp) -> uuid.UUID:
        return row.assigned_to_id or self.rng.choice(self.callers)

    def _moment(self, later: int = 0) -> datetime:
        """Some moment of a working day."""
        begins, ends = (datetime.combine(self.day + timedelta(later), at, self.zone) for at in (OPENS, CLOSES))
        return begins + (ends - begins) * self.rng.random()


def _store(
    queue: Sequence[FollowUp],
    ledger: list[dict[str, Any]],
    silences: list[dict[str, Any]],
    closed: Mapping[tuple[date, str], list[str]],
) -> None:
    if ledger:
        # render_nulls: otherwise rows with and without a note become separate statements
        db.session.execute(insert(Contact).execution_options(render_nulls=True), ledger)
    if silences:
        db.session.execute(insert(Suppression), silences)
    unsynchronised = {"synchronize_session": False}
    for (on, outcome), ids in closed.items():
        done = update(Reason).where(Reason.id.in_(map(uuid.UUID, ids))).values(closed_on=on, closed_by=outcome)
        db.session.execute(done, execution_options=unsynchronised)
    of_queue = FollowUp.id.in_([row.id for row in queue])
    done = update(FollowUp).where(of_queue, Contact.follow_up_id == FollowUp.id)
    db.session.execute(done.values(state="done", outcome=Contact.outcome), execution_options=unsynchronised)


def _entry(row: FollowUp, reply: Reply) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": row.customer_id,
        "follow_up_id": row.id,
        "trigger": row.trigger,
        "category": TRIGGERS[row.trigger].category.value,
        "reason_id": uuid.UUID(row.reason_ids[0]),
        "channel": reply.channel,
        "outcome": reply.outcome,
        "connected": OUTCOMES[reply.outcome].connected,
        "note": reply.note or None,
        "words": reply.words or None,
        "answer": ({"reason": reply.reason} if reply.reason else {}) | dict(reply.told.written),
    }

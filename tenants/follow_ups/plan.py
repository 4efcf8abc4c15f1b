"""Plan the queue of a day and store it (domain.md 4.2, 4.3): reasons first, then one follow-up per customer."""

from datetime import date

from sqlalchemy import select

from tenants import settings
from tenants.customers.households import mates, shared_numbers
from tenants.db import db
from tenants.follow_ups import crowd, daily, found, morning, stored
from tenants.follow_ups.crew import NOBODY, Crew
from tenants.follow_ups.governing import rules_of
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.persons import persons_of
from tenants.follow_ups.priority import BY_CLASS
from tenants.follow_ups.queue import plan
from tenants.follow_ups.reasons import ended
from tenants.scoring.segments import Mode


def plan_queue(queue_on: date, crew: Crew = NOBODY, timezone: str = "UTC") -> int:
    """Plan the queue of `queue_on` for the shop in scope, from scores and visits of the evening before.

    `crew` are the people who work here, `timezone` tells on which day a contact was made. Planning again changes
    nothing that has been worked: from the first outcome of the day on, only urgent reasons join.
    Returns the number of open follow-ups. A day before the newest queue (`is_past`) may be planned to look at it, by
    a caller who rolls back.
    """
    chosen = settings.current()
    seen = morning.read(queue_on)
    gone = found.store(seen, queue_on)
    kept = found.open_reasons(seen.triggers)
    persons = persons_of(
        {one.reason.customer_id for one in kept}, seen.standings, today=queue_on, advisors=crew.by_name()
    )
    kept = [one for one in kept if one.reason.customer_id in persons]
    over = ended([one.reason for one in kept], persons, queue_on)
    stored.close(over, queue_on)
    kept = [one for one in kept if one.reason.id not in over]
    shared = shared_numbers()
    at_home = mates(shared)
    persons = crowd.governed(persons, queue_on, chosen, at_home)
    previous, rows = daily.previous(queue_on), daily.rows_of(queue_on)
    planned = plan(
        [one.reason for one in kept],
        persons,
        today=queue_on,
        rules=rules_of(chosen, queue_on),
        ledgers=crowd.past_contacts(persons, queue_on, timezone, at_home),
        left_over=daily.left_over(previous),
        crew=crew,
        working=daily.working(rows.values()),
        by_tier=Mode(chosen.segmentation_mode) not in BY_CLASS,
        shared=shared,
    )
    found.note(kept, planned.held, planned.held_out)
    daily.store(planned, rows, persons, {one.reason.id: one.tries for one in kept}, queue_on)
    daily.retire(previous, planned, {*over, *gone})
    db.session.flush()
    return daily.count_open(queue_on)


def is_past(queue_on: date) -> bool:
    """Is there a queue of a later day already?"""
    return db.session.scalar(select(FollowUp.id).where(FollowUp.queue_on > queue_on).limit(1)) is not None

"""Planning the queue as a job."""

import uuid
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import select

from saas.accounts.models import Membership, User
from saas.accounts.shops import manager_of
from tenants.db import current_shop_id, db
from tenants.follow_ups.crew import Crew, usual_crew
from workers.actor import actor
from workers.shop_day import shop_today


# in line with scoring: a queue is planned from finished scores
@actor(queue="scoring")
def plan_queue(queue_on: str) -> None:
    """Plan the queue of a day (ISO). The queue of a day gone by stays as it was worked."""
    from tenants.follow_ups import plan  # pandas: pages enqueue this actor and need not load it

    day = date.fromisoformat(queue_on)
    if day >= shop_today():
        plan.plan_queue(day, crew_of_shop(day))


def crew_of_shop(day: date) -> Crew:
    """Who works the queue of a day in the shop in scope."""
    return usual_crew(advisors(), manager_of(current_shop_id()))


def plan_queue_after(as_of: str) -> None:
    """Ask for the queue of the day after, when that is today: what follows from yesterday's data."""
    queue_on = date.fromisoformat(as_of) + timedelta(days=1)
    if queue_on == shop_today():
        plan_queue.enqueue(queue_on=queue_on, unique_key=f"plan_queue:{queue_on}")


def advisors() -> dict[str, uuid.UUID]:
    """The people of the shop in scope by name, as export files know them; a name that two share stands for nobody."""
    people = db.session.execute(
        select(User.name, User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.shop_id == current_shop_id(), User.disabled_at.is_(None))
    ).all()
    count = Counter(person.name for person in people)
    return {person.name: person.id for person in people if count[person.name] == 1}

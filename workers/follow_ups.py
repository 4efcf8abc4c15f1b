"""Planning the queue as a job."""

from datetime import date, timedelta

from saas.accounts import shops
from saas.accounts.shops import Colleague
from tenants import clock
from tenants.appointments.arrivals import settle
from tenants.attribution.trial import enrol
from tenants.db import current_shop_id
from tenants.follow_ups.crew import Crew, Member
from tenants.staff import duty, leave
from tenants.staff.duty import Duty
from workers.actor import actor
from workers.attribution import attribute_after
from workers.shop_day import shop_timezone, shop_today


# in line with scoring: a queue is planned from finished scores
@actor(queue="scoring")
def plan_queue(queue_on: str) -> None:
    """Plan the queue of a day (ISO). The queue of a day gone by stays as it was worked."""
    from tenants.follow_ups import plan  # pandas: pages enqueue this actor and need not load it

    day = date.fromisoformat(queue_on)
    if day >= shop_today():
        # who kept his appointment is known since the last import, and decides what to talk about
        settle(shop_today(), clock.now(), shop_timezone())
        plan.plan_queue(day, crew_of_shop(day), shop_timezone())
        enrol(day)
        attribute_after(day)


def crew_of_shop(day: date) -> Crew:
    """Who works the queue of a day in the shop in scope: its people with their roster, less who is away or has left."""
    shop_id = current_shop_id()
    team = shops.team(shop_id)
    duties = duty.duties(shops.callers(team), day)
    members = {one.id: _member(one, duties[one.id]) for one in team if one.id in duties}
    return Crew(members, leave.first_present([each for each in shops.managers_of(shop_id) if each in members], day))


def _member(colleague: Colleague, known: Duty) -> Member:
    return Member(
        colleague.id,
        colleague.name,
        aliases=frozenset(known.place.aliases),
        minutes=known.minutes,
        skills=frozenset(known.place.skills),
        backup_id=known.place.backup_id,
    )


def plan_again() -> None:
    """Ask for today's queue once more: something was said that decides whom to call, or who does."""
    today = shop_today()
    plan_queue.enqueue(queue_on=today, unique_key=f"plan_queue:{today}")


def plan_queue_after(as_of: str) -> None:
    """Ask for the queue of the day after, when that is today: what follows from yesterday's data."""
    queue_on = date.fromisoformat(as_of) + timedelta(days=1)
    if queue_on == shop_today():
        plan_queue.enqueue(queue_on=queue_on, unique_key=f"plan_queue:{queue_on}")

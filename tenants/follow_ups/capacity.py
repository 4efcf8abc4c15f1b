"""The minutes of a day, given out in the order of the queue (domain.md 4.5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from tenants.follow_ups.assignment import Assigned, Because, Task, assign, cost
from tenants.follow_ups.crew import Crew
from tenants.follow_ups.people import Person
from tenants.follow_ups.triggers import Band, Channel
from tenants.scoring.segments import RfmClass, Tier
from tenants.scoring.window import months_before

if TYPE_CHECKING:
    from tenants.follow_ups.queue import Planned

ADVISOR_MEMORY_MONTHS = 12
# of depth L (domain.md 2.1): what can wait becomes a message before it is put off
LIGHT_CLASSES = {RfmClass.MAINTAIN, RfmClass.LOST, RfmClass.NONE}
MESSAGES = (Channel.WECHAT, Channel.SMS)

MayWrite = Callable[["Planned", Channel], bool]


@dataclass(slots=True)
class Day:
    """What was given out so far. `on_list`: customers on a queue that is being worked -> with whom they lie."""

    crew: Crew
    today: date
    given: dict[UUID, int] = field(default_factory=dict)
    on_list: Mapping[UUID, UUID | None] = field(default_factory=dict)
    put_off: "list[Planned]" = field(default_factory=list)

    def stays_with(self, member_id: UUID | None) -> bool:
        """Unless he fell ill meanwhile: then what lies with him is shared out again."""
        member = self.crew.members.get(member_id) if member_id else None
        return member is None or member.is_on_duty or member.id == self.crew.manager_id

    def has_room(self, member_id: UUID | None, planned: "Planned") -> bool:
        """May it stay there without alerting the manager? What can wait may, and so may the pool and his own calls."""
        member = self.crew.members.get(member_id) if member_id else None
        if member is None or member.id == self.crew.manager_id or planned.band >= Band.PLANNED:
            return True
        return self.given.get(member.id, 0) + planned.minutes <= member.minutes

    def give(self, planned: "Planned", assigned: Assigned) -> "Planned":
        if assigned.member_id:
            self.given[assigned.member_id] = self.given.get(assigned.member_id, 0) + planned.minutes
        return replace(planned, assigned_to_id=assigned.member_id, is_over_capacity=not assigned.has_room)


def share_out(
    planned: "Iterable[Planned]", people: Mapping[UUID, Person], day: Day, may_write: MayWrite
) -> "list[Planned]":
    """Who works what, in the order given; what has no room is left in `day.put_off`.

    What cannot wait stays with its advisor even so, and the manager sees it. `may_write`: may this follow-up go over
    that channel instead?
    """
    shared = (_share(one, people[one.customer_id], day, may_write) for one in planned)
    return [one for one in shared if one]


def _share(one: "Planned", person: Person, day: Day, may_write: MayWrite) -> "Planned | None":
    if one.customer_id in day.on_list and day.stays_with(day.on_list[one.customer_id]):
        holder_id = day.on_list[one.customer_id]
        return day.give(one, Assigned(holder_id, Because.NAMED, has_room=day.has_room(holder_id, one)))
    for version in (one, *_lighter(one, person, may_write)):
        assigned = assign(_task(version, person, day.today), day.crew, day.given)
        if assigned.has_room or one.band < Band.PLANNED:
            return day.give(version, assigned)
    day.put_off.append(one)
    return None


def _lighter(one: "Planned", person: Person, may_write: MayWrite) -> "Iterable[Planned]":
    if person.rfm_class not in LIGHT_CLASSES or person.tier is Tier.KEY:
        return
    for channel in MESSAGES:
        if cost(channel) < one.minutes and may_write(one, channel):
            yield replace(one, channel=channel, minutes=cost(channel))


def _task(one: "Planned", person: Person, today: date) -> Task:
    """His last advisor knows him for a year."""
    since = months_before(today, ADVISOR_MEMORY_MONTHS)
    is_recent = person.last_visit_on is not None and person.last_visit_on > since
    reason = one.primary.reason
    his = (person.dedicated_advisor_id, person.last_advisor_id if is_recent else None)
    # who settled a complaint, and whom it may have been about, are not the ones to ask whether all is well
    avoid = frozenset(each for each in (reason.settled_by_id, *his) if each) if reason.settled_by_id else frozenset()
    return Task(
        trigger=reason.trigger.code,
        band=one.band,
        minutes=one.minutes,
        named_id=reason.owner_id,
        dedicated_id=None if avoid else his[0],
        last_advisor_id=None if avoid else his[1],
        avoid=avoid,
        is_complaint=reason.trigger.freezes,
    )

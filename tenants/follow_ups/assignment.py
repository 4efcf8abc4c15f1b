"""Who makes a call: one rule, asked once per follow-up in the order of the queue (domain.md 4.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tenants.follow_ups.crew import Crew, Member
from tenants.follow_ups.triggers import Band, Channel
from tenants.staff.skills import Skill

SKILLS: Mapping[str, frozenset[Skill]] = {"INSURANCE": frozenset({Skill.INSURANCE})}  # trigger -> any of these
USUAL_SKILLS = frozenset({Skill.ADVISOR, Skill.CALLS})

# minutes that a follow-up takes
COSTS = {Channel.CALL: 6, Channel.WECHAT: 2, Channel.SMS: 0}
KEY_CALL_COST = 12


class Because(StrEnum):
    """Why this person and nobody else."""

    NAMED = "named"  # he promised it, or the manager gave it to him
    DEDICATED = "dedicated"
    BACKUP = "backup"  # of a colleague who is away
    LAST_ADVISOR = "last_advisor"
    POOL = "pool"
    OVERFLOW = "overflow"  # whoever should have made it has no minute left
    MANAGER = "manager"  # a complaint
    NOBODY = "nobody"  # nobody is on duty: it lies in the pool for whoever comes in


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up that needs somebody. `last_advisor_id`: who served the customer within twelve months, else None."""

    trigger: str
    band: Band
    minutes: int
    named_id: UUID | None = None
    dedicated_id: UUID | None = None
    last_advisor_id: UUID | None = None
    is_complaint: bool = False
    avoid: frozenset[UUID] = frozenset()  # of the pool, as long as there is anybody else


@dataclass(frozen=True, slots=True)
class Assigned:
    """`has_room`: it fits into his day. What does not is put off or shortened by the planner; what cannot be, because
    it is of band 0 or 1, stays with him and alerts the manager."""

    member_id: UUID | None
    because: Because
    has_room: bool = True


def cost(channel: Channel, *, is_key: bool = False) -> int:
    """Minutes."""
    return KEY_CALL_COST if is_key and channel is Channel.CALL else COSTS[channel]


def assign(task: Task, crew: Crew, given: Mapping[UUID, int]) -> Assigned:
    """Who makes it. `given`: minutes of the day handed out so far by member; the caller adds those of this task.

    Whoever promised it or was named by the manager, else a complaint's manager; then the dedicated advisor or, when he
    is off, his backup; then the advisor of the last visit; then of those on duty with the skill the one with the
    lowest load ratio, the lowest id first. What cannot wait and finds no minute left goes to the colleague with the
    lowest load.
    """
    if crew.manager_id and task.named_id == crew.manager_id:
        return Assigned(crew.manager_id, Because.NAMED)  # his own word; the roster need not give him minutes
    if task.is_complaint and task.named_id is None:
        return Assigned(crew.manager_id, Because.MANAGER if crew.manager_id else Because.NOBODY)
    chosen = _owner(task, crew) or _lightest(_pool(task, crew), Because.POOL, given)
    if chosen is None:
        return Assigned(None, Because.NOBODY)
    if _has_room(chosen[0], task, given):
        return Assigned(chosen[0].id, chosen[1])
    helper = _lightest(_free(task, crew, given), Because.OVERFLOW, given) if task.band < Band.PLANNED else None
    return Assigned(helper[0].id, helper[1]) if helper else Assigned(chosen[0].id, chosen[1], has_room=False)


def _owner(task: Task, crew: Crew) -> tuple[Member, Because] | None:
    """Whose it is before the pool is asked, if he or the one who stands in for him is on duty."""
    owners = ((task.named_id, Because.NAMED), (task.dedicated_id, Because.DEDICATED))
    for owner_id, because in owners:
        owner = crew.members.get(owner_id) if owner_id else None
        backup = crew.members.get(owner.backup_id) if owner and owner.backup_id else None
        if owner and owner.is_on_duty:
            return owner, because
        if backup and backup.is_on_duty:
            return backup, Because.BACKUP
    last = crew.members.get(task.last_advisor_id) if task.last_advisor_id else None
    return (last, Because.LAST_ADVISOR) if last and last.is_on_duty else None


def _pool(task: Task, crew: Crew) -> list[Member]:
    """Who is on duty and has the skill; when nobody has it, all who are on duty."""
    on_duty = crew.on_duty
    wanted = SKILLS.get(task.trigger, USUAL_SKILLS)
    skilled = [member for member in on_duty if member.skills & wanted] or on_duty
    return [member for member in skilled if member.id not in task.avoid] or skilled


def _free(task: Task, crew: Crew, given: Mapping[UUID, int]) -> list[Member]:
    return [member for member in _pool(task, crew) if _has_room(member, task, given)]


def _lightest(members: Iterable[Member], because: Because, given: Mapping[UUID, int]) -> tuple[Member, Because] | None:
    lightest = min(members, key=lambda each: (given.get(each.id, 0) / each.minutes, each.id), default=None)
    return (lightest, because) if lightest else None


def _has_room(member: Member, task: Task, given: Mapping[UUID, int]) -> bool:
    return given.get(member.id, 0) + task.minutes <= member.minutes

"""Who works the queue of a day, and how much of it each can take on (domain.md 4.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

ADVISOR_MINUTES = 90  # of follow-ups a day, beside the cars at the desk
USUAL_SKILLS = frozenset({"advisor", "calls"})


@dataclass(frozen=True, slots=True)
class Member:
    """`minutes` of the day for follow-ups, 0 when off; `aliases`: his other names in export files."""

    id: UUID
    name: str
    aliases: frozenset[str] = frozenset()
    minutes: int = ADVISOR_MINUTES
    skills: frozenset[str] = USUAL_SKILLS
    backup_id: UUID | None = None

    @property
    def is_on_duty(self) -> bool:
        return self.minutes > 0


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody who works here, on duty or not. `manager_id` gets complaints and what nobody has time for."""

    members: Mapping[UUID, Member] = field(default_factory=dict)
    manager_id: UUID | None = None

    @property
    def on_duty(self) -> list[Member]:
        """Lowest id first."""
        return sorted((one for one in self.members.values() if one.is_on_duty), key=lambda one: one.id)

    def by_name(self) -> dict[str, UUID]:
        """The people as work orders name them; a name that two share stands for nobody."""
        known: dict[str, UUID] = {}
        shared: set[str] = set()
        for name, member_id in self._names():
            if known.setdefault(name, member_id) != member_id:
                shared.add(name)
        return {name: member_id for name, member_id in known.items() if name not in shared}

    def _names(self) -> Iterator[tuple[str, UUID]]:
        for one in self.members.values():
            for name in {one.name, *one.aliases}:
                yield name, one.id


NOBODY = Crew()  # everything lies in the pool


def usual_crew(names: Mapping[str, UUID], manager_id: UUID | None = None) -> Crew:
    """A crew of advisors who all have their usual minutes."""
    return Crew({member_id: Member(member_id, name) for name, member_id in names.items()}, manager_id)

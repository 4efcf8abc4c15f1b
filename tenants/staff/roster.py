"""The roster: minutes for calls per weekday, skills, other names and the backup of everybody who works here."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.staff.models import RosterRow
from tenants.staff.skills import MOST_MINUTES, USUAL_SKILLS, Skill, usual_minutes

WEEKDAYS = 7
MOST_ALIASES = 20
LONGEST_ALIAS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody does here. `minutes`: for calls, Monday first, 0 is a day off; `aliases`: further names in work
    orders; `left_on`: the first day without him; `is_usual`: nobody has said otherwise."""

    minutes: tuple[int, ...] = (0,) * WEEKDAYS
    skills: frozenset[Skill] = USUAL_SKILLS
    aliases: tuple[str, ...] = ()
    backup_id: uuid.UUID | None = None
    left_on: date | None = None
    is_usual: bool = False

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and self.left_on <= day


def usual_place(makes_calls: bool) -> Place:
    """Of somebody the roster does not name; `makes_calls` follows from his role."""
    minutes = usual_minutes(USUAL_SKILLS) if makes_calls else 0
    return Place((minutes,) * WEEKDAYS, is_usual=True)


def places_of(people: Mapping[uuid.UUID, bool]) -> dict[uuid.UUID, Place]:
    """Everybody's place; `people` says of each id whether his role makes calls."""
    rows = {row.user_id: row for row in db.session.scalars(select(RosterRow).where(RosterRow.user_id.in_(people)))}
    return {
        user_id: _place(rows[user_id]) if user_id in rows else usual_place(makes_calls)
        for user_id, makes_calls in people.items()
    }


def keep(
    user_id: uuid.UUID,
    *,
    minutes: Sequence[int],
    skills: Collection[str],
    aliases: Iterable[str],
    backup_id: uuid.UUID | None,
    by: uuid.UUID,
    now: datetime,
) -> None:
    """Write somebody into the roster. The caller knows that both people work here. Raises DomainError."""
    if len(minutes) != WEEKDAYS or not all(0 <= each <= MOST_MINUTES for each in minutes):
        raise DomainError(N_("Give each weekday 0 to %(most)s minutes."), most=MOST_MINUTES)
    if not skills or not set(skills) <= set(Skill):
        raise DomainError(N_("Choose at least one thing that this person takes on."))
    if backup_id == user_id:
        raise DomainError(N_("Nobody can stand in for himself. Choose a colleague, or nobody."))
    names = _names(aliases)
    row = _row(user_id, Place())
    row.minutes, row.skills, row.aliases = list(minutes), sorted(skills), names
    row.backup_id, row.changed_by_id, row.changed_at = backup_id, by, now
    db.session.flush()


def leave_for_good(user_id: uuid.UUID, place: Place, on: date, *, by: uuid.UUID, now: datetime) -> None:
    """From `on` he is no part of the crew; `place` is what he did until then."""
    row = _row(user_id, place)
    row.left_on, row.changed_by_id, row.changed_at = on, by, now
    db.session.flush()


def answer_for(user_id: uuid.UUID, place: Place, names: Iterable[str], *, by: uuid.UUID, now: datetime) -> None:
    """Let him, who works as `place` says, answer for further names in work orders. Raises DomainError for too many."""
    row = _row(user_id, place)
    row.aliases = _names([*row.aliases, *names])
    row.changed_by_id, row.changed_at = by, now
    db.session.flush()


def come_back(user_id: uuid.UUID, name: str, *, by: uuid.UUID, now: datetime) -> set[uuid.UUID]:
    """He works here again; harmless when he never left. Says who answered for one of his names until now: a name that
    two share stands for nobody."""
    row = db.session.scalar(select(RosterRow).where(RosterRow.user_id == user_id))
    if row is not None:
        row.left_on, row.changed_by_id, row.changed_at = None, by, now
    names = {name, *(row.aliases if row else ())}
    others = select(RosterRow).where(RosterRow.user_id != user_id).order_by(RosterRow.user_id).with_for_update()
    answered = [other for other in db.session.scalars(others) if not names.isdisjoint(other.aliases)]
    for other in answered:
        other.aliases = [alias for alias in other.aliases if alias not in names]
        other.changed_by_id, other.changed_at = by, now
    db.session.flush()
    return {other.user_id for other in answered}


def _row(user_id: uuid.UUID, place: Place) -> RosterRow:
    """His row; a new one says what `place` does."""
    row: RosterRow | None = db.session.scalar(select(RosterRow).where(RosterRow.user_id == user_id).with_for_update())
    if row is None:
        row = RosterRow(
            user_id=user_id, minutes=list(place.minutes), skills=sorted(place.skills), aliases=list(place.aliases)
        )
        db.session.add(row)
    return row


def _names(aliases: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(name for each in aliases if (name := each.strip())))
    if len(names) > MOST_ALIASES or any(len(name) > LONGEST_ALIAS for name in names):
        raise DomainError(
            N_("Give at most %(most)s names of %(length)s characters each."), most=MOST_ALIASES, length=LONGEST_ALIAS
        )
    return names


def _place(row: RosterRow) -> Place:
    return Place(
        minutes=tuple(row.minutes),
        skills=frozenset(Skill(each) for each in row.skills if each in set(Skill)),
        aliases=tuple(row.aliases),
        backup_id=row.backup_id,
        left_on=row.left_on,
    )

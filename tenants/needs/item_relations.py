"""Which items go together in this shop: ours, what it changed about them, and its own (domain.md 2.4)."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.needs.models import ItemRelation
from tenants.needs.relations import DEFAULT_OF, FIRST, GOODS, LAST, Kind, Relation, in_order
from tenants.settings import changes

LONGEST_WHY = 120  # it is one half of a sentence, and of a text message


@dataclass(frozen=True, slots=True)
class Listed:
    """A relation as the page of settings has it: `default` is ours, None for one of the shop's; `row` what the shop
    said, None when nothing. One that is off is not spoken of."""

    relation: Relation
    default: Relation | None
    row: ItemRelation | None

    @property
    def is_off(self) -> bool:
        return self.row is not None and self.row.is_off


def relations() -> list[Relation]:
    """Those of the shop in scope that are on, in their order."""
    return merged((row.from_item, row.to_item, row.kind, row.rank, row.why, row.is_off) for row in _rows())


def merged(own: Iterable[tuple[str, str, str, int, str | None, bool]]) -> list[Relation]:
    """Ours with the shop's own over them, in their order: (from, to, kind, rank, why, is off)."""
    found: dict[tuple[str, str], Relation] = dict(DEFAULT_OF)
    for from_item, to_item, kind, rank, why, is_off in own:
        if is_off:
            found.pop((from_item, to_item), None)
        elif from_item in GOODS and to_item in GOODS:  # an item of an older release may be known no more
            found[from_item, to_item] = Relation(from_item, to_item, Kind(kind), rank, why)
    return in_order(found.values())


def listed() -> list[Listed]:
    """Every relation, those that are off too, in their order."""
    rows = {(row.from_item, row.to_item): row for row in _rows()}
    own = {pair: _relation(row) for pair, row in rows.items()}
    return [
        Listed(each, DEFAULT_OF.get(each.pair), rows.get(each.pair)) for each in in_order((DEFAULT_OF | own).values())
    ]


def find(from_item: str, to_item: str) -> Listed | None:
    return next((each for each in listed() if each.relation.pair == (from_item, to_item)), None)


def add_relation(relation: Relation, *, by: uuid.UUID, now: datetime) -> None:
    """A relation of the shop's own. Raises DomainError as `set_relation` does, and for a pair that is on the list."""
    if find(*relation.pair):
        raise DomainError(N_("These two are on the list already. Open them there to change what they say."))
    set_relation(relation, by=by, now=now)


def set_relation(relation: Relation, *, by: uuid.UUID, now: datetime) -> None:
    """Add a relation, or change what one says; one that was off is on again. Plan again afterwards.

    Raises DomainError for items nobody knows, an item with itself, a rank or words that cannot be, and for one of the
    shop's own without words.
    """
    said = " ".join((relation.why or "").split()) or None
    _require_possible(relation, said)
    _write(relation, said, is_off=False, by=by, now=now)


def remove_relation(from_item: str, to_item: str, *, by: uuid.UUID, now: datetime) -> None:
    """Delete one of the shop's own, or switch one of ours off; harmless when it is gone."""
    ours = DEFAULT_OF.get((from_item, to_item))
    if ours is None:
        restore_relation(from_item, to_item, by=by, now=now)
    else:
        _write(ours, None, is_off=True, by=by, now=now)


def restore_relation(from_item: str, to_item: str, *, by: uuid.UUID, now: datetime) -> None:
    """Forget what the shop said of a pair; harmless when it said nothing."""
    row = _row_of(from_item, to_item)
    if row is None:
        return
    _note(from_item, to_item, _told(row), None, by, now)
    db.session.execute(delete(ItemRelation).where(ItemRelation.from_item == from_item, ItemRelation.to_item == to_item))


def _rows() -> Iterable[ItemRelation]:
    return db.session.scalars(select(ItemRelation))


def _row_of(from_item: str, to_item: str) -> ItemRelation | None:
    return db.session.scalar(
        select(ItemRelation).where(ItemRelation.from_item == from_item, ItemRelation.to_item == to_item)
    )


def _relation(row: ItemRelation) -> Relation:
    return Relation(row.from_item, row.to_item, Kind(row.kind), row.rank, row.why)


def _require_possible(relation: Relation, said: str | None) -> None:
    if relation.from_item not in GOODS or relation.to_item not in GOODS:
        raise DomainError(N_("Choose two items of the list."))
    if relation.from_item == relation.to_item:
        raise DomainError(N_("An item does not go with itself. Choose another one."))
    if not FIRST <= relation.rank <= LAST:
        raise DomainError(N_("Give a turn from %(first)d to %(last)d."), first=FIRST, last=LAST)
    if said is None and relation.pair not in DEFAULT_OF:
        raise DomainError(N_("Say why the two go together: it is what the customer hears."))
    if said and (len(said) > LONGEST_WHY or "\0" in said):
        raise DomainError(N_("Say why in %(most)d characters at most."), most=LONGEST_WHY)


def _write(relation: Relation, said: str | None, *, is_off: bool, by: uuid.UUID, now: datetime) -> None:
    before = _row_of(*relation.pair)
    after = {"kind": relation.kind.value, "rank": relation.rank, "why": said, "is_off": is_off}
    _note(*relation.pair, _told(before) if before else None, after, by, now)
    pair = {"shop_id": current_shop_id(), "from_item": relation.from_item, "to_item": relation.to_item}
    statement = insert(ItemRelation).values(pair | after | {"changed_by_id": by, "changed_at": now})
    said_now = {name: statement.excluded[name] for name in (*after, "changed_by_id", "changed_at")}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(pair), set_=said_now),
        execution_options={"populate_existing": True},
    )


def _told(row: ItemRelation) -> dict[str, Any]:
    return {"kind": row.kind, "rank": row.rank, "why": row.why, "is_off": row.is_off}


def _note(
    from_item: str,
    to_item: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    by: uuid.UUID,
    now: datetime,
) -> None:
    """Who changed it, for the history of settings; what is not said is {}."""
    pair = {"from": from_item, "to": to_item}
    changes.note(changes.RELATION, pair | dict(before or {}), pair | dict(after or {}), user_id=by, now=now)

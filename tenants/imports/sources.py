"""How each source system is read: the columns and options of its last file, for its next one."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.imports.models import Import, ImportMapping


def remembered(source_system: str, kind: str | None) -> ImportMapping | None:
    """How the last file was read; None when there was none, or one of each kind and nobody said which."""
    wanted = select(ImportMapping).where(ImportMapping.source_system == source_system)
    if kind:
        wanted = wanted.where(ImportMapping.kind == kind)
    found = list(db.session.scalars(wanted))
    return found[0] if len(found) == 1 else None


def remember(import_: Import) -> None:
    """How this source system is read, for its next file."""
    kept = {name: import_.options[name] for name in ("money_unit", "date_order", "words") if name in import_.options}
    row = {
        "shop_id": current_shop_id(),
        "source_system": import_.source_system,
        "kind": import_.kind,
        "mapping": import_.mapping,
        "options": kept,
    }
    statement = insert(ImportMapping).values(row)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "source_system", "kind"],
            set_={"mapping": statement.excluded.mapping, "options": statement.excluded.options},
        )
    )

"""What can be done with an import: upload, map, check, load, undo. None of them commits."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db, new_id
from tenants.errors import N_, DomainError
from tenants.imports import columns, files, reader
from tenants.imports.canonical import Options
from tenants.imports.dates import DateOrder
from tenants.imports.fields import ORDERS
from tenants.imports.intake import Intake
from tenants.imports.limits import FILE_BYTES
from tenants.imports.loader import Loader, seldom_collected
from tenants.imports.models import Import, ImportMapping, ImportProblem
from tenants.imports.problems import Problem
from tenants.imports.reader import Preview
from tenants.imports.undoing import take_back
from tenants.imports.writing import remember_written
from tenants.visits.derive import derive_visits

PROBLEMS_KEPT = 5_000
WHOLE_SHOP = 5_000  # from so many touched parties on, deriving all visits is quicker than choosing
CHANGEABLE = ("uploaded", "checked", "failed")
BEGINS = {"checking": CHANGEABLE, "loading": ("checked",), "undoing": ("loaded",)}  # what a job does -> from where

Progress = Callable[[int, int], None]  # rows so far, rows in all or 0


def upload(
    source: Path,
    file_name: str,
    *,
    uploads: Path,
    kind: str | None = None,
    source_system: str = "file",
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    created_by_id: uuid.UUID | None = None,
) -> Import:
    """Keep a file and guess how to read it: `mapping` first, then how this source was read last time, then headers.

    Raises DomainError when the file must be refused; nothing is kept then.
    """
    size = source.stat().st_size
    if size > FILE_BYTES:
        raise DomainError(
            N_("The file has %(size)d MB; the limit is %(limit)d MB. Split it and import the parts."),
            size=size // 1_000_000,
            limit=FILE_BYTES // 1_000_000,
        )
    remembered = _remembered(source_system, kind)
    chosen = dict(mapping or {}) or (dict(remembered.mapping) if remembered else {})
    said = (dict(remembered.options) if remembered else {}) | dict(options or {})
    seen = _look(source, kind or "", chosen, said, is_explicit=bool(mapping))
    import_ = Import(
        id=new_id(),
        kind=seen.kind,
        source_system=source_system,
        file_name=file_name,
        file_bytes=size,
        file_sha256=hashlib.sha256(source.read_bytes()).digest(),
        mapping=seen.mapping,
        options=said,
        created_by_id=created_by_id,
    )
    db.session.add(import_)
    db.session.flush()
    files.keep(source, import_.id, uploads)
    return import_


def preview(import_: Import, uploads: Path) -> Preview:
    """Header, first rows decoded and the mapping of an import. Raises DomainError when the file must be refused."""
    return _look(files.path_of(import_.id, uploads), import_.kind, import_.mapping, import_.options, is_explicit=True)


def map_columns(
    import_: Import, mapping: Mapping[str, str], options: Mapping[str, Any] | None = None, *, uploads: Path
) -> None:
    """Set how to read the file: field -> header, "" for none. Raises DomainError naming a column that is missing."""
    _require(import_, CHANGEABLE)
    import_.options = dict(import_.options) | dict(options or {})
    seen = _look(files.path_of(import_.id, uploads), import_.kind, mapping, import_.options, is_explicit=True)
    if seen.missing is not None:
        raise seen.missing
    import_.mapping = {field: seen.mapping.get(field, "") for field in {*mapping, *seen.mapping}}
    import_.status, import_.failure = "uploaded", None
    db.session.flush()


def read_as(import_: Import, *, uploads: Path, sheet: str = "", encoding: str = "") -> None:
    """Look at another sheet, or in another encoding, and guess the mapping anew. Raises DomainError."""
    _require(import_, CHANGEABLE)
    import_.options = dict(import_.options) | {"sheet": sheet, "encoding": encoding}
    seen = _look(files.path_of(import_.id, uploads), import_.kind, {}, import_.options, is_explicit=True)
    import_.mapping, import_.status, import_.failure = seen.mapping, "uploaded", None
    db.session.flush()


def begin(import_: Import, status: str, *, accept_quarantine: bool = False) -> bool:
    """Say that a job is about to check, load or undo the import; False when one is already. `accept_quarantine`
    lets a load leave out more rows than usual. Raises DomainError when the import is not ready for that."""
    db.session.refresh(import_, with_for_update=True)
    if import_.status == status:
        return False
    _require(import_, BEGINS[status])
    import_.status, import_.failure = status, None
    import_.options = dict(import_.options) | {"accept_quarantine": accept_quarantine}
    db.session.flush()
    return True


def check(
    import_id: uuid.UUID,
    uploads: Path,
    *,
    today: date,
    timezone: str = "Asia/Shanghai",
    progress: Progress | None = None,
) -> Import:
    """Read the whole file and say what a load would do: counts and problems. Writes no customer, vehicle or order."""
    import_ = find(import_id)
    _require(import_, (*CHANGEABLE, "checking"))
    _pass(import_, uploads, today, timezone, progress, dry=True)
    import_.status = "checked"
    db.session.flush()
    return import_


def load(
    import_id: uuid.UUID,
    uploads: Path,
    *,
    today: date,
    now: datetime,
    timezone: str = "Asia/Shanghai",
    progress: Progress | None = None,
) -> Import:
    """Load the file: all of it, or after an error nothing. The same file again changes nothing.

    Raises DomainError when too many rows are quarantined and nobody has accepted that
    (`options["accept_quarantine"]`).
    """
    import_ = find(import_id)
    _require(import_, (*CHANGEABLE, "loading"))
    loader = _pass(import_, uploads, today, timezone, progress, dry=False)
    if import_.stop_and_ask and not import_.options.get("accept_quarantine"):
        raise DomainError(
            N_("%(quarantined)d of %(rows)d rows cannot be read. Correct the file, or accept to leave them out."),
            quarantined=import_.counts["quarantined"],
            rows=import_.counts["rows"],
        )
    remember_written(import_.id)
    parties = loader.touched.parties
    derive_visits(None if len(parties) >= WHOLE_SHOP else parties)
    _remember(import_)
    import_.status, import_.loaded_at = "loaded", now
    db.session.flush()
    return import_


def undo(import_id: uuid.UUID) -> Import:
    """Take a whole import back: what it made goes, what it changed is as it was; what people decided since stays, and
    is counted as "kept".

    Raises DomainError when a later import would be left without its ground.
    """
    import_ = find(import_id)
    _require(import_, ("loaded", "undoing"))
    later = db.session.scalar(
        select(Import.file_name)
        .where(Import.status == "loaded", Import.loaded_at > import_.loaded_at, Import.id != import_.id)
        .order_by(Import.loaded_at.desc())
        .limit(1)
    )
    if later is not None:
        raise DomainError(N_("Undo the later import %(file_name)s first."), file_name=later)
    kept = take_back(import_.id)
    derive_visits()
    import_.counts, import_.status = dict(import_.counts) | {"kept": kept}, "undone"
    db.session.flush()
    return import_


def discard(import_: Import) -> None:
    """Forget a file of which nothing was loaded; its bytes go with the next cleaning. Raises DomainError after that."""
    db.session.refresh(import_, with_for_update=True)
    _require(import_, CHANGEABLE)
    db.session.delete(import_)
    db.session.flush()


def fail(import_id: uuid.UUID, error: DomainError) -> None:
    """Say why an import could not go on. What is loaded stays loaded, whatever else was asked of it."""
    import_ = find(import_id)
    if import_.status in ("loaded", "undone"):
        return
    import_.status = "loaded" if import_.status == "undoing" else "failed"
    # a number stays one, for the %d of its sentence
    params = {name: value if isinstance(value, int | float) else str(value) for name, value in error.params.items()}
    import_.failure = {"message": error.message, "params": params}
    db.session.flush()


def find(import_id: uuid.UUID) -> Import:
    """The import; raises DomainError when the shop has none of this id."""
    import_: Import | None = db.session.scalar(select(Import).where(Import.id == import_id))
    if import_ is None:
        raise DomainError(N_("This import does not exist."))
    return import_


def _look(
    path: Path, kind: str, chosen: Mapping[str, str], options: Mapping[str, Any], *, is_explicit: bool
) -> Preview:
    where = {"kind": kind, "sheet": options.get("sheet", ""), "encoding": options.get("encoding", "")}
    try:
        return reader.preview(path, chosen=chosen, **where)
    except DomainError:
        if is_explicit or not chosen:
            raise
        # the file of a known source may have other columns this time
        return reader.preview(path, **where)


def _remembered(source_system: str, kind: str | None) -> ImportMapping | None:
    wanted = select(ImportMapping).where(ImportMapping.source_system == source_system)
    if kind:
        wanted = wanted.where(ImportMapping.kind == kind)
    found = list(db.session.scalars(wanted))
    return found[0] if len(found) == 1 else None


def _require(import_: Import, statuses: tuple[str, ...]) -> None:
    if import_.status not in statuses:
        raise DomainError(N_("The import has moved on. Load the page again to see where it is."))


def _pass(
    import_: Import, uploads: Path, today: date, timezone: str, progress: Progress | None, *, dry: bool
) -> Loader:
    said = import_.options
    options = Options(
        kind=import_.kind,
        today=today,
        timezone=timezone,
        money_unit=said.get("money_unit", "yuan"),
        province=said.get("province", ""),
        date_order=DateOrder(said["date_order"]) if said.get("date_order") else None,
        words=said.get("words", {}),
    )
    # an order says little about its customer; a customer file is about him
    loader = Loader(import_.id, import_.source_system, today, dry=dry, fills_only=import_.kind == ORDERS)
    problems: list[Problem] = []
    expected = import_.counts.get("rows", 0)
    wanted = [header for header in import_.mapping.values() if header]
    path = files.path_of(import_.id, uploads)
    where = {"sheet": said.get("sheet", ""), "encoding": said.get("encoding", "")}
    with seldom_collected(), reader.reading(path, wanted=wanted, **where) as file:
        mapping = columns.resolve(file.source.header, import_.kind, import_.mapping)
        intake = Intake(file.source, mapping, options)
        for batch in intake.batches(file.chunks):
            loader.take(batch)
            problems.extend(batch.problems[: max(PROBLEMS_KEPT - len(problems), 0)])
            if progress:
                progress(intake.tally.rows, expected)
    _store_problems(import_.id, problems)
    counts = loader.counts
    import_.counts = {
        "rows": intake.tally.rows,
        "new": counts.new,
        "updated": counts.updated,
        "same": counts.same,
        "quarantined": intake.tally.quarantined,
    }
    import_.stop_and_ask = intake.tally.stop_and_ask
    return loader


def _store_problems(import_id: uuid.UUID, problems: list[Problem]) -> None:
    db.session.execute(delete(ImportProblem).where(ImportProblem.import_id == import_id))
    rows = [
        {
            "import_id": import_id,
            "number": number,
            "row_no": each.row_no,
            "column": each.column,
            "value": each.value,
            "code": each.code,
            "severity": each.severity,
            "params": each.params,
        }
        for number, each in enumerate(problems, 1)
    ]
    if rows:
        db.session.execute(insert(ImportProblem), rows)


def _remember(import_: Import) -> None:
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

"""What can be done with an import: upload, map, check, load, undo. None of them commits."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tenants.customers.merging import Parted
from tenants.db import db, new_id
from tenants.errors import N_, DomainError
from tenants.imports import files, reader, sources
from tenants.imports.limits import FILE_BYTES
from tenants.imports.models import Import
from tenants.imports.passes import Progress, read_through
from tenants.imports.reader import Preview
from tenants.imports.undoing import take_back
from tenants.imports.writing import remember_written
from tenants.visits.derive import derive_visits

WHOLE_SHOP = 5_000  # from so many touched parties on, deriving all visits is quicker than choosing
CHANGEABLE = ("uploaded", "checked", "failed")
BEGINS = {"checking": CHANGEABLE, "loading": ("checked",), "undoing": ("loaded",)}  # what a job does -> from where


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
    size = _checked_size(source)
    remembered = sources.remembered(source_system, kind)
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
    read_through(import_, uploads, today, timezone, progress, dry=True)
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
    loader = read_through(import_, uploads, today, timezone, progress, dry=False)
    if import_.stop_and_ask and not import_.options.get("accept_quarantine"):
        raise DomainError(
            N_("%(quarantined)d of %(rows)d rows cannot be read. Correct the file, or accept to leave them out."),
            quarantined=import_.counts["quarantined"],
            rows=import_.counts["rows"],
        )
    remember_written(import_.id)
    parties = loader.touched.parties
    derive_visits(None if len(parties) >= WHOLE_SHOP else parties)
    sources.remember(import_)
    import_.status, import_.loaded_at = "loaded", now
    db.session.flush()
    return import_


def undo(import_id: uuid.UUID, when_parted: Callable[[Parted], None] | None = None) -> Import:
    """Take a whole import back: what it made goes, what it changed is as it was; what people decided since stays, and
    is counted as "kept". `when_parted`: see undoing.take_back.

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
    kept = take_back(import_.id, when_parted)
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


def _checked_size(source: Path) -> int:
    size = source.stat().st_size
    if size > FILE_BYTES:
        raise DomainError(
            N_("The file has %(size)d MB; the limit is %(limit)d MB. Split it and import the parts."),
            size=size // 1_000_000,
            limit=FILE_BYTES // 1_000_000,
        )
    return size


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


def _require(import_: Import, statuses: tuple[str, ...]) -> None:
    if import_.status not in statuses:
        raise DomainError(N_("The import has moved on. Load the page again to see where it is."))

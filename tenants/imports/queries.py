"""Imports as the pages read them: the list, the problems of one, and what an undo would take away."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, and_, cast, func, or_, select, text

from tenants.customers.models import Vehicle
from tenants.db import TenantModel, current_shop_id, db
from tenants.imports.models import Import, ImportChange, ImportMapping, ImportProblem
from tenants.imports.problems import Problem
from tenants.imports.standing import IS_CAR_KEPT, IS_CUSTOMER_KEPT
from tenants.imports.writing import PLATES
from tenants.paging import Page
from tenants.visits.models import WorkOrder

# problems that a word of the user solves: code -> the field whose word is unknown
ASKS_FOR_A_WORD = {
    "status_unknown": "order_status",
    "type_unknown": "order_type",
    "payer_unknown": "payer",
    "customer_type_unknown": "customer_type",
}
UNLIKELY_READING = "odometer_unlikely"
NO_READING = ("number_unreadable", "error_cell")  # where it stands in the column of odometers
IN_FUTURE = "date_in_future"
WORDS_ASKED = 12  # of each field; more are not words


@dataclass(frozen=True, slots=True)
class Losses:
    """What an undo takes away: rows the import made, and rows it changed."""

    orders: int
    customers: int
    vehicles: int
    changed: int


@dataclass(frozen=True, slots=True)
class PlateChange:
    """A car, recognised by its VIN, and its plates before and after an import."""

    import_: Import
    vehicle_id: uuid.UUID
    vin: str | None
    before: str
    after: str


def imports_page(asked: int) -> tuple[list[Import], Page]:
    """A page of the imports of the shop in scope, newest first."""
    page = Page.of(asked, _count(Import))
    newest = select(Import).order_by(Import.created_at.desc(), Import.id.desc())
    return list(db.session.scalars(newest.offset(page.offset).limit(page.size))), page


def find(import_id: uuid.UUID) -> Import | None:
    return db.session.scalar(select(Import).where(Import.id == import_id))


def problems_page(import_id: uuid.UUID, asked: int) -> tuple[list[Problem], Page]:
    """A page of what is wrong with the rows of an import, in the order of the file."""
    of_import = ImportProblem.import_id == import_id
    page = Page.of(asked, _count(ImportProblem, of_import))
    ordered = select(ImportProblem).where(of_import).order_by(ImportProblem.number)
    return [_problem(row) for row in db.session.scalars(ordered.offset(page.offset).limit(page.size))], page


def problems(import_id: uuid.UUID) -> Iterator[Problem]:
    """All that is kept of what is wrong with the rows of an import."""
    of_import = select(ImportProblem).where(ImportProblem.import_id == import_id)
    return map(_problem, db.session.scalars(of_import.order_by(ImportProblem.number)))


def _problem(row: ImportProblem) -> Problem:
    return Problem(row.row_no, row.column, row.value, row.code, row.severity, row.params)


def unreadable_readings(asked: int) -> tuple[list[tuple[Import, Problem]], Page]:
    """A page of what loaded files say of odometers that could not be taken, and of their rows from the future, the
    newest file first.
    """
    page = Page.of(asked, count_unreadable_readings())
    newest = _unreadable().order_by(Import.loaded_at.desc(), Import.id, ImportProblem.number)
    rows = db.session.execute(newest.offset(page.offset).limit(page.size))
    return [(row.Import, _problem(row.ImportProblem)) for row in rows], page


def count_unreadable_readings() -> int:
    return db.session.scalar(select(func.count()).select_from(_unreadable().subquery())) or 0


def _unreadable() -> Select[Import, ImportProblem]:
    is_odometer = ImportProblem.column == Import.mapping["odometer_in"].astext
    left_out = or_(
        ImportProblem.code.in_((UNLIKELY_READING, IN_FUTURE)), and_(ImportProblem.code.in_(NO_READING), is_odometer)
    )
    of_import = select(Import, ImportProblem).join(Import, Import.id == ImportProblem.import_id)
    return of_import.where(left_out, Import.status == "loaded")


def plate_changes(most: int) -> list[PlateChange]:
    """The latest cars that loaded files know by another plate than before."""
    newest = _changed_plates().order_by(Import.loaded_at.desc(), Import.id, ImportChange.number).limit(most)
    return [PlateChange(row.Import, row.id, row.vin, row.before, row.plate) for row in db.session.execute(newest)]


def count_plate_changes() -> int:
    return db.session.scalar(select(func.count()).select_from(_changed_plates().subquery())) or 0


def _changed_plates() -> Select[Any]:
    before = ImportChange.before["plate"].astext
    return (
        select(Import, Vehicle.id, Vehicle.vin, before.label("before"), Vehicle.plate)
        .join(ImportChange, ImportChange.import_id == Import.id)
        .join(Vehicle, Vehicle.id == cast(ImportChange.before["id"].astext, Uuid))
        .where(ImportChange.table.in_(("vehicles", PLATES)), Import.status == "loaded", before != Vehicle.plate)
    )


def unknown_words(import_id: uuid.UUID) -> dict[str, list[str]]:
    """Field -> the words of this file that the last check did not know, the commonest first."""
    rows = db.session.execute(
        select(ImportProblem.code, ImportProblem.value)
        .where(ImportProblem.import_id == import_id, ImportProblem.code.in_(ASKS_FOR_A_WORD))
        .group_by(ImportProblem.code, ImportProblem.value)
        .order_by(func.count().desc(), ImportProblem.value)
    )
    words: dict[str, list[str]] = {}
    for code, value in rows:
        words.setdefault(ASKS_FOR_A_WORD[code], []).append(value)
    return {field: said[:WORDS_ASKED] for field, said in words.items()}


def sources() -> list[str]:
    """The source systems whose way of writing is remembered."""
    return list(
        db.session.scalars(select(ImportMapping.source_system).distinct().order_by(ImportMapping.source_system))
    )


def remembered(import_: Import) -> dict[str, str]:
    """Field -> header as the last file of this source was read."""
    mapping = db.session.scalar(
        select(ImportMapping.mapping).where(
            ImportMapping.source_system == import_.source_system, ImportMapping.kind == import_.kind
        )
    )
    return mapping or {}


def losses(import_id: uuid.UUID) -> Losses:
    """What undoing this import would take away; a customer or car somebody has worked with since stays."""
    # the lines of a changed order are part of it
    changed = ImportChange.table.not_in(("work_order_lines", PLATES))
    return Losses(
        orders=_count(WorkOrder, WorkOrder.created_import_id == import_id),
        customers=_going("customers", IS_CUSTOMER_KEPT, import_id),
        vehicles=_going("vehicles", IS_CAR_KEPT, import_id),
        changed=_count(ImportChange, ImportChange.import_id == import_id, changed),
    )


def _going(table: str, is_kept: str, import_id: uuid.UUID) -> int:
    ours = f"t.shop_id = :shop_id AND t.created_import_id = :import_id AND NOT {is_kept}"
    values = {"shop_id": current_shop_id(), "import_id": import_id}
    return db.session.scalar(text(f"SELECT count(*) FROM {table} t WHERE {ours}"), values) or 0


def _count(model: type[TenantModel], *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0

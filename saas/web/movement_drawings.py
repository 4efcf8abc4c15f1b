"""The movements of a month as a matrix: from the class of a row to that of a column."""

from datetime import date

from flask import url_for
from flask_babel import gettext

from saas.web import lists
from saas.web.charts import Cell, Matrix, Square, Table, heat
from saas.web.formats import month, number
from saas.web.labels import Label, label
from saas.web.segment_drawings import people
from tenants.scoring.movements import ARRIVED, Movements


def movements(of: Movements) -> Matrix:
    """Who stayed is grey: beside so many the moves would be too pale to see."""
    most = max((moved for (before, after), moved in of.cells.items() if before != after), default=0)
    before = _rows(of)
    return Matrix(
        [_class(code) for code in of.classes],
        [_class_before(code) for code in before],
        [
            _move(of, each, row, column, most)
            for row, start in enumerate(before)
            for column, end in enumerate(of.classes)
            if (each := (start, str(end))) in of.cells
        ],
    )


def _rows(of: Movements) -> list[str]:
    """Where customers come from; who was seen for the first time last, if there are such."""
    arrived = [ARRIVED] if any(before == ARRIVED for before, _ in of.cells) else []
    return [*of.classes, *arrived]


def _move(of: Movements, cell: tuple[str, str], row: int, column: int, most: int) -> Square:
    before, after = cell
    return Square(
        column=column,
        row=row,
        text=number(of.cells[cell]),
        heat=None if before == after else heat(of.cells[cell], most),
        tip=[
            str(heading(of.month, before, after).text),
            people(of.cells[cell]),
        ],
        href=_names_of_move(of, cell),
    )


def movements_table(of: Movements) -> Table:
    rows = [
        [Cell(_class_before(start)), *[_move_cell(of, (start, str(end))) for end in of.classes]] for start in _rows(of)
    ]
    return Table([gettext("From, to"), *[_class(code) for code in of.classes]], rows)


def _move_cell(of: Movements, cell: tuple[str, str]) -> Cell:
    return Cell(number(of.cells[cell]), _names_of_move(of, cell)) if cell in of.cells else Cell("0")


def heading(of: date, before: str, after: str) -> Label:
    """What stands above the names of a cell."""
    return Label(f"{_class_before(before)} → {_class(after)}", hint=gettext("During %(month)s", month=month(of)))


def _class_before(code: str) -> str:
    return gettext("First seen") if code == ARRIVED else _class(code)


def _class(code: str) -> str:
    return str(label("rfm_class", code).text)


def _names_of_move(of: Movements, cell: tuple[str, str]) -> str:
    before, after = cell
    return url_for("segments.move", month=month(of.month), from_class=before or lists.FIRST_SEEN, to_class=after)

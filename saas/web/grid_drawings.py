"""The grid of lifecycles and stages as a heat map, with what each cell may be offered (domain.md 2.2)."""

from flask import url_for
from flask_babel import gettext

from saas.web.charts import Cell, Matrix, Square, Table, heat
from saas.web.formats import number, percent
from saas.web.labels import Label, label
from saas.web.plurals import ngettext
from saas.web.segment_drawings import people
from tenants.scoring.grid import POLICIES, CellPolicy
from tenants.scoring.segments import FStage, Grid, Lifecycle


def grid(of: Grid) -> Matrix:
    """Sixteen cells; the fullest is the darkest. Below the people stands what the cell may be offered."""
    most = max(of.cells.values())
    return Matrix(
        [_stage(stage) for stage in FStage],
        [_lifecycle(lifecycle) for lifecycle in Lifecycle],
        [
            _square(lifecycle, stage, of.cells[lifecycle, stage], most, of.total)
            for lifecycle in Lifecycle
            for stage in FStage
        ],
    )


def _square(lifecycle: Lifecycle, stage: FStage, customers: int, most: int, total: int) -> Square:
    policy = POLICIES[lifecycle, stage]
    return Square(
        column=list(FStage).index(stage),
        row=list(Lifecycle).index(lifecycle),
        text=f"{number(customers)}\n{_short(policy)}",
        heat=heat(customers, most),
        tip=[
            str(heading(lifecycle, stage).text),
            f"{people(customers)} · {percent(customers / total if total else None)}",
            *_in_words(policy),
        ],
        href=_names_of_cell(lifecycle, stage),
    )


def grid_table(of: Grid) -> Table:
    rows = [
        [Cell(_lifecycle(lifecycle)), *[_grid_cell(of, lifecycle, stage) for stage in FStage]]
        for lifecycle in Lifecycle
    ]
    return Table(["", *[_stage(stage) for stage in FStage]], rows)


def _grid_cell(of: Grid, lifecycle: Lifecycle, stage: FStage) -> Cell:
    text = f"{number(of.cells[lifecycle, stage])} ({_short(POLICIES[lifecycle, stage])})"
    return Cell(text, _names_of_cell(lifecycle, stage))


def heading(lifecycle: Lifecycle, stage: FStage) -> Label:
    """What stands above the names of a cell."""
    policy = POLICIES[lifecycle, stage]
    return Label(f"{_lifecycle(lifecycle)} · {_stage(stage)}", hint=" · ".join(_in_words(policy)))


def _short(policy: CellPolicy) -> str:
    return f"{policy.contacts}× ≤{policy.offer_percent}%" if policy.offer_percent else f"{policy.contacts}×"


def _in_words(policy: CellPolicy) -> list[str]:
    contacts = ngettext("At most %(num)d contact in 90 days", "At most %(num)d contacts in 90 days", policy.contacts)
    if not policy.offer_percent:
        return [contacts, gettext("A privilege instead of an offer")]
    return [contacts, gettext("Offers up to %(percent)d%% of the ticket", percent=policy.offer_percent)]


def _lifecycle(code: str) -> str:
    return str(label("lifecycle", code).text)


def _stage(code: str) -> str:
    return str(label("f_stage", code).text)


def _names_of_cell(lifecycle: Lifecycle, stage: FStage) -> str:
    return url_for("segments.cell", lifecycle=lifecycle, f_stage=stage)

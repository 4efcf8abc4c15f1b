"""When customers come: by weekday, and by part of the day where the file told the time."""

from babel.dates import get_day_names
from flask_babel import get_locale, gettext

from saas.web.charts import Band, Cell, Histogram, Matrix, Square, Table, heat
from saas.web.formats import number, percent
from saas.web.labels import label
from tenants.scoring.distributions import Habits
from tenants.scoring.segments import Daypart


def weekdays(of: Habits) -> Histogram:
    """The busiest day is marked as the peak."""
    total, most = sum(of.weekdays), max(of.weekdays)
    return Histogram(
        [
            Band(
                name, visits, _share(visits, total), [name, _visits(visits), _share(visits, total)], visits == most > 0
            )
            for name, visits in zip(_names(), of.weekdays, strict=True)
        ],
        [],
    )


def weekdays_table(of: Habits) -> Table:
    total = sum(of.weekdays)
    rows = [
        [Cell(name), Cell(number(visits)), Cell(_share(visits, total))]
        for name, visits in zip(_names(), of.weekdays, strict=True)
    ]
    return Table([gettext("Weekday"), gettext("Visits"), gettext("Share")], rows)


def hours(of: Habits) -> Matrix | None:
    """Weekdays across, parts of the day down; None when no file told the time."""
    most, total = max(of.cells), sum(of.cells)
    if not most:
        return None
    return Matrix(
        _names(),
        [_part(part) for part in Daypart],
        [
            Square(
                weekday,
                row,
                number(visits),
                heat(visits, most),
                [f"{name}, {_part(part)}", _visits(visits), _share(visits, total)],
            )
            for row, part in enumerate(Daypart)
            for weekday, name in enumerate(_names())
            for visits in [of.cells[weekday * len(Daypart) + row]]
        ],
    )


def hours_table(of: Habits) -> Table:
    rows = [
        [Cell(_part(part)), *[Cell(number(visits)) for visits in of.cells[row :: len(Daypart)]]]
        for row, part in enumerate(Daypart)
    ]
    return Table(["", *_names()], rows)


def _names() -> list[str]:
    """Monday first."""
    names = get_day_names("abbreviated", locale=get_locale())
    return [names[weekday] for weekday in range(7)]


def _part(part: Daypart) -> str:
    return str(label("daypart", part).text)


def _visits(count: int) -> str:
    return str(gettext("%(number)s visits", number=number(count)))


def _share(visits: int, total: int) -> str:
    return percent(visits / total if total else None)

"""What a car's odometer said over time, with what was rejected and what people put right."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from saas.web.charts import Cell, DayPoint, DaySeries, Lines, Shape, Table, Tone
from saas.web.formats import day, number
from saas.web.labels import label
from tenants.needs.quality import Point, State

ABOVE = 1.15  # a rejected reading far above the others is drawn so much higher than the highest of them

SERIES: Sequence[tuple[State, Tone, Shape]] = (
    (State.CLEAN, "blue", "line"),
    (State.SUSPECT, "red", "crosses"),
    (State.FIXED, "teal", "dots"),
    (State.IGNORED, "plain", "crosses"),
)


def odometer(vehicle_id: UUID, points: Sequence[Point]) -> Lines:
    """The line goes through what is used, put right or not; the crosses are what is not."""
    ceiling = max((point.km for point in points if _is_used(point) and point.km), default=0) * ABOVE
    drawn = [
        DaySeries(
            _name(state),
            [_drawn(vehicle_id, point, state, ceiling) for point in points if state in _as(point)],
            tone,
            shape,
        )
        for state, tone, shape in SERIES
    ]
    return Lines([series for series in drawn if series.points])


def odometer_table(vehicle_id: UUID, points: Iterable[Point]) -> Table:
    rows = [
        [
            Cell(day(point.on), _address(vehicle_id, point) if point.state is State.SUSPECT else ""),
            Cell(_km(point.km_read)),
            Cell(_name(point.state)),
            Cell(_km(point.km) if point.state is State.FIXED else ""),
        ]
        for point in points
    ]
    return Table(
        [gettext("Day"), gettext("Odometer"), gettext("What became of it"), gettext("Counts as")], rows, texts=(2,)
    )


def _is_used(point: Point) -> bool:
    return point.state in (State.CLEAN, State.FIXED)


def _as(point: Point) -> tuple[State, ...]:
    """What is put right stands on the line and is marked there."""
    return (State.CLEAN, State.FIXED) if point.state is State.FIXED else (point.state,)


def _drawn(vehicle_id: UUID, point: Point, state: State, ceiling: float) -> DayPoint:
    km = point.km if _is_used(point) and point.km is not None else point.km_read
    is_out_of_sight = 0 < ceiling < km
    value = ceiling if is_out_of_sight else max(km, 0)
    address = _address(vehicle_id, point) if state is State.SUSPECT else ""
    return DayPoint(point.on.isoformat(), value, _tip(point), address, text=f"{_km(km)} ↑" if is_out_of_sight else "")


def _tip(point: Point) -> list[str]:
    lines = [day(point.on), _km(point.km_read), _name(point.state)]
    if point.state is State.FIXED and point.km is not None:
        lines.append(gettext("counts as %(km)s km", km=number(point.km)))
    if point.state is State.SUSPECT and point.cause:
        lines.append(str(label("suspect_cause", point.cause).text))
    if point.state is State.SUSPECT and point.proposed_km is not None:
        lines.append(gettext("probably %(km)s km", km=number(point.proposed_km)))
    return lines


def _address(vehicle_id: UUID, point: Point) -> str:
    return url_for("odometers.show", id=vehicle_id, read_on=point.on.isoformat(), km_read=point.km_read)


def _name(state: State) -> str:
    return str(label("reading_state", state).text)


def _km(km: int | None) -> str:
    return "" if km is None else f"{number(km)} km"

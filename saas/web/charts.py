"""What <x-chart> draws (assets/charts/) and the table that says the same: `{{ chart(name, title, drawing, table) }}`.

Texts arrive as people read them, in their language and the shop's currency. A `tip` is the tooltip, its first line the
name; `heat` goes from 0, nearly white, to 1; `href` is where a click leads, and the table must lead there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["blue", "teal", "red", "amber", "violet", "plain"]
Shape = Literal["line", "dots", "crosses"]
Tip = Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row names it; the others are figures, but for those of the columns `texts`."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    texts: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """`lines` stand below the name where the tile has room, and `brief` where it has none for them."""

    name: str
    size: float
    heat: float
    lines: Sequence[str]
    tip: Tip
    href: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Treemap:
    tiles: Sequence[Tile]
    kind: str = "treemap"


@dataclass(frozen=True, slots=True)
class Series:
    """What stands behind a colour; with more than one a key is shown."""

    name: str
    tone: Tone = "blue"


@dataclass(frozen=True, slots=True)
class Bar:
    """One value and its text per series."""

    name: str
    values: Sequence[float]
    texts: Sequence[str]
    tip: Tip
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    series: Sequence[Series]
    bars: Sequence[Bar]
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a matrix; without heat it is grey."""

    column: int
    row: int
    text: str
    heat: float | None
    tip: Tip
    href: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: Sequence[str]
    rows: Sequence[str]
    cells: Sequence[Square]
    kind: str = "matrix"


@dataclass(frozen=True, slots=True)
class Band:
    """A column of a histogram; `text` stands below its name, coloured at a peak."""

    name: str
    value: float
    text: str
    tip: Tip
    is_peak: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A standing line, `at` counted in bands from the left edge: 2.5 is the middle of the third."""

    at: float
    name: str
    text: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """`unit` stands before the figures of the axis."""

    bands: Sequence[Band]
    marks: Sequence[Mark]
    unit: str = ""
    kind: str = "histogram"


@dataclass(frozen=True, slots=True)
class SharePoint:
    """`x` and `y` from 0 to 1."""

    x: float
    y: float
    tip: Tip


@dataclass(frozen=True, slots=True)
class ShareMark:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    points: Sequence[SharePoint]
    marks: Sequence[ShareMark]
    kind: str = "curve"


@dataclass(frozen=True, slots=True)
class DayPoint:
    on: str  # ISO, as the other days below: JSON has no day
    value: float
    tip: Tip
    href: str = ""
    text: str = ""  # beside the point


@dataclass(frozen=True, slots=True)
class DaySeries:
    name: str
    points: Sequence[DayPoint]
    tone: Tone = "blue"
    shape: Shape = "line"


@dataclass(frozen=True, slots=True)
class DayRange:
    on: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DayMark:
    """A dashed line: standing on a day, or lying at a value."""

    text: str
    on: str = ""
    value: float | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Lines:
    """Values over days, with a pale range behind them."""

    series: Sequence[DaySeries]
    range: Sequence[DayRange] = ()
    marks: Sequence[DayMark] = ()
    kind: str = "lines"


def heat(value: float, most: float) -> float | None:
    """The shade of a part of `most`; nothing at all is not a pale something."""
    return value / most if value and most else None

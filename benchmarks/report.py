"""A table of contenders: medians, how often the first one's time each took, memory, and whether a target is met."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.measure import Run

HEADINGS = ("", "seconds", "fastest", "ratio", "peak MB", "target")


@dataclass(frozen=True, slots=True)
class Target:
    """At most so many times the time of the contender `than`."""

    ratio: float
    than: str


@dataclass(slots=True)
class Line:
    """A contender, what of its runs is told, and what it is held to."""

    name: str
    runs: list[Run]
    part: str
    target: Target | None = None

    @property
    def times(self) -> list[float]:
        return [run.seconds[self.part] for run in self.runs]

    @property
    def seconds(self) -> float:
        return median(self.times)


@dataclass(slots=True)
class Table:
    """Ratios are to the first line. `peak_mb`: what the processes of the targeted lines may use together."""

    title: str
    peak_mb: float | None = None
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [HEADINGS, *(self._row(line) for line in self.lines)]
        return f"{self.title}\n{aligned(rows)}\n" + "".join(f"  {note}\n" for note in self.notes)

    def _row(self, line: Line) -> tuple[str, ...]:
        ratio = line.seconds / self.lines[0].seconds
        memory = max(run.peak_mb for run in line.runs), max(run.child_mb for run in line.runs)
        spoken = f"{memory[0]:.0f}" + (f" + {memory[1]:.0f}" if memory[1] else "")
        return (
            line.name,
            f"{line.seconds:.3f}",
            f"{min(line.times):.3f}",
            f"{ratio:.2f}",
            spoken,
            self._verdict(line, sum(memory)),
        )

    def _verdict(self, line: Line, memory: float) -> str:
        if line.target is None:
            return ""
        than = next(other for other in self.lines if other.name == line.target.than)
        ratio = line.seconds / than.seconds
        said = [f"{ratio:.2f} x {than.name}, {_held(ratio, line.target.ratio)}"]
        if self.peak_mb is not None:
            said.append(f"memory {_held(memory, self.peak_mb)} MB")
        return "; ".join(said)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns of one width; all but the first and the last are numbers."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    last = len(widths) - 1
    return "\n".join(
        "  "
        + "  ".join(
            cell.ljust(width) if place in (0, last) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _held(value: float, limit: float) -> str:
    return f"{'within' if value <= limit else 'OVER'} {limit:g}"

"""Runs a contender in a process of its own, so that nobody inherits another's memory, caches or plans."""

import multiprocessing
import resource
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PROC = Path("/proc")
POLL_SECONDS = 0.02
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds by what was timed, whatever else the contender answered, and peak resident memory in MB: its own, and
    of the largest process it started."""

    seconds: dict[str, float]
    peak_mb: float
    child_mb: float


def in_child(contender: Callable[..., dict[str, float]], *arguments: Any) -> Run:
    """Call `contender`, a function at the top of a module, in a fresh process; it answers with its seconds."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, contender, arguments))
    process.start()
    there.close()
    peaks: dict[int, float] = {}
    while not here.poll(POLL_SECONDS):
        peaks.update({child: _peak_mb(child) for child in _children(process.pid or 0)})
    try:
        seconds, peak_mb = here.recv()
    except EOFError:
        raise RuntimeError(f"{contender.__name__} failed; the lines above say why") from None
    finally:
        process.join()
    return Run(seconds, peak_mb, max(peaks.values(), default=0.0))


def _answer(there: Connection, contender: Callable[..., dict[str, float]], arguments: tuple[Any, ...]) -> None:
    try:
        there.send((contender(*arguments), own_peak_mb()))
    except Exception:
        traceback.print_exc()


def own_peak_mb() -> float:
    """The high-water mark of this process alone: `ru_maxrss` counts what the parent held before exec, too."""
    if PROC.is_dir():
        return _peak_mb("self")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MB


def _peak_mb(process: int | str) -> float:
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _children(process: int) -> list[int]:
    try:
        return [int(child) for child in (PROC / f"{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []

"""Compile the message catalogues: `messages.po` -> `messages.mo` beside it."""

import os
from pathlib import Path

from saas.paths import TRANSLATIONS


def compile_stale() -> list[Path]:
    """Compile every catalogue that is newer than its compiled form. Returns the ones compiled."""
    stale = [source for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return stale


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo  # slow to import, seldom needed
    from babel.messages.pofile import read_po

    with source.open("rb") as lines:
        messages = read_po(lines, locale=source.parts[-3])
    unfinished = source.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, messages)
    unfinished.replace(source.with_suffix(".mo"))

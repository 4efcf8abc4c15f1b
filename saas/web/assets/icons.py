"""The SVG sprite: every Lucide icon whose name stands quoted in a template or a web module."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

_QUOTED = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']""")


def used(sources: Iterable[Path], drawings: dict[str, str]) -> list[str]:
    """Names quoted in the sources that are icons; a word that happens to be one costs 200 bytes."""
    quoted = {name for path in sources for name in _QUOTED.findall(path.read_text(encoding="utf-8"))}
    return sorted(quoted & drawings.keys())


def drawings(collection: Path) -> dict[str, str]:
    """Icon name -> the inside of its SVG, aliases resolved, from an Iconify collection."""
    data = json.loads(collection.read_text(encoding="utf-8"))
    bodies = {name: icon["body"] for name, icon in data["icons"].items()}
    aliases = {name: bodies[alias["parent"]] for name, alias in data.get("aliases", {}).items() if len(alias) == 1}
    return aliases | bodies


def sprite(names: Iterable[str], drawings: dict[str, str]) -> str:
    """One symbol per icon; a page shows it with `<use href="...#name">`."""
    symbols = "".join(f'<symbol id="{name}" viewBox="0 0 24 24">{drawings[name]}</symbol>' for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'

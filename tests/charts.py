"""What a page draws, read from its data."""

import json
import re
from collections.abc import Iterator
from typing import Any

DRAWING = re.compile(r'<x-chart id="([^"]+)".*?<script type="application/json">(.*?)</script>', re.DOTALL)


def drawings(page: str) -> dict[str, Any]:
    """Name of the chart -> what it is drawn from."""
    return {name: json.loads(data) for name, data in DRAWING.findall(page)}


def links(drawing: Any) -> Iterator[str]:
    """Every address a click leads to."""
    if isinstance(drawing, dict):
        if drawing.get("href"):
            yield drawing["href"]
        for part in drawing.values():
            yield from links(part)
    elif isinstance(drawing, list):
        for part in drawing:
            yield from links(part)

"""THIRD_PARTY.txt: name, version and licence of everything that reaches the browser."""

import json
from pathlib import Path

SHIPPED = ("htmx.org", "basecoat-css", "tailwindcss", "@iconify-json/lucide", "echarts", "zrender", "tslib")

# The icon collection names its licence but does not carry the text.
_LUCIDE = """Copyright (c) Lucide Contributors

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
"""


def text(node_modules: Path) -> str:
    """One section per shipped package."""
    return "\n\n".join(_section(node_modules / name) for name in SHIPPED)


def _section(package: Path) -> str:
    facts = json.loads((package / "package.json").read_text(encoding="utf-8"))
    title = f"{facts['name']} {facts['version']} ({facts['license']})"
    return f"{title}\n{'=' * len(title)}\n\n{_licence(package)}"


def _licence(package: Path) -> str:
    """The licence with its notice, which the Apache licence wants passed on, and those of code it took in."""
    files = [*sorted(package.glob("LICENSE*")), *package.glob("NOTICE*"), *sorted(package.glob("licenses/*"))]
    return "\n\n".join(path.read_text(encoding="utf-8") for path in files) or _LUCIDE

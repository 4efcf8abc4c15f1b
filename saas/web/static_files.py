"""Where a page finds its stylesheet, script and icons: `asset('app.css')`, `icon('phone')`."""

import json
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, g, url_for
from markupsafe import Markup

from saas.paths import STATIC_DIST

A_YEAR = 31_536_000  # names carry a hash of the content

_MANIFEST = STATIC_DIST / "manifest.json"


class AssetsMissing(RuntimeError):
    """The front end was not built, or a page asks for something it does not hold."""


@dataclass(frozen=True, slots=True)
class Manifest:
    files: dict[str, str]
    icons: frozenset[str]


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """What is built, as this request found it, and the addresses it has asked for."""

    manifest: Manifest
    addresses: dict[str, str]


def install(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a built file. Raises AssetsMissing."""
    addresses = _front_end().addresses
    if name not in addresses:
        addresses[name] = url_for("static", filename=f"dist/{built(name)}")
    return addresses[name]


def built(name: str) -> str:
    """The name of a built file in the folder of all. Raises AssetsMissing."""
    files = _front_end().manifest.files
    if name not in files:
        raise AssetsMissing(f"There is no asset {name!r}. The build makes {', '.join(sorted(files))}.")
    return files[name]


def icon(name: str, classes: str = "size-4") -> Markup:
    """A Lucide icon as decoration, hidden from screen readers: the text beside it must say it all."""
    front_end = _front_end()
    if name not in front_end.manifest.icons:
        raise AssetsMissing(f"There is no icon {name!r}: name it in quotes in a template and build again.")
    return _drawn(front_end.addresses.get("icons.svg") or asset("icons.svg"), name, classes)


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, classes: str) -> Markup:
    return Markup('<svg class="{} shrink-0" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        classes, sprite, name
    )


def _front_end() -> FrontEnd:
    # a page has a hundred icons and looks once
    front_end: FrontEnd | None = g.get("front_end")
    if front_end is None:
        front_end = g.front_end = FrontEnd(_look(), {})
    return front_end


def _look() -> Manifest:
    try:
        return _read(_MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        raise AssetsMissing("The front end is not built. Run: python -m saas.web.assets.build") from None


@lru_cache(maxsize=1)
def _read(changed_at: int) -> Manifest:
    """Read again only when the file changed, so that a build shows without a restart."""
    content = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return Manifest(files=content["files"], icons=frozenset(content["icons"]))

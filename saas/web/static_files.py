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


def install(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a built file. Raises AssetsMissing."""
    addresses = _addresses()
    if name not in addresses:
        addresses[name] = url_for("static", filename=f"dist/{built(name)}")
    return addresses[name]


def built(name: str) -> str:
    """The name of a built file in the folder of all. Raises AssetsMissing."""
    files = _manifest().files
    if name not in files:
        raise AssetsMissing(f"There is no asset {name!r}. The build makes {', '.join(sorted(files))}.")
    return files[name]


def icon(name: str, classes: str = "size-4") -> Markup:
    """A Lucide icon as decoration, hidden from screen readers: the text beside it must say it all."""
    if name not in _manifest().icons:
        raise AssetsMissing(f"There is no icon {name!r}: name it in quotes in a template and build again.")
    return _drawn(asset("icons.svg"), name, classes)


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, classes: str) -> Markup:
    return Markup('<svg class="{} shrink-0" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        classes, sprite, name
    )


def _addresses() -> dict[str, str]:
    if "asset_addresses" not in g:
        g.asset_addresses = {}
    addresses: dict[str, str] = g.asset_addresses
    return addresses


def _manifest() -> Manifest:
    # a page has a hundred icons and looks once
    if "manifest" not in g:
        g.manifest = _look()
    manifest: Manifest = g.manifest
    return manifest


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

"""Where templates, migrations and built assets lie: beside the code in a checkout, inside the package in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLE = _PACKAGE / "_bundle"
_ROOT = _BUNDLE if _BUNDLE.is_dir() else _PACKAGE.parent

TEMPLATES = _ROOT / "templates"
MIGRATIONS = _ROOT / "migrations"
STATIC = _PACKAGE / "web" / "static"
STATIC_DIST = STATIC / "dist"
TRANSLATIONS = _PACKAGE / "translations"

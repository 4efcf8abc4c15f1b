"""`python -m saas.translations`: gather the sentences of code and templates, then say which still need Chinese."""

import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from saas.paths import TRANSLATIONS

LOCALE = "zh_Hans_CN"  # zh_CN would be ignored: Babel resolves it to this name
CATALOGUE = TRANSLATIONS / LOCALE / "LC_MESSAGES" / "messages.po"
KEYWORDS = ("_l", "N_", "lazy_gettext", "ngettext:1,2")
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    update()
    missing = unfinished(read(CATALOGUE))
    for message in missing:
        print(f"no Chinese yet: {message}")
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(missing)} sentences to translate")
    return 1 if missing else 0


def update() -> None:
    """Write every sentence into the catalogue, sorted; keep what is translated, drop what is gone, guess nothing."""
    with tempfile.TemporaryDirectory() as place:
        template = Path(place) / "messages.pot"
        extract(template)
        target = ["-i", str(template), "-d", str(TRANSLATIONS), "-l", LOCALE]
        if CATALOGUE.exists():
            _babel(
                "update", *target, "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "-w", "120"
            )
        else:
            _babel("init", *target, "-w", "120")


def extract(template: Path) -> None:
    """Gather the sentences of all packages and templates into `template`."""
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    options = ["--sort-output", "--no-location", "--project=Huitou", "--copyright-holder=Huitou"]
    _babel("extract", "-F", str(ROOT / "babel.cfg"), *keywords, *options, "-o", str(template), str(ROOT))


def read(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines)


def unfinished(catalogue: Catalog) -> list[str]:
    """The sentences without a sure translation."""
    return [
        key(message.id) for message in catalogue if message.id and (not _is_translated(message.string) or message.fuzzy)
    ]


def _is_translated(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(translation) if isinstance(translation, str) else bool(translation) and all(translation or ())


def key(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(main())

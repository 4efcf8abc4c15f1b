"""Templates are short, complete and translated; nothing in them works without the house's rules."""

import re
from pathlib import Path

import pytest

from saas import paths

FILES = sorted(paths.TEMPLATES.rglob("*.html"))
MOST_LINES_OF_A_FRAGMENT = 60
MOST_LINES = 100

# Names and units that read the same in Chinese.
LATIN_WORDS = {"English", "Huitou", "km", "VIN", "CSV", "TSV", "XLSX", "XLS", "RFM", "R", "F", "M", "U", "V"}
BARE_ATTRIBUTES = {"required"}  # a macro writes it outside of a tag
# Attributes whose text is read by people.
READ_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "data-confirm")

ATTRIBUTE = r"[\w:-]+=(\"[^\"]*\"|'[^']*')"


def name(file: Path) -> str:
    return str(file.relative_to(paths.TEMPLATES))


def sources() -> dict[str, str]:
    return {name(file): file.read_text(encoding="utf-8") for file in FILES}


def without_jinja(source: str) -> str:
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)


def code() -> str:
    packages = (paths.TEMPLATES.parent / "saas" / "web").glob("*.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in packages)


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        (r"\|\s*safe\b|autoescape|Markup", "everything is escaped; text of a customer must not become HTML"),
        (
            r"\son\w+=|\shx-on|javascript:|\shx-vals=['\"]js:",
            "the policy forbids inline code: use saas/web/assets/app.js",
        ),
        (
            r"\sstyle=|<style|<script(?![^>]* (?:src=|type=\"application/json\"))",
            "the policy forbids inline styles and scripts: use classes and files",
        ),
        (r"https?://", "a page loads nothing from elsewhere"),
        (r"\brole\s*==|\.role\s+in\b", "ask may('action'), never the name of a role"),
    ],
    ids=["unescaped", "inline code", "inline style or script", "elsewhere", "role"],
)
def test_no_template_does_what_is_forbidden(forbidden: str, why: str) -> None:
    found = [f"{file}: {hit[0].strip()}" for file, text in sources().items() for hit in re.finditer(forbidden, text)]

    assert found == [], why


def test_every_sentence_of_a_template_is_translated() -> None:
    """Text outside of `_(...)` would stay as it is on a page of another language."""
    found = []
    for file, source in sources().items():
        plain = without_jinja(source)
        texts = re.findall(r">([^<>]*)<", f">{re.sub(ATTRIBUTE, '', plain)}<")
        for attribute in READ_ATTRIBUTES:
            texts += re.findall(rf'\s{attribute}="([^"]*)"', plain)
        words = {word for text in texts for word in re.findall(r"[A-Za-z]+", re.sub(r"&\w+;", "", text))}
        found += [f"{file}: {word}" for word in sorted(words - LATIN_WORDS - BARE_ATTRIBUTES)]

    assert found == [], "Wrap it in _('...') and run `python -m saas.translations`."


def test_every_form_that_changes_something_carries_its_token() -> None:
    found = []
    for file, source in sources().items():
        for form in re.findall(r"<form\b[^>]*\bmethod=\"post\".*?</form>", source, flags=re.DOTALL):
            if "csrf" not in form:
                found.append(file)

    assert found == [], "Put {{ csrf() }} of components/forms.html into the form."


def test_every_form_works_without_a_script() -> None:
    found = [
        f"{file}: {tag}"
        for file, source in sources().items()
        for tag in re.findall(r"<form\b[^>]*>", source)
        if "action=" not in tag
    ]

    assert found == [], "Give the form its action; htmx attributes come second."


def test_every_macro_that_is_imported_is_used() -> None:
    found = []
    for file, source in sources().items():
        for imported in re.findall(r"\{% from \"[^\"]+\" import (.*?)(?: with context)? %\}", source):
            for macro in imported.split(", "):
                if len(re.findall(rf"\b{macro}\(", source)) == 0:
                    found.append(f"{file}: {macro}")

    assert found == []


def test_every_template_is_used() -> None:
    texts = [*sources().values(), code()]

    assert [file for file in sources() if not any(f'"{file}"' in text for text in texts)] == []


def test_no_template_grew_too_long() -> None:
    found = []
    for file, source in sources().items():
        limit = MOST_LINES_OF_A_FRAGMENT if Path(file).name.startswith("_") else MOST_LINES
        if len(source.splitlines()) > limit:
            found.append(f"{file}: {len(source.splitlines())}")

    assert found == [], "Split it by what a reader would point at."

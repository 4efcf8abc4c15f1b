"""Chinese is complete, and no English is left on a Chinese page."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from saas import translations
from saas.translations import __main__ as catalogue

GATHER = "Run `python -m saas.translations`, then write the Chinese into saas/translations."


@pytest.fixture(scope="module")
def in_the_code(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    catalogue.extract(template)
    with template.open("rb") as lines:
        return {catalogue.key(message.id) for message in read_po(lines) if message.id}


def test_every_sentence_of_code_and_templates_is_in_the_catalogue(in_the_code: set[str]) -> None:
    known = {catalogue.key(message.id) for message in catalogue.read(catalogue.CATALOGUE) if message.id}

    assert sorted(in_the_code - known) == [], GATHER
    assert sorted(known - in_the_code) == [], GATHER


def test_every_sentence_has_a_sure_chinese_translation() -> None:
    assert catalogue.unfinished(catalogue.read(catalogue.CATALOGUE)) == [], GATHER


def test_a_translation_fills_the_slots_of_its_sentence() -> None:
    """A plural may leave its number out: one customer needs none."""
    wrong = []
    for message in catalogue.read(catalogue.CATALOGUE):
        said, meant = _slots(message.string), _slots(message.id)
        if said - meant or (isinstance(message.id, str) and meant - said):
            wrong.append(catalogue.key(message.id))

    assert wrong == []


def test_the_catalogue_is_sorted_so_that_two_branches_merge() -> None:
    keys = [catalogue.key(message.id) for message in catalogue.read(catalogue.CATALOGUE) if message.id]

    assert keys == sorted(keys)


def test_the_folder_has_the_name_that_babel_looks_for() -> None:
    folders = {path.name for path in Path(translations.__file__).parent.iterdir() if (path / "LC_MESSAGES").is_dir()}

    assert folders == {"zh_Hans_CN"}


def _slots(message: object) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", str(message)))

import gettext
import os
from pathlib import Path

import pytest

from saas.web.assets import catalogue

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Queue"\nmsgstr "跟进队列"\n'


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "TRANSLATIONS", tmp_path)
    folder = tmp_path / "zh_Hans_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "messages.po"
    source.write_text(PO, encoding="utf-8")
    return source


def test_a_new_catalogue_is_compiled(messages: Path) -> None:
    assert catalogue.compile_stale() == [messages]

    with messages.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Queue") == "跟进队列"


def test_a_compiled_catalogue_is_left_alone_until_its_source_is_newer(messages: Path) -> None:
    catalogue.compile_stale()

    assert catalogue.compile_stale() == []

    compiled_at = messages.with_suffix(".mo").stat().st_mtime
    os.utime(messages, (compiled_at + 1, compiled_at + 1))
    assert catalogue.compile_stale() == [messages]

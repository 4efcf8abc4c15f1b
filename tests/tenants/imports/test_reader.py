"""The child process: what it may use, what it says, and what its death looks like."""

from pathlib import Path
from subprocess import Popen

import pytest

from tenants.errors import DomainError
from tenants.imports import reader
from tenants.imports.reader import preview, reading

ROWS = ["工单号,客户名称,车牌号,结算日期,实收", *(f"A{n},张三,甘A12345,2026-06-02,{n}" for n in range(2500))]


@pytest.fixture
def orders_csv(tmp_path: Path) -> Path:
    path = tmp_path / "工单 导出.xls"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return path


def test_a_preview_shows_the_guess_and_five_rows(orders_csv: Path) -> None:
    seen = preview(orders_csv)

    assert (seen.source.container, seen.source.encoding, seen.kind) == ("csv", "utf-8", "orders")
    assert seen.mapping["received"] == "实收"
    assert [row_no for row_no, _ in seen.rows] == [2, 3, 4, 5, 6]
    assert seen.missing is None


def test_a_preview_names_the_column_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("工单号,客户名称,车牌号\nA1,张三,甘A12345\n", encoding="utf-8")

    seen = preview(path)

    assert "结算日期" in str(seen.missing)


def test_rows_come_in_chunks_with_the_numbers_a_person_sees(orders_csv: Path) -> None:
    with reading(orders_csv) as file:
        chunks = [[row_no for row_no, _ in chunk.rows] for chunk in file.chunks]

    assert [len(chunk) for chunk in chunks] == [1000, 1000, 500, 0]
    assert [chunks[0][0], chunks[2][-1]] == [2, 2501]


def test_a_reading_left_early_leaves_no_process(orders_csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(reader, "Popen", lambda *args, **kwargs: started.append(Popen(*args, **kwargs)) or started[-1])

    with reading(orders_csv) as file:
        next(file.chunks)

    assert [process.returncode is not None for process in started] == [True]


def told_to(deed: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sentence a reading ends with when the child does this."""
    path = folder / "deed"
    path.write_text(deed)
    monkeypatch.setattr(reader, "CHILD", "tests.tenants.imports.bad_child")
    with pytest.raises(DomainError) as refusal, reading(path):
        pass
    return str(refusal.value)


def test_the_child_limits_itself_and_has_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUITOU_SECRET_KEY", "a secret")

    confession = told_to("confess", tmp_path, monkeypatch)

    assert confession.startswith(f"[{512 * 1024 * 1024}, 60]")
    assert "SECRET" not in confession


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [("die", "is damaged or needs too much memory"), ("spin", "takes too long"), ("boast", "damaged")],
)
def test_a_child_that_dies_is_a_sentence(
    deed: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sentence in told_to(deed, tmp_path, monkeypatch)


def test_a_child_that_falls_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHILD_SILENCE_SECONDS", 0.3)

    assert "takes too long" in told_to("sleep", tmp_path, monkeypatch)


def test_a_file_that_is_gone_is_no_fault_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reading(tmp_path / "gone.csv"):
        pass

import csv
import io
from pathlib import Path

from openpyxl import load_workbook

from tests.saas.cli.conftest import HEADER, Huitou, write

ASKED = [
    "source_key", "name", "r_days", "frequency", "monetary", "rfm_class", "r_score", "f_score", "m_score",
    "lifecycle", "f_stage",
]  # fmt: skip


def test_an_export_has_the_columns_asked_for_and_nothing_else_on_stdout(
    huitou: Huitou, slug: str, export: Path
) -> None:
    huitou("import", slug, export)

    exported = huitou("export", slug, "customers", "--as-of", "2026-06-30", "--format", "csv")

    header, *rows = list(csv.reader(io.StringIO(exported.stdout)))
    assert header[: len(ASKED)] == ASKED
    assert rows[0][:6] == ["K1", "张三", "10", "2", "1379.50", "DEEPEN"]
    assert rows[1][:6] == ["K2", "李四", "27", "1", "300.00", "NEW"]


def test_an_export_of_an_earlier_day_knows_nothing_of_later_visits(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)
    huitou("score", slug, "--as-of", "2026-06-30")

    exported = huitou("export", slug, "customers", "--as-of", "2026-06-10")

    assert [row.split(",")[2:5] for row in exported.stdout.splitlines()[1:]] == [
        ["8", "1", "1280.00"],
        ["7", "1", "300.00"],
    ]


def test_no_cell_of_an_export_can_act_as_a_formula(huitou: Huitou, slug: str, tmp_path: Path) -> None:
    huitou("import", slug, write(tmp_path, HEADER, "A1,K1,=HYPERLINK(1),13912345678,甘A12345,2026-06-02,100"))

    exported = huitou("export", slug, "customers", "--as-of", "2026-06-30")

    assert ",'=HYPERLINK(1)," in exported.stdout


def test_an_export_for_excel_opens_as_a_workbook(huitou: Huitou, slug: str, export: Path, tmp_path: Path) -> None:
    huitou("import", slug, export)
    file = tmp_path / "customers.xlsx"

    written = huitou("export", slug, "customers", "--as-of", "2026-06-30", "--format", "xlsx", "--output", file)

    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert written.stdout == ""
    assert [row[0] for row in rows] == ["source_key", "K1", "K2"]


def test_scoring_says_how_many_fell_into_which_class(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    scored = huitou("score", slug, "--as-of", "2026-06-30")

    assert scored.exit_code == 0
    assert "2 customers scored as of 2026-06-30." in scored.stdout
    assert "DEEPEN           1" in scored.stdout


def test_a_day_that_is_none_is_wrong_usage(huitou: Huitou, slug: str) -> None:
    wrong = huitou("score", slug, "--as-of", "30.6.2026")

    assert wrong.exit_code == 2
    assert "Write it like 2026-06-30." in wrong.stderr

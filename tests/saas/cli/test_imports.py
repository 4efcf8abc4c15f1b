import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from saas.accounts import shops
from saas.config import Config
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.visits.models import WorkOrder
from tests.saas.cli.conftest import HEADER, ROWS, Huitou, write
from workers.models import Job

REAL_ORDERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "repair_orders_real.csv"


def numbers(report: str) -> dict[str, int]:
    """The counts of a printed report."""
    return {said: int(count) for count, said in re.findall(r"^ +(\d+) (?:would be )?(\w+)", report, re.MULTILINE)}


def orders_of(slug: str) -> int:
    shop = shops.find(slug)
    assert shop is not None
    with tenant_scope(shop.id):
        return db.session.scalar(select(func.count()).select_from(WorkOrder)) or 0


def test_the_same_file_twice_changes_nothing(huitou: Huitou, slug: str, export: Path) -> None:
    first = huitou("import", slug, export)
    second = huitou("import", slug, export)

    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr
    assert numbers(first.stdout) == {"new": 3, "updated": 0, "the": 0, "rows": 0}
    assert numbers(second.stdout) == {"new": 0, "updated": 0, "the": 3, "rows": 0}


def test_one_changed_amount_updates_one_order(huitou: Huitou, slug: str, export: Path, tmp_path: Path) -> None:
    huitou("import", slug, export)
    changed = write(tmp_path, HEADER, *ROWS[:2], ROWS[2].replace("99.50", "109.50"))

    again = huitou("import", slug, changed)

    assert numbers(again.stdout) == {"new": 0, "updated": 1, "the": 2, "rows": 0}


def test_a_dry_run_reports_and_leaves_nothing(
    app: object, huitou: Huitou, slug: str, export: Path, config: Config
) -> None:
    dry = huitou("import", slug, export, "--dry-run")

    assert dry.exit_code == 0
    assert numbers(dry.stdout) == {"new": 3, "updated": 0, "the": 0, "rows": 0}
    assert orders_of(slug) == 0
    assert huitou("imports", "list", slug).stdout == ""


def test_a_problem_is_told_in_both_languages_and_by_the_exit_code(huitou: Huitou, slug: str, tmp_path: Path) -> None:
    many = [f"B{n},K{n},王{n},,甘B{10000 + n},2026-06-05,200" for n in range(30)]
    file = write(tmp_path, HEADER, *many, "B99,K99,赵六,1.38E+10,甘B99999,2026-06-05,200")

    loaded = huitou("import", slug, file)

    assert loaded.exit_code == 3
    assert numbers(loaded.stdout)["rows"] == 1
    assert "error: Row 32, 手机: 1.38E+10 lost its digits." in loaded.stdout
    assert "第 32 行「手机」：1.38E+10 丢了数字" in loaded.stdout


def test_too_many_bad_rows_load_nothing_unless_accepted(
    app: object, huitou: Huitou, slug: str, tmp_path: Path, config: Config
) -> None:
    file = write(tmp_path, HEADER, *ROWS, "A4,K4,赵六,13712345678,甘A44444,2026-02-30,200")

    refused = huitou("import", slug, file)
    count = orders_of(slug)
    accepted = huitou("import", slug, file, "--accept-quarantine")

    assert refused.exit_code == 1
    assert "1 of 4 rows cannot be read." in refused.stderr
    assert "2026-02-30" in refused.stdout
    assert count == 0
    assert accepted.exit_code == 3
    assert orders_of(slug) == 3
    shop = shops.find(slug)
    assert shop is not None
    assert len(list((config.uploads / str(shop.id)).iterdir())) == 1


def test_alike_warnings_are_listed_a_few_times_only(huitou: Huitou, slug: str, tmp_path: Path) -> None:
    rows = [f"C{n},K{n},王{n},13800138000,甘C{10000 + n},2026-06-05,200" for n in range(9)]
    file = write(tmp_path, HEADER, *rows)

    short = huitou("import", slug, file, "--dry-run")
    long = huitou("import", slug, file, "--dry-run", "--verbose")

    assert short.stdout.count("warning:") == 5
    assert "4 more warnings" in short.stdout
    assert long.stdout.count("warning:") == 9


def test_a_mapping_and_a_money_unit_are_taken_from_the_command(huitou: Huitou, slug: str, tmp_path: Path) -> None:
    file = write(tmp_path, "ro,who,bill,closed", "1,0001,2933,1997-01-01")

    loaded = huitou(
        "import", slug, file, "--kind", "orders", "--money-unit", "fen",
        "--map", "order_no=ro,customer_key=who", "--map", "received=bill,settled_at=closed",
    )  # fmt: skip

    assert loaded.exit_code == 0, loaded.output
    exported = huitou("export", slug, "customers", "--as-of", "1997-01-31")
    assert exported.stdout.splitlines()[1].startswith("0001,,30,1,29.33,")


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("order_no=单据", "The file has no column 单据."),
        ("order_nr=工单号", "There is no field order_nr."),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_there_is(
    huitou: Huitou, slug: str, export: Path, mapping: str, sentence: str
) -> None:
    refused = huitou("import", slug, export, "--map", mapping)

    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.output


def test_a_mapping_without_an_equals_sign_is_wrong_usage(huitou: Huitou, slug: str, export: Path) -> None:
    wrong = huitou("import", slug, export, "--map", "order_no")

    assert wrong.exit_code == 2
    assert "has no '='" in wrong.stderr


def test_a_file_that_is_no_table_is_refused(huitou: Huitou, slug: str, tmp_path: Path) -> None:
    file = tmp_path / "photo.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    refused = huitou("import", slug, file)

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.endswith(".\n")


def test_scores_follow_an_import_as_a_job(app: object, huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    shop = shops.find(slug)
    assert shop is not None
    with tenant_scope(shop.id):
        assert list(db.session.scalars(select(Job.actor))) == ["score_shop"]


def test_an_import_is_taken_back_by_its_id(app: object, huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)
    import_id = huitou("imports", "list", slug).stdout.split("\t")[0]

    undone = huitou("imports", "undo", slug, import_id)
    again = huitou("imports", "undo", slug, import_id)

    assert undone.exit_code == 0
    assert orders_of(slug) == 0
    assert again.exit_code == 1
    assert again.stderr.count("\n") == 1


def test_the_messy_file_of_the_demo_has_rows_to_look_at_and_may_be_loaded(
    huitou: Huitou, slug: str, tmp_path: Path
) -> None:
    file = tmp_path / "messy.csv"
    huitou("demo-file", "--output", file)

    loaded = huitou("import", slug, file, "--verbose")

    assert loaded.exit_code == 3
    assert numbers(loaded.stdout) == {"new": 108, "updated": 0, "the": 0, "rows": 4}
    assert loaded.stdout.count("warning:") >= 9


@pytest.mark.skipif(not REAL_ORDERS.exists(), reason=f"{REAL_ORDERS} is not on this machine")
def test_real_repair_orders_come_in_whole_and_open_a_queue(huitou: Huitou, slug: str) -> None:
    loaded = huitou("import", slug, REAL_ORDERS, "--money-unit", "fen", "--map", "vin=vin_surrogate")
    exported = huitou("export", slug, "customers", "--as-of", "2020-06-08").stdout.splitlines()
    queue = huitou("queue", slug, "--as-of", "2020-06-09", "--format", "csv").stdout.splitlines()

    assert loaded.exit_code == 0
    assert numbers(loaded.stdout)["new"] == 165
    assert len(exported) == 1 + 109
    assert "10156089,,0,1,1072.30,VALUE,5,1,5,ACTIVE,FIRST,personal,2020-06-08,2020-06-08" in exported
    assert len(queue) == 1 + 40

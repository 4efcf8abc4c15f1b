import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from saas.accounts import shops
from tenants.db import db
from tenants.needs.models import Need, NeedRun
from tenants.scope import tenant_scope
from tests.saas.cli.conftest import Huitou, write


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An oil change in January, at 32,000 km."""
    header = "工单号,客户名称,手机,车牌号,结算日期,进厂里程,项目名称,实收金额"
    return write(tmp_path, header, "A1,张三,13912345678,甘A12345,2026-01-05,32000,更换机油机滤,500")


def test_needs_say_what_falls_due_for_whom(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    shown = huitou("needs", slug, "--as-of", "2026-06-30", "--format", "json")

    (row,) = json.loads(shown.stdout)
    assert (row["code"], row["due_on"], row["bound"]) == ("OIL_UNKNOWN", "2026-07-05", "months")
    assert (row["customer"], row["phone"], row["plate"]) == ("张三", "13912345678", "甘A12345")
    assert row["p10_on"] < row["p50_on"] < row["p90_on"]


def test_a_table_says_how_many_there_are(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    shown = huitou("needs", slug, "--as-of", "2026-06-30", "--days", 30)

    assert shown.stdout.splitlines()[0].startswith("due_on")
    assert shown.stderr == "1 due in the 30 days after 2026-06-30.\n"


def test_only_the_item_asked_for_is_shown(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    assert huitou("needs", slug, "--as-of", "2026-06-30", "--item", "TYRE", "--format", "json").stdout == "[]\n"


def test_a_day_before_the_newest_prediction_is_shown_and_not_stored(
    app: object, huitou: Huitou, slug: str, export: Path
) -> None:
    huitou("import", slug, export)
    huitou("needs", slug, "--as-of", "2026-06-30")

    shown = huitou("needs", slug, "--as-of", "2025-12-31", "--format", "json")

    shop = shops.find(slug)
    assert shop is not None
    assert json.loads(shown.stdout) == []
    with tenant_scope(shop.id):
        assert list(db.session.scalars(select(NeedRun.as_of))) == [date(2026, 6, 30)]
        assert list(db.session.scalars(select(Need.due_on))) == [date(2026, 7, 5)]

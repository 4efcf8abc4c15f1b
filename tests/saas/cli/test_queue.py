import json
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from saas.accounts import shops
from tenants import clock
from tenants.db import db
from tenants.follow_ups.models import FollowUp
from tenants.scope import tenant_scope
from tests.saas.cli.conftest import Huitou


def test_a_queue_names_whom_to_call_and_why(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    planned = huitou("queue", slug, "--as-of", "2026-06-23", "--format", "json")

    rows = json.loads(planned.stdout)
    assert [(row["trigger"], row["customer"], row["phone"], row["plate"]) for row in rows] == [
        ("D3", "张三", "13912345678", "甘A12345")
    ]


def test_a_table_keeps_chinese_columns_in_line(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    planned = huitou("queue", slug, "--as-of", "2026-06-23")

    header, row = planned.stdout.splitlines()
    # two characters take four columns
    assert header.index("phone") == row.index("13912345678") + len("张三")
    assert planned.stderr == "1 to call on 2026-06-23.\n"


def test_the_first_few_are_enough_when_asked(huitou: Huitou, slug: str, export: Path) -> None:
    huitou("import", slug, export)

    planned = huitou("queue", slug, "--as-of", "2026-06-24", "--format", "csv", "--limit", 1)

    assert len(planned.stdout.splitlines()) == 2


def test_a_day_before_the_newest_queue_is_shown_and_not_stored(
    app: object, huitou: Huitou, slug: str, export: Path
) -> None:
    huitou("import", slug, export)
    huitou("queue", slug, "--as-of", "2026-06-23")

    shown = huitou("queue", slug, "--as-of", "2026-06-05", "--format", "json")

    shop = shops.find(slug)
    assert shop is not None
    assert [row["customer"] for row in json.loads(shown.stdout)] == ["张三"]
    with tenant_scope(shop.id):
        assert list(db.session.scalars(select(FollowUp.queue_on))) == [date(2026, 6, 23)]


def test_a_day_that_has_not_begun_is_shown_and_leaves_the_queue_of_today_alone(
    app: object, huitou: Huitou, slug: str, export: Path
) -> None:
    huitou("import", slug, export)
    huitou("queue", slug, "--as-of", "2026-06-23")
    shop = shops.find(slug)
    assert shop is not None

    ahead = clock.today(shop.timezone) + timedelta(days=1)
    shown = huitou("queue", slug, "--as-of", ahead.isoformat())

    assert "to call on" in shown.stderr
    with tenant_scope(shop.id):
        rows = db.session.execute(select(FollowUp.queue_on, FollowUp.state))
        assert rows.all() == [(date(2026, 6, 23), "open")]

"""The page on which people say what the columns of a file mean."""

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.imports.models import ImportMapping
from tenants.scope import tenant_scope
from tests.saas.web.journey import HEADER, ROWS, Journey
from workers.imports import check_import, load_import


def test_a_file_is_read_and_its_columns_are_guessed(journey: Journey) -> None:
    uploaded = journey.upload(*ROWS)
    page = journey.get("/columns").text

    assert uploaded.status_code == 303
    assert uploaded.location == f"{journey.home}/{journey.id}/columns"
    assert "1,280.00" in page
    assert '<option value="received" selected>' in page
    assert journey.orders() == []


def test_the_correction_of_a_column_is_kept_and_checked(journey: Journey) -> None:
    journey.upload(*ROWS, header="单号,日子,客户,电话,车,钱")

    sent = journey.columns()

    assert (sent.status_code, sent.location) == (303, f"{journey.home}/{journey.id}")
    assert journey.stored().status == "checking"
    assert journey.stored().mapping["received"] == "钱"
    assert journey.jobs() == ["check_import"]


def test_a_column_that_is_left_out_is_not_guessed_again(journey: Journey) -> None:
    journey.upload(*ROWS)

    journey.columns("order_no", "settled_at", "customer_name", "", "plate", "received")

    assert journey.stored().mapping["mobile"] == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (("order_no", "", "customer_name", "mobile", "plate", "received"), "The file has no column for settled_at"),
        (("order_no", "settled_at", "mobile", "mobile", "plate", "received"), "Two columns mean the same"),
        (("order_no", "settled_at", "colour", "mobile", "plate", "received"), "There is no field colour"),
    ],
)
def test_a_mapping_that_cannot_work_comes_back_with_the_reason(
    journey: Journey, fields: tuple[str, ...], sentence: str
) -> None:
    journey.upload(*ROWS)

    refused = journey.columns(*fields)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert journey.stored().status == "uploaded"
    assert journey.jobs() == []


def test_an_answer_that_was_not_offered_is_refused(journey: Journey) -> None:
    journey.upload(*ROWS)

    assert journey.columns(money_unit="gold").status_code == 422


def test_another_encoding_reads_the_file_anew(journey: Journey) -> None:
    journey.upload(*ROWS, written_in="gb18030")

    garbled = journey.columns(encoding="big5")
    page = journey.get("/columns")

    assert garbled.status_code in (303, 422)
    assert page.status_code == 200


def test_how_a_source_is_read_is_remembered(journey: Journey, shop: Shop) -> None:
    journey.upload(*ROWS, header="单号,日子,客户,电话,车,钱", source_system="巨灵鸟")
    journey.columns()
    journey.work(check_import)
    journey.post("/load")
    journey.work(load_import)

    journey.upload(*ROWS, header="单号,日子,客户,电话,车,钱", source_system="巨灵鸟")
    page = journey.get("/columns").text

    assert page.count("remembered") == 6
    with tenant_scope(shop.id):
        assert db.session.scalars(select(ImportMapping.source_system)).all() == ["巨灵鸟"]


def test_an_unknown_word_is_asked_about_and_understood(journey: Journey) -> None:
    journey.upload(*(f"{row},归档" for row in ROWS), header=f"{HEADER},状态")
    fields = ("order_no", "settled_at", "customer_name", "mobile", "plate", "received", "order_status")
    journey.columns(*fields)
    journey.work(check_import)

    page = journey.get("/columns").text
    journey.columns(*fields, **{"word-order_status-归档": "settled"})
    journey.work(check_import)

    assert "What does the status “归档” mean?" in page
    assert journey.stored().counts["new"] == 2
    assert journey.stored().counts["quarantined"] == 0

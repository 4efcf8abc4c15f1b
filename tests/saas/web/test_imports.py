"""The pages of imports: from a file to its result, and back."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.imports.models import Import, ImportMapping
from tenants.scope import tenant_scope
from tenants.visits.models import WorkOrder
from tests.browser import Browser
from workers.imports import check_import, load_import, undo_import
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
HEADER = "工单号,结算日期,客户名称,手机,车牌号,实收金额"
ROWS = (
    'WO1,2026/6/2,张三,13912345678,甘A12345,"1,280.00"',
    "WO2,2026-06-03,李四,13812345678,甘B88888,680",
)
FLAWED = "WO3,2026-02-30,王五,13712345678,甘C99999,100"


class Journey:
    """A browser on its way through an import; the jobs it asks for are done on demand."""

    def __init__(self, browser: Browser, shop: Shop) -> None:
        self.browser, self.shop, self.home = browser, shop, f"/s/{shop.slug}/imports"
        self.id: uuid.UUID | None = None

    def upload(self, *rows: str, header: str = HEADER, written_in: str = "utf-8", **told: Any) -> TestResponse:
        content = "\n".join((header, *rows)).encode(written_in)
        data = {"file": (io.BytesIO(content), told.pop("name", "六月.csv")), **told}
        answer = self.browser.post(self.home, data, content_type="multipart/form-data", headers=ENGLISH)
        if answer.status_code == 303:
            self.id = uuid.UUID(answer.location.split("/")[-2])
        return answer

    def get(self, tail: str = "", **options: Any) -> TestResponse:
        return self.browser.get(f"{self.home}/{self.id}{tail}", headers=ENGLISH, **options)

    def post(self, tail: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.browser.post(f"{self.home}/{self.id}{tail}", data, headers=ENGLISH, **options)

    def columns(self, *fields: str, **told: str) -> TestResponse:
        """Send the mapping: one field per column, or the guess."""
        guess = ("order_no", "settled_at", "customer_name", "mobile", "plate", "received")
        return self.post("/columns", {f"column-{i}": field for i, field in enumerate(fields or guess)} | told)

    def work(self, actor: Any) -> None:
        with tenant_scope(self.shop.id):
            actor(import_id=str(self.id))
            db.session.commit()

    def checked(self, *rows: str) -> "Journey":
        self.upload(*rows)
        self.columns()
        self.work(check_import)
        return self

    def loaded(self, *rows: str) -> "Journey":
        self.checked(*rows)
        self.post("/load")
        self.work(load_import)
        return self

    def stored(self) -> Import:
        with tenant_scope(self.shop.id):
            an_import = db.session.scalars(select(Import).where(Import.id == self.id)).one()
            db.session.expunge(an_import)
            return an_import

    def jobs(self) -> list[str]:
        with tenant_scope(self.shop.id):
            return list(db.session.scalars(select(Job.actor).order_by(Job.created_at, Job.id)))

    def orders(self) -> list[str]:
        with tenant_scope(self.shop.id):
            return sorted(db.session.scalars(select(WorkOrder.order_no)))


@pytest.fixture
def journey(member: Member, shop: Shop) -> Journey:
    return Journey(member("manager"), shop)


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


def test_the_report_says_what_a_load_would_change_and_writes_nothing(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    report = journey.get().text

    assert "Before loading" in report
    assert "2026-02-30" in report
    assert "Is not a date." in report
    assert journey.orders() == []


def test_the_problems_can_be_taken_along_in_both_languages(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    answer = journey.get("/problems.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Row 4, 结算日期: 2026-02-30 is not a date." in answer.text
    assert "第 4 行「结算日期」" in answer.text


def test_the_problems_are_paged_in_their_own_panel(journey: Journey) -> None:
    journey.checked(*ROWS, *(FLAWED.replace("WO3", f"X{number}") for number in range(30)))

    second = journey.get("?page=2", htmx=True).text

    assert second.lstrip().startswith('<section id="import-problems"')
    assert second.count("<tr>") == 1 + 5


def test_too_many_bad_rows_are_only_left_out_when_somebody_says_so(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    asked = journey.post("/load")
    agreed = journey.post("/load", {"anyway": "yes"})
    journey.work(load_import)

    assert asked.status_code == 422
    assert "Tick the box" in asked.text
    assert agreed.status_code == 303
    assert journey.orders() == ["WO1", "WO2"]


def test_a_load_ends_in_a_result_that_can_be_undone(journey: Journey) -> None:
    journey.loaded(*ROWS)

    page = journey.get().text

    assert "Loaded" in page
    assert "2 work orders, 2 customers and 2 vehicles" in page
    assert journey.orders() == ["WO1", "WO2"]
    assert journey.jobs()[:3] == ["check_import", "load_import", "follow_import"]


def test_an_undo_takes_everything_back(journey: Journey) -> None:
    journey.loaded(*ROWS)

    journey.post("/undo")
    journey.work(undo_import)

    assert journey.orders() == []
    assert "Everything this file changed was put back." in journey.get().text


def test_an_undo_says_how_many_keep_what_was_decided_since(journey: Journey) -> None:
    journey.loaded(*ROWS)
    with tenant_scope(journey.shop.id):
        db.session.scalars(select(Customer).where(Customer.name == "张三")).one().do_not_call = True
        db.session.commit()

    offered = journey.get().text
    journey.post("/undo")
    journey.work(undo_import)

    assert "2 work orders, 1 customers and 2 vehicles" in offered
    assert "1 customer or car keeps what somebody decided about it since." in journey.get().text


def test_progress_is_asked_for_until_the_work_is_over(journey: Journey) -> None:
    journey.upload(*ROWS)
    journey.columns()
    running = journey.get("/progress", htmx=True)
    journey.work(check_import)

    over = journey.get("/progress", htmx=True)

    assert 'hx-trigger="every 1s"' in running.text
    assert "HX-Refresh" not in running.headers
    assert over.headers["HX-Refresh"] == "true"


def test_doing_a_step_twice_asks_for_one_job(journey: Journey) -> None:
    journey.upload(*ROWS)
    steps: list[tuple[Callable[[], TestResponse], Any]] = [
        (journey.columns, check_import),
        (lambda: journey.post("/load"), load_import),
        (lambda: journey.post("/undo"), undo_import),
    ]

    for step, actor in steps:
        assert step().status_code == 303
        assert step().status_code == 303
        journey.work(actor)

    asked = ("check_import", "load_import", "undo_import")
    assert tuple(name for name in journey.jobs() if name in asked) == asked


def test_a_step_out_of_turn_is_refused_in_words(journey: Journey) -> None:
    journey.upload(*ROWS)

    assert journey.post("/load").status_code == 422
    assert journey.post("/undo").status_code == 422


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


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a table", "not a table"),
        (b"a,b\n1,2", "header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_where_it_was_chosen(
    journey: Journey, content: bytes, sentence: str
) -> None:
    data = {"file": (io.BytesIO(content), "x.csv")}

    refused = journey.browser.post(journey.home, data, content_type="multipart/form-data", headers=ENGLISH)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'type="file"' in refused.text


@pytest.mark.parametrize("told", [{"kind": "poems"}, {"encoding": "ebcdic"}, {"source_system": "x" * 65}])
def test_a_form_with_something_wrong_comes_back(journey: Journey, told: dict[str, str]) -> None:
    assert journey.upload(*ROWS, **told).status_code == 422


def test_no_file_at_all_is_said_where_it_is_chosen(journey: Journey) -> None:
    refused = journey.browser.post(journey.home, {}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Choose a file." in refused.text


def test_the_name_of_a_file_is_only_a_name(journey: Journey) -> None:
    journey.upload(*ROWS, name="../../etc/<b>六\x1f月.csv")

    assert journey.stored().file_name == "<b>六月.csv"
    assert "<b>六月" not in journey.get("/columns").text


def test_a_sample_of_each_kind_can_be_imported_as_it_is(journey: Journey) -> None:
    for kind in ("orders", "customers_vehicles"):
        sample = journey.browser.get(f"{journey.home}/samples/{kind}.csv").text.removeprefix("\ufeff")
        header, *rows = sample.splitlines()
        journey.upload(*rows, header=header)

        assert (
            f'<option value="{"received" if kind == "orders" else "birthday"}" selected>'
            in journey.get("/columns").text
        )


def test_imports_are_listed_with_what_came_of_them(journey: Journey) -> None:
    journey.loaded(*ROWS)

    page = journey.browser.get(journey.home, headers=ENGLISH).text

    assert "六月.csv" in page
    assert "Loaded" in page
    assert "Work orders" in page


def test_an_import_that_failed_says_why(journey: Journey, shop: Shop) -> None:
    journey.upload(*ROWS)
    with tenant_scope(shop.id):
        an_import = db.session.scalars(select(Import)).one()
        an_import.status = "failed"
        an_import.failure = {"message": "Use at most %(most)s characters.", "params": {"most": 3}}
        db.session.commit()

    assert "Use at most 3 characters." in journey.get().text


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_who_may_not_import_may_look_and_nothing_more(journey: Journey, member: Member, role: str) -> None:
    journey.checked(*ROWS, FLAWED)
    journey.browser = member(role)

    assert journey.browser.get(journey.home).status_code == 200
    assert journey.get().status_code == 200
    assert journey.browser.get(f"{journey.home}/new").status_code == 403
    assert journey.upload(*ROWS).status_code == 403
    assert journey.get("/columns").status_code == 403
    assert [journey.post(f"/{step}").status_code for step in ("columns", "load", "undo")] == [403, 403, 403]


def test_a_stranger_finds_nothing(journey: Journey, member: Member, other_shop: Shop) -> None:
    journey.checked(*ROWS)
    ours, theirs = journey.home, f"/s/{other_shop.slug}/imports"
    journey.browser = member("owner", of=other_shop)

    for journey.home in (ours, theirs):
        gets = [journey.get(tail).status_code for tail in ("", "/columns", "/progress", "/problems.csv")]
        posts = [journey.post(f"/{step}").status_code for step in ("columns", "load", "undo")]
        assert {*gets, *posts} == {404}
    journey.home = ours
    assert journey.browser.get(ours).status_code == 404
    assert journey.upload(*ROWS).status_code == 404


def test_a_file_of_which_nothing_was_loaded_can_be_discarded(journey: Journey) -> None:
    journey.checked(*ROWS)

    answer = journey.post("/discard")

    assert answer.status_code == 303
    assert journey.get().status_code == 404
    assert "nothing of it had been loaded" in journey.browser.get(journey.home, headers=ENGLISH).text


def test_a_loaded_file_cannot_be_discarded(journey: Journey) -> None:
    journey.loaded(*ROWS)

    answer = journey.post("/discard")

    assert answer.status_code == 422
    assert journey.stored().status == "loaded"


def test_counts_of_a_file_that_is_not_loaded_stand_in_brackets(journey: Journey) -> None:
    journey.checked(*ROWS)
    before = journey.browser.get(journey.home, headers=ENGLISH).text

    journey.post("/load")
    journey.work(load_import)

    assert "(2)" in before
    assert "(2)" not in journey.browser.get(journey.home, headers=ENGLISH).text


def test_a_repeated_row_is_said_to_be_left_out(journey: Journey) -> None:
    journey.checked(ROWS[0], ROWS[0])

    assert "Repeated, left out" in journey.get().text

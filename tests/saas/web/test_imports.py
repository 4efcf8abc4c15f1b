"""The pages of imports: load a file, follow the work, and back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.imports.models import Import
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.journey import ENGLISH, FLAWED, ROWS, Journey
from workers.imports import check_import, load_import, undo_import

Member = Callable[..., Browser]


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

"""A fragment for htmx, a page for everything else."""

import json

import pytest
from flask import Flask

from saas.web import htmx

HX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        (HX, True),
        ({**HX, "HX-Request-Type": "partial"}, True),
        ({**HX, "HX-Request-Type": "full"}, False),
        ({**HX, "HX-Boosted": "true"}, False),
        ({**HX, "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_a_fragment_is_for_a_partial_swap_only(app: Flask, headers: dict[str, str], is_fragment: bool) -> None:
    with app.test_request_context("/", headers=headers):
        assert htmx.is_fragment() is is_fragment


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("http://localhost/s/a/queue?tab=open", "/s/a/queue?tab=open"),
        ("http://localhost", "/"),
        ("http://evil.example/s/a", "/"),
        ("", "/"),
    ],
)
def test_the_page_behind_a_fragment_is_one_of_ours(app: Flask, address: str, page: str) -> None:
    with app.test_request_context("/", headers={**HX, "HX-Current-URL": address}):
        assert htmx.current_page() == page


@pytest.fixture
def templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(htmx, "render_template", lambda name, **values: f"{name} {values}")


@pytest.mark.usefixtures("templates")
def test_a_browser_gets_the_page_and_htmx_the_fragment(app: Flask) -> None:
    with app.test_request_context("/"):
        page = htmx.answer("queue/_card.html", page="queue/index.html", status=422, x=1)
    with app.test_request_context("/", headers=HX):
        fragment = htmx.answer("queue/_card.html", page="queue/index.html", status=422, x=1)

    assert (page.status_code, page.get_data(as_text=True)) == (422, "queue/index.html {'x': 1}")
    assert (fragment.status_code, fragment.get_data(as_text=True)) == (422, "queue/_card.html {'x': 1}")


@pytest.mark.usefixtures("templates")
def test_after_a_verb_a_browser_is_sent_on_and_htmx_gets_the_fragment(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        page = htmx.answer("queue/_card.html", goto="/s/a/queue")
    with app.test_request_context("/", method="POST", headers=HX):
        fragment = htmx.answer("queue/_card.html", goto="/s/a/queue", events={"toast": {"text": "已保存"}})

    assert (page.status_code, page.location) == (303, "/s/a/queue")
    assert fragment.status_code == 200
    assert json.loads(fragment.headers["HX-Trigger"]) == {"toast": {"text": "已保存"}}
    assert fragment.headers["HX-Trigger"].isascii()


def test_a_way_elsewhere_moves_the_whole_page(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        assert htmx.go("/x").location == "/x"
    with app.test_request_context("/", method="POST", headers=HX):
        assert htmx.go("/x").headers["HX-Redirect"] == "/x"

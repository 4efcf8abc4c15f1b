"""Sentences made of stored codes and facts."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from saas.web import sentences
from tenants.follow_ups.triggers import TRIGGERS
from tenants.visits.models import Visit
from tenants.visits.queries import VisitRow
from workers.models import Job

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("locale", ["en", "zh_Hans_CN"])
def test_every_trigger_says_why_even_when_a_fact_is_missing(app: Flask, trigger: str, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        said = sentences.reason_text(trigger, {}, TODAY)

    assert said
    assert "%(" not in said


def test_a_reason_counts_its_days_from_the_day_of_the_queue(app: Flask) -> None:
    facts = {"last_service_on": "2026-01-01", "interval_days": 120}

    with app.test_request_context(), force_locale("en"):
        said = sentences.reason_text("LAPSE", facts, TODAY)

    assert said == "Not here for 181 days, expected about every 120"


def test_a_promised_call_says_what_it_was_about(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert sentences.reason_text("CALLBACK", {"about": "D3"}, TODAY) == "Promised a call (3-day call)"


@pytest.mark.parametrize(("years", "said"), [(1, "First came 1 year ago today"), (2, "First came 2 years ago today")])
def test_years_are_counted_in_words(app: Flask, years: int, said: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert sentences.reason_text("ANNIVERSARY", {"years": years}, TODAY) == said


def test_an_estimated_odometer_is_told_in_thousands(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        said = sentences.reason_text("REPLACE_ASK", {"wording": "km", "km": 336_964}, TODAY)

    assert "about 337,000 km" in said


@pytest.mark.parametrize(
    ("items", "order_types", "title"),
    [
        (["Oil", "Filter"], ["maintenance"], "Oil + Filter"),
        (["A", "B", "C", "D", "E"], [], "A + B + C and 2 more"),
        ([], ["maintenance", "tyre"], "Maintenance + Tyres"),
        ([], [], "Visit"),
    ],
)
def test_a_visit_is_called_by_its_work(app: Flask, items: list[str], order_types: list[str], title: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert sentences.visit_title(VisitRow(Visit(), None, items, order_types)) == title


def test_an_error_of_a_job_is_told_in_the_readers_language(app: Flask) -> None:
    job = Job(error={"message": "Choose a file.", "params": {}})

    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert sentences.job_error(job) == "请选择文件。"
    with app.test_request_context():
        assert sentences.job_error(Job()) == ""

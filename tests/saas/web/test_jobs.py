"""The page of jobs: what runs, how far it is, why it failed, and once more."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from workers.models import Job, OutboxEntry

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
FAILURE = {"message": "Use at most %(most)s characters.", "params": {"most": 3}}


@pytest.fixture
def failed(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        values = {"arguments": {"as_of": "2026-06-29"}, "attempts": 3, "error": FAILURE, "unique_key": "score_shop:1"}
        job = factories.create_job(state="failed", **values)
        db.session.commit()
        return job.id


def test_a_job_says_what_it_does_and_why_it_failed(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/jobs", headers=ENGLISH).text

    assert "Score all customers" in page
    assert "2026-06-29" in page
    assert "Use at most 3 characters." in page


def test_a_running_job_shows_its_progress_and_the_list_asks_again(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        factories.create_job("load_import", state="running", done_units=400, total_units=1000)
        db.session.commit()

    busy = member("viewer").get(f"/s/{shop.slug}/jobs", htmx=True).text

    assert "400 / 1,000" in busy
    assert 'hx-trigger="every 3s"' in busy


def test_a_list_at_rest_does_not_ask_again(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    assert "every 3s" not in member("viewer").get(f"/s/{shop.slug}/jobs").text


def test_jobs_are_listed_by_state(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    with tenant_scope(shop.id):
        factories.create_job("plan_queue", state="done")
        db.session.commit()

    listed = member("viewer").get(f"/s/{shop.slug}/jobs?state=failed", headers=ENGLISH).text

    assert "Score all customers" in listed
    assert "Plan the queue" not in listed


def test_a_job_of_an_older_release_is_listed_by_its_name(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        factories.create_job("send_pigeon", state="failed")
        db.session.commit()

    assert "send_pigeon" in member("viewer").get(f"/s/{shop.slug}/jobs").text


def test_a_failed_job_gets_all_its_attempts_anew(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    answer = member("manager").post(f"/s/{shop.slug}/jobs/{failed}/retry", htmx=True, headers=ENGLISH)

    assert answer.status_code == 200
    assert 'id="jobs-list"' in answer.text
    with tenant_scope(shop.id):
        job = db.session.scalars(select(Job).where(Job.id == failed)).one()
        assert (job.state, job.attempts, job.error, job.unique_key) == ("waiting", 0, None, None)
        assert db.session.get(OutboxEntry, failed)


def test_without_a_script_trying_again_leads_back_to_the_list(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    answer = member("manager").post(f"/s/{shop.slug}/jobs/{failed}/retry")

    assert (answer.status_code, answer.location) == (303, f"/s/{shop.slug}/jobs")


def test_trying_again_twice_asks_for_one_run(member: Member, shop: Shop, failed: uuid.UUID) -> None:
    browser = member("manager")

    answers = [browser.post(f"/s/{shop.slug}/jobs/{failed}/retry", htmx=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    with tenant_scope(shop.id):
        assert [job.state for job in db.session.scalars(select(Job))] == ["waiting"]


def test_a_finished_job_is_not_done_again(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        done = factories.create_job(state="done")
        db.session.commit()

    member("manager").post(f"/s/{shop.slug}/jobs/{done.id}/retry", htmx=True)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Job.state)).all() == ["done"]


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_who_may_not_try_again_is_refused_and_sees_no_button(
    member: Member, shop: Shop, failed: uuid.UUID, role: str
) -> None:
    browser = member(role)

    assert browser.post(f"/s/{shop.slug}/jobs/{failed}/retry").status_code == 403
    assert "/retry" not in browser.get(f"/s/{shop.slug}/jobs").text


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, failed: uuid.UUID) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/jobs").status_code == 404
    assert stranger.post(f"/s/{shop.slug}/jobs/{failed}/retry").status_code == 404
    assert stranger.post(f"/s/{other_shop.slug}/jobs/{failed}/retry").status_code == 404
    assert stranger.post(f"/s/{other_shop.slug}/jobs/{uuid.uuid4()}/retry").status_code == 404


def test_a_state_that_does_not_exist_is_refused_in_words(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/jobs?state=asleep", headers=ENGLISH)

    assert answer.status_code == 422
    assert "asleep is not one of the choices" in answer.text

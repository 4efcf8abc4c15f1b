"""The pages of settings: look, change, be refused, go back."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from saas.web.setting_words import SECTIONS, WORDS
from tenants import clock, settings
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.settings import changes
from tenants.settings.rules import RULES
from tests import factories
from tests.browser import Browser
from tests.saas.web.section_forms import current, form_of, scored_people
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
LIFECYCLE = {"lifecycle_active_days": "180", "lifecycle_silent_days": "270", "lifecycle_asleep_days": "365"}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/settings"


@pytest.fixture
def people(shop: Shop) -> None:
    scored_people(shop)


def jobs_of(shop: Shop) -> Iterator[tuple[str, dict[str, Any]]]:
    with tenant_scope(shop.id):
        for job in db.session.scalars(select(Job).order_by(Job.created_at, Job.id)).all():
            yield job.actor, job.arguments
        db.session.rollback()


def test_every_setting_stands_on_one_page_with_words(member: Member, page: str) -> None:
    assert sorted(name for section in SECTIONS.values() for name in section.names) == sorted(RULES) == sorted(WORDS)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_shows_values_defaults_and_what_they_affect(member: Member, page: str, section: str) -> None:
    text = member("owner").get(f"{page}/{section}", headers=ENGLISH).text

    assert text.count("Default: ") == len(SECTIONS[section].names)
    assert [name for name in SECTIONS[section].names if f'id="{name}-about"' not in text] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_saved_as_it_stands_changes_nothing(member: Member, page: str, shop: Shop, section: str) -> None:
    owner = member("owner")

    answer = owner.post(f"{page}/{section}", form_of(owner.get(f"{page}/{section}").text), headers=ENGLISH)

    assert answer.status_code == 303
    assert "Nothing was changed." in owner.get(answer.location, headers=ENGLISH).text
    assert list(jobs_of(shop)) == []


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_advisors_and_viewers_look_and_do_not_change(member: Member, page: str, shop: Shop, role: str) -> None:
    browser = member(role)

    text = browser.get(page, headers=ENGLISH).text

    assert "24 months" in text
    assert "<select" not in text
    assert browser.post(f"{page}/lifecycle", LIFECYCLE).status_code == 403
    assert browser.post(f"{page}/default", {"name": "r_cut_days"}).status_code == 403


def test_a_manager_changes_settings_and_scoring_follows(member: Member, page: str, shop: Shop) -> None:
    manager = member("manager")
    sent = form_of(manager.get(f"{page}/lifecycle").text) | {"lifecycle_active_days": "１２０"}

    answer = manager.post(f"{page}/lifecycle", sent, headers=ENGLISH)

    shown = manager.get(answer.location, headers=ENGLISH).text
    assert "All customers are scored again" in shown
    assert 'value="120"' in shown
    assert "Changed" in shown
    assert current(shop).lifecycle_active_days == 120
    assert [actor for actor, _ in jobs_of(shop)] == ["score_shop"]


@pytest.mark.parametrize(
    ("section", "name", "written", "value", "job"),
    [
        ("money", "wash_limit_fen", "80.5", 80_50, "count_visits"),
        ("money", "m_include_insurer", "True", True, "count_visits"),
        ("cuts", "rfm_window_months", "12", 12, "score_shop"),
        ("groups", "tier_key_quantile", "97.5", 0.975, "score_shop"),
        ("groups", "tier_key_least_fen", "20,000", 2_000_000, "score_shop"),
        ("groups", "segmentation_mode", "rfm8", "rfm8", "plan_queue"),
        ("groups", "special_item_groups", ["tyres", "film"], ("tyres", "film"), "score_shop"),
        ("days", "closed_weekdays", ["6"], (6,), "plan_queue"),
        ("contact", "call_hours", "9:00 - 11:30\n14：00—18:00", ("09:00-11:30", "14:00-18:00"), "plan_queue"),
        ("contact", "call_hours_weekend", "", (), "plan_queue"),
        ("contact", "hold_out_share", "5", 0.05, "plan_queue"),
        ("days", "closed_days", "2026/2/18， 2026-02-17\n2026年2月17日", ("2026-02-17", "2026-02-18"), "plan_queue"),
    ],
)
def test_each_kind_of_value_is_read_as_people_write_it(
    member: Member, page: str, shop: Shop, section: str, name: str, written: Any, value: Any, job: str | None
) -> None:
    owner = member("owner")
    sent = form_of(owner.get(f"{page}/{section}").text) | {name: written}

    assert owner.post(f"{page}/{section}", sent).status_code == 303

    assert getattr(current(shop), name) == value
    assert [actor for actor, _ in jobs_of(shop)] == ([job] if job else [])


@pytest.mark.parametrize(
    ("section", "sent", "sentence"),
    [
        ("lifecycle", {"lifecycle_active_days": "half a year"}, "Give a number."),
        ("lifecycle", {"lifecycle_active_days": ""}, "Give a number."),
        ("lifecycle", {"lifecycle_active_days": "1e999999"}, "Give a number."),
        ("lifecycle", {"lifecycle_active_days": "12.5"}, "Give a whole number from 1 to 1,000."),
        ("lifecycle", {"lifecycle_silent_days": "100"}, "Give more days than in the line above"),
        ("cuts", {"rfm_window_months": "18"}, "Choose one of the values offered."),
        ("cuts", {"f_cut_mode": "quantile", "f_cut_value": "130"}, "Give a percentage from 0 to 100."),
        ("cuts", {"m_cut_mode": "fixed", "m_cut_value": ""}, "Give a number."),
        ("groups", {"tier_key_quantile": "101"}, "Give a percentage from 0 to 100."),
        ("days", {"closed_weekdays": list("0123456")}, "The shop must be open"),
        ("days", {"closed_days": "Spring Festival"}, "Festival is not a date."),
        ("contact", {"call_hours": "in the morning"}, "are no hours. Write them like 09:30-12:00."),
        ("contact", {"message_hours": "09:00-23:00"}, "Give hours between 08:00 and 21:00."),
        ("contact", {"hold_out_share": "60"}, "Give a percentage from 0% to 50%."),
        ("money", {"wash_limit_fen": "-5"}, "Give a whole number from 0 to 10,000."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_rest_is_kept(
    member: Member, page: str, shop: Shop, section: str, sent: dict[str, Any], sentence: str
) -> None:
    owner = member("owner")
    form = form_of(owner.get(f"{page}/{section}").text) | sent

    answer = owner.post(f"{page}/{section}", form, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert current(shop) == settings.Settings()


def test_a_limit_by_hand_is_read_in_the_unit_of_its_mode(member: Member, page: str, shop: Shop) -> None:
    owner = member("owner")
    form = form_of(owner.get(f"{page}/cuts").text)
    modes = {"f_cut_mode": "quantile", "f_cut_value": "80", "m_cut_mode": "fixed", "m_cut_value": "3500"}

    owner.post(f"{page}/cuts", form | modes)

    chosen = current(shop)
    assert (chosen.f_cut_value, chosen.m_cut_value) == (0.8, 350_000)
    assert form_of(owner.get(f"{page}/cuts").text)["m_cut_value"] == ["3500"]


def test_of_two_people_the_later_is_told_what_it_became(member: Member, page: str, shop: Shop) -> None:
    early, late = member("owner"), member("manager")
    seen = form_of(late.get(f"{page}/lifecycle").text)
    early.post(f"{page}/lifecycle", seen | {"lifecycle_active_days": "120"})

    refused = late.post(f"{page}/lifecycle", seen | {"lifecycle_active_days": "150"}, headers=ENGLISH)
    again = late.post(f"{page}/lifecycle", form_of(refused.text))

    assert refused.status_code == 409
    assert "Somebody else set this to 120 days meanwhile." in refused.text
    assert again.status_code == 303
    assert current(shop).lifecycle_active_days == 150


def test_two_people_may_change_different_settings_of_a_section(member: Member, page: str, shop: Shop) -> None:
    early, late = member("owner"), member("manager")
    seen = form_of(late.get(f"{page}/lifecycle").text)
    early.post(f"{page}/lifecycle", seen | {"lifecycle_active_days": "120"})

    late.post(f"{page}/lifecycle", seen | {"lifecycle_asleep_days": "400"})

    assert (current(shop).lifecycle_active_days, current(shop).lifecycle_asleep_days) == (120, 400)


def test_one_click_goes_back_to_the_default(member: Member, page: str, shop: Shop) -> None:
    owner = member("owner")
    owner.post(f"{page}/lifecycle", form_of(owner.get(f"{page}/lifecycle").text) | {"lifecycle_active_days": "120"})

    first = owner.post(f"{page}/default", {"name": "lifecycle_active_days"})
    second = owner.post(f"{page}/default", {"name": "lifecycle_active_days"})

    assert first.location.endswith("/settings/lifecycle")
    assert second.status_code == 303
    assert current(shop) == settings.Settings()


def test_a_default_that_does_not_fit_or_does_not_exist_is_refused(member: Member, page: str, shop: Shop) -> None:
    with tenant_scope(shop.id):
        settings.change(lifecycle_active_days=300, lifecycle_silent_days=400, lifecycle_asleep_days=500)
        db.session.commit()
    owner = member("owner")

    assert owner.post(f"{page}/default", {"name": "lifecycle_silent_days"}).status_code == 422
    assert owner.post(f"{page}/default", {"name": "shop_id"}).status_code == 422


def test_the_history_says_who_changed_what_and_puts_it_back(member: Member, page: str, shop: Shop) -> None:
    owner = member("owner")
    owner.post(f"{page}/days", {"was-closed_weekdays": "[]", "closed_weekdays": ["6"]})

    history = owner.get(f"{page}/changes", headers=ENGLISH).text
    (address,) = set(re.findall(r"/s/[^\"]+/undo", history))
    owner.post(address)
    after = owner.get(f"{page}/changes", headers=ENGLISH).text

    assert "Closed every week on" in history
    assert "Sunday" in history
    assert "王建国" in history
    assert current(shop).closed_weekdays == ()
    assert len(re.findall(r"/undo", after)) == 1


def test_a_shop_that_changed_nothing_is_told_so(member: Member, page: str) -> None:
    assert "Nothing was changed yet" in member("viewer").get(f"{page}/changes", headers=ENGLISH).text


def test_the_wizard_proposes_a_lifecycle_that_fits_the_r_cut(
    member: Member, page: str, shop: Shop, people: None
) -> None:
    with tenant_scope(shop.id):
        settings.change(min_population=1, r_cut_mode="fixed", r_cut_days=120)
        factories.create_scores(clock.today(shop.timezone) - timedelta(days=1))
    owner = member("owner")

    proposed = owner.get(f"{page}/lifecycle", headers=ENGLISH).text
    offered = dict(re.findall(r'<input type="hidden" name="((?:was-)?lifecycle_\w+)" value="(\d+)"', proposed))
    owner.post(f"{page}/lifecycle", offered)

    assert "we propose: active up to 120 days, silent up to 180, asleep up to 365." in proposed
    assert "we propose" not in owner.get(f"{page}/lifecycle", headers=ENGLISH).text
    chosen = current(shop)
    assert (chosen.lifecycle_active_days, chosen.lifecycle_silent_days, chosen.lifecycle_asleep_days) == (120, 180, 365)


def test_a_small_shop_is_not_told_of_a_lifecycle_it_cannot_have_measured(
    member: Member, page: str, people: None
) -> None:
    assert "we propose" not in member("owner").get(f"{page}/lifecycle", headers=ENGLISH).text


def test_what_does_not_exist_is_not_found(member: Member, page: str, shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(other_shop.id):
        settings.change(rfm_window_months=12)
        db.session.commit()
        theirs = changes.changes_page(1)[0][0].id
        db.session.rollback()
    owner, stranger = member("owner"), member("owner", of=other_shop)

    assert owner.get(f"{page}/secrets").status_code == 404
    assert owner.post(f"{page}/secrets").status_code == 404
    assert owner.post(f"{page}/changes/{theirs}/undo").status_code == 404
    assert owner.post(f"{page}/changes/{uuid.uuid4()}/undo").status_code == 404
    assert stranger.get(page).status_code == 404
    assert stranger.post(f"{page}/lifecycle", LIFECYCLE).status_code == 404


@pytest.mark.parametrize("seen", ["", "{", "[" * 100_000, '"18"'])
def test_a_form_that_was_tampered_with_does_no_harm(member: Member, page: str, shop: Shop, seen: str) -> None:
    answer = member("owner").post(f"{page}/cuts", {"was-rfm_window_months": seen, "rfm_window_months": "12"})

    assert answer.status_code in (409, 422)
    assert current(shop) == settings.Settings()

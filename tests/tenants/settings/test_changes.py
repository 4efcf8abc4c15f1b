"""Settings of a shop: stored, remembered, put back; two people at once."""

import threading
import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import settings
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.scope import tenant_scope
from tenants.settings import changes
from tenants.settings.models import SettingChange, ShopSetting

NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)


@pytest.fixture
def user_id() -> uuid.UUID:
    return new_id()


def test_a_change_holds_at_once_and_is_remembered(in_shop: Shop, user_id: uuid.UUID) -> None:
    changed = settings.change(user_id=user_id, now=NOW, rfm_window_months=12, closed_weekdays=(6,))

    chosen = settings.current()
    assert (chosen.rfm_window_months, chosen.closed_weekdays) == (12, (6,))
    assert changed == ["rfm_window_months", "closed_weekdays"]
    (closed, window), page = changes.changes_page(1)
    assert (window.name, window.before, window.after) == ("rfm_window_months", 24, 12)
    assert (closed.before, closed.after, closed.changed_by_id, closed.changed_at) == ([], [6], user_id, NOW)
    assert page.total == 2


def test_saving_the_same_again_changes_and_remembers_nothing(in_shop: Shop) -> None:
    settings.change(rfm_window_months=12)

    assert settings.change(rfm_window_months=12, r_cut_days=180) == []
    assert changes.changes_page(1)[1].total == 1


def test_the_default_leaves_no_row_but_a_line_in_the_history(in_shop: Shop) -> None:
    settings.change(rfm_window_months=12)

    assert changes.reset("rfm_window_months") == ["rfm_window_months"]
    assert changes.reset("rfm_window_months") == []
    assert db.session.scalars(select(ShopSetting)).all() == []
    assert [(each.before, each.after) for each in changes.changes_page(1)[0]] == [(12, 24), (24, 12)]


def test_a_line_of_the_history_can_be_put_back(in_shop: Shop) -> None:
    settings.change(closed_days=("2026-02-17",))
    settings.change(closed_days=("2026-02-17", "2026-02-18"))
    newest = changes.changes_page(1)[0][0]

    changes.restore(newest)
    changes.restore(newest)

    assert settings.current().closed_days == ("2026-02-17",)
    assert changes.changes_page(1)[1].total == 3


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_stored(in_shop: Shop) -> None:
    with pytest.raises(changes.Refused) as refusal:
        settings.change(r_cut_days=0, tier_key_quantile=2.0, rfm_window_months=12)

    assert list(refusal.value.problems) == ["r_cut_days", "tier_key_quantile"]
    assert settings.current() == settings.Settings()


def test_an_unknown_setting_is_refused(in_shop: Shop) -> None:
    with pytest.raises(DomainError, match="no setting"):
        settings.change(rfm_windows=12)
    with pytest.raises(DomainError, match="no setting"):
        changes.reset("rfm_windows")


def test_a_default_that_no_longer_fits_the_others_is_refused(in_shop: Shop) -> None:
    settings.change(lifecycle_active_days=300, lifecycle_silent_days=400, lifecycle_asleep_days=500)

    with pytest.raises(changes.Refused):
        changes.reset("lifecycle_silent_days")


def test_who_saves_over_a_value_he_has_not_seen_is_told(in_shop: Shop) -> None:
    seen = {"r_cut_days": 180, "rfm_window_months": 24}
    settings.change(r_cut_days=200)

    with pytest.raises(changes.ChangedMeanwhile) as conflict:
        settings.change(seen=seen, r_cut_days=150, rfm_window_months=12)

    assert conflict.value.names == ["r_cut_days"]
    assert settings.current().rfm_window_months == 24


def test_two_people_may_save_different_settings_or_the_same_value(in_shop: Shop) -> None:
    seen = {"r_cut_days": 180, "rfm_window_months": 24}
    settings.change(r_cut_days=200)

    assert settings.change(seen=seen, r_cut_days=180, rfm_window_months=12) == ["rfm_window_months"]
    assert settings.change(seen=seen, r_cut_days=200) == []
    assert settings.current().r_cut_days == 200


def test_of_two_who_save_at_the_same_moment_the_later_is_told(app: Flask, shop: Shop) -> None:
    told: list[Exception] = []

    def save_later() -> None:
        with app.app_context(), tenant_scope(shop.id):
            try:
                settings.change(seen={"r_cut_days": 180}, r_cut_days=150)
                db.session.commit()
            except DomainError as error:
                told.append(error)

    with tenant_scope(shop.id):
        settings.change(seen={"r_cut_days": 180}, r_cut_days=200)
        other = threading.Thread(target=save_later)
        other.start()
        other.join(timeout=0.3)
        db.session.commit()
        other.join()

        assert [type(error) for error in told] == [changes.ChangedMeanwhile]
        assert settings.current().r_cut_days == 200


def test_the_history_of_another_shop_is_not_shown(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(other_shop.id):
        settings.change(rfm_window_months=12)
        db.session.commit()
        theirs = db.session.scalars(select(SettingChange.id)).one()

    with tenant_scope(shop.id):
        assert changes.changes_page(1)[0] == []
        assert changes.find(theirs) is None
        assert settings.current().rfm_window_months == 24

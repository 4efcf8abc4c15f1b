"""Every setting has a rule, every default keeps it, and what cannot be is refused."""

from dataclasses import fields, replace
from typing import Any

import pytest

from tenants.settings.rules import RULES, problems
from tenants.settings.settings import DEFAULTS, Settings


def test_every_setting_has_a_rule_and_the_defaults_keep_it() -> None:
    assert RULES.keys() == {field.name for field in fields(Settings)}
    assert problems(DEFAULTS) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rfm_window_months", 12),
        ("r_cut_days", 1),
        ("r_cut_days", 1000),
        ("tier_key_quantile", 1),
        ("tier_key_quantile", 0.0),
        ("m_include_insurer", True),
        ("closed_weekdays", (0, 6)),
        ("closed_days", ("2026-02-17", "2026-02-18")),
        ("special_item_groups", ()),
    ],
)
def test_a_value_within_its_range_is_taken(name: str, value: Any) -> None:
    assert problems(replace(DEFAULTS, **{name: value})) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rfm_window_months", 18),
        ("rfm_window_months", "24"),
        ("rfm_window_months", 24.0),
        ("r_cut_mode", "guess"),
        ("r_cut_days", 0),
        ("r_cut_days", 1001),
        ("r_cut_days", True),
        ("r_cut_days", 12.5),
        ("f_cut_value", -1),
        ("f_cut_value", float("nan")),
        ("tier_key_quantile", 1.01),
        ("tier_key_quantile", None),
        ("m_include_insurer", 1),
        ("wash_limit_fen", -1),
        ("closed_weekdays", (7,)),
        ("closed_weekdays", (6, 0)),
        ("closed_weekdays", (0, 1, 2, 3, 4, 5, 6)),
        ("closed_days", ("2026-02-30",)),
        ("closed_days", ("20260217",)),
        ("closed_days", ("2026-02-18", "2026-02-17")),
        ("closed_days", "2026-02-17"),
        ("closed_days", (None,)),
        ("special_item_groups", ("wine",)),
        ("segmentation_mode", "simple5"),
        ("contact_gap_days", 0),
        ("call_tries", 4),
        ("hold_out_share", 0.51),
        ("call_hours", "09:30-12:00"),
        ("call_hours", ("9:30-12:00",)),
        ("call_hours", ("12:00-09:30",)),
        ("call_hours", ("14:00-19:30", "09:30-12:00")),
        ("call_hours", ("09:30-14:30", "14:00-19:30")),
        ("call_hours_weekend", ("07:30-12:00",)),
        ("message_hours", ("09:00-22:00",)),
    ],
)
def test_a_value_out_of_its_range_is_refused_with_a_sentence(name: str, value: Any) -> None:
    found = problems(replace(DEFAULTS, **{name: value}))

    assert list(found) == [name]
    assert str(found[name]).endswith(".")


def test_each_state_of_the_lifecycle_begins_later_than_the_one_before() -> None:
    found = problems(replace(DEFAULTS, lifecycle_silent_days=180, lifecycle_asleep_days=100))

    assert list(found) == ["lifecycle_silent_days", "lifecycle_asleep_days"]


def test_a_limit_is_a_share_where_the_mode_is_a_percentile() -> None:
    assert list(problems(replace(DEFAULTS, f_cut_mode="quantile"))) == ["f_cut_value"]
    assert problems(replace(DEFAULTS, f_cut_mode="quantile", f_cut_value=0.8)) == {}
    assert problems(replace(DEFAULTS, f_cut_mode="fixed", f_cut_value=4.0)) == {}

"""What decides a cut, as a table: modes, limits, and which settings belong to it (domain.md 2.1). No numpy: previews
in the web process read it too.
"""

import hashlib
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

R_QUANTILE = Fraction(80, 100)
R_CUT_RANGE_DAYS = (90, 365)
MIN_GAPS = 100  # fewer say nothing about the shop's cycle
WINSOR_QUANTILE = Fraction(99, 100)
WINSOR_POPULATION = 100  # from this size on, one giant invoice must not move everybody


class CutMode(StrEnum):
    """How the F and M cuts are found; the R cut is fixed or automatic."""

    MEAN = "mean"
    MEDIAN = "median"
    QUANTILE = "quantile"
    FIXED = "fixed"


class CutSettings(Protocol):
    """What `tenants.settings.Settings` says about cuts."""

    @property
    def r_cut_mode(self) -> str: ...
    @property
    def r_cut_days(self) -> int: ...
    @property
    def f_cut_mode(self) -> str: ...
    @property
    def f_cut_value(self) -> float: ...
    @property
    def m_cut_mode(self) -> str: ...
    @property
    def m_cut_value(self) -> float: ...
    @property
    def min_population(self) -> int: ...


# A small population has no mean worth the name; cuts a shop fixed by hand stay its own.
SMALL_F_RULE = (CutMode.FIXED, 3.0)
SMALL_M_RULE = (CutMode.MEDIAN, 0.0)

# Cuts are frozen under these settings; under others they are made anew.
CUT_SETTINGS = (
    "rfm_window_months",
    "r_cut_mode",
    "r_cut_days",
    "f_cut_mode",
    "f_cut_value",
    "m_cut_mode",
    "m_cut_value",
    "min_population",
)


def settings_key(settings: CutSettings) -> str:
    """Equal for equal cut settings; 3 and 3.0 are equal."""
    values = [getattr(settings, name) for name in CUT_SETTINGS]
    told = [value if isinstance(value, str) else repr(float(value)) for value in values]
    return hashlib.sha256("|".join(told).encode()).hexdigest()


def quantile(setting: float) -> Fraction:
    """A quantile as a shop typed it: 0.9 is nine tenths, not the nearest binary fraction."""
    return Fraction(setting).limit_denominator(1000)


def unless_fixed(rule: tuple[str, float], fallback: tuple[str, float]) -> tuple[str, float]:
    """The rule of a small population: what the shop fixed by hand stays."""
    return rule if rule[0] == CutMode.FIXED else fallback

"""Simple tiers: key, important, potential, normal (domain.md 2.3)."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tenants.scoring.cut_policy import quantile
from tenants.scoring.cuts import percentile
from tenants.scoring.segments import Tier

LEAST_VISITS = 4  # an important customer came at least so often, whatever the shop's P80
HALF, P80 = Fraction(1, 2), Fraction(80, 100)
NEW_DAYS = 90
SEVERAL_VEHICLES = 2

Integers = NDArray[np.int64]


class TierSettings(Protocol):
    """What `tenants.settings.Settings` says about tiers."""

    @property
    def tier_key_quantile(self) -> float: ...
    @property
    def tier_key_least_fen(self) -> int: ...
    @property
    def tier_important_quantile(self) -> float: ...
    @property
    def tier_potential_quantile(self) -> float: ...


class TierLimits(NamedTuple):
    """From where on a customer is in a tier; fen, but for `visits`."""

    key_fen: float
    important_fen: float
    median_fen: float
    visits: float
    largest_fen: float
    visit_median_fen: float


def limits(people: pd.DataFrame, visit_fen: Integers, settings: TierSettings) -> TierLimits:
    """`people`: total_fen, visits, largest_fen of the population (personal, with a visit in the window); `visit_fen`:
    the amount of each of their visits in the window.
    """
    total = people["total_fen"].to_numpy(np.int64)
    visits = people["visits"].to_numpy(np.int64)
    return TierLimits(
        key_fen=max(float(percentile(total, quantile(settings.tier_key_quantile))), settings.tier_key_least_fen),
        important_fen=float(percentile(total, quantile(settings.tier_important_quantile))),
        median_fen=float(percentile(total, HALF)),
        visits=max(float(percentile(visits, P80)), LEAST_VISITS),
        largest_fen=float(
            percentile(people["largest_fen"].to_numpy(np.int64), quantile(settings.tier_potential_quantile))
        ),
        visit_median_fen=float(percentile(visit_fen, HALF)),
    )


def tiers(customers: pd.DataFrame, limits: TierLimits, as_of: date) -> NDArray[np.object_]:
    """Codes of Tier, one per row; the first rule that holds decides.

    `customers` paid at least once: total_fen, visits, largest_fen (all of the window), first_paid_on (datetime64),
    first_fen (of the first visit ever), vehicles (his cars today), is_key (named by hand, or a fleet). Nothing spent is
    never above a percentile, however little the others spent.
    """
    total, visits = customers["total_fen"].to_numpy(), customers["visits"].to_numpy()
    largest = customers["largest_fen"].to_numpy()
    tenure = (pd.Timestamp(as_of) - customers["first_paid_on"]).dt.days.to_numpy()
    is_key = customers["is_key"].to_numpy() | (total >= limits.key_fen)
    often = (visits >= limits.visits) & (total >= limits.median_fen)
    is_important = (total > 0) & ((total >= limits.important_fen) | often)
    starts_well = (tenure <= NEW_DAYS) & (customers["first_fen"].to_numpy() >= limits.visit_median_fen)
    is_potential = (
        ((largest > 0) & (largest >= limits.largest_fen))
        | (customers["vehicles"].to_numpy() >= SEVERAL_VEHICLES)
        | (starts_well & (total > 0))
    )
    codes = np.array([Tier.KEY, Tier.IMPORTANT, Tier.TIER_POTENTIAL, Tier.NORMAL], dtype=object)
    place = np.select([is_key, is_important, is_potential], [0, 1, 2], 3)
    found: NDArray[np.object_] = codes[place]
    return found

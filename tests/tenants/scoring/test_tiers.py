from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import tiers
from tenants.scoring.segments import Tier
from tenants.scoring.tiers import TierLimits
from tenants.settings import Settings
from tests.tenants.scoring.tv_rfm import AS_OF, VISITS, counted

SETTINGS = Settings()
RANKS = list(Tier)[::-1]


def tv_tier() -> pd.DataFrame:
    """C1 to C8 of TV-RFM, one car each."""
    rfm = counted(VISITS).drop(["C9", "C10"])
    largest = {"C9": 0} | {name: max(yuan * 100 for _, yuan in VISITS[name]) for name in rfm.index}
    return pd.DataFrame(
        {
            "total_fen": rfm["monetary_fen"],
            "visits": rfm["frequency"],
            "largest_fen": [largest[name] for name in rfm.index],
            "first_paid_on": pd.to_datetime([VISITS[name][0][0] for name in rfm.index]),
            "first_fen": [VISITS[name][0][1] * 100 for name in rfm.index],
            "vehicles": 1,
            "is_key": False,
        },
        index=rfm.index,
    )


def tv_limits() -> TierLimits:
    amounts = [yuan * 100 for name in tv_tier().index for _, yuan in VISITS[name]]
    return tiers.limits(tv_tier(), np.array(amounts), SETTINGS)


def test_tv_tier_limits_are_percentiles_of_the_shop() -> None:
    found = tv_limits()

    assert (found.important_fen, found.median_fen, found.largest_fen, found.visits) == (6640_00, 3225_00, 4160_00, 4)
    assert found.key_fen == 10_000_00  # P95 is 7,000


def test_tv_tier_gives_each_customer_his_tier() -> None:
    van_fleet = tv_tier().loc[["C8"]].assign(is_key=True, vehicles=12).rename({"C8": "C11"})
    people = pd.concat([tv_tier(), van_fleet])

    found = dict(zip(people.index, tiers.tiers(people, tv_limits(), AS_OF), strict=True))

    assert found == {
        "C1": "IMPORTANT",
        "C2": "IMPORTANT",
        "C3": "TIER_POTENTIAL",
        "C4": "TIER_POTENTIAL",
        "C5": "NORMAL",
        "C6": "NORMAL",
        "C7": "NORMAL",
        "C8": "NORMAL",
        "C11": "KEY",
    }


@pytest.mark.parametrize(
    ("values", "tier"),
    [
        ({"total_fen": 10_000_00}, "KEY"),
        ({"visits": 4, "total_fen": 3225_00}, "IMPORTANT"),
        ({"visits": 4, "total_fen": 3224_99}, "NORMAL"),
        ({"visits": 3, "total_fen": 3225_00}, "NORMAL"),
        ({"vehicles": 2}, "TIER_POTENTIAL"),
        ({"first_paid_on": pd.Timestamp(2026, 4, 1), "first_fen": 800_00}, "TIER_POTENTIAL"),
        ({"first_paid_on": pd.Timestamp(2026, 3, 31), "first_fen": 800_00}, "NORMAL"),
        ({"first_paid_on": pd.Timestamp(2026, 4, 1), "first_fen": 300_00}, "NORMAL"),
    ],
)
def test_the_first_rule_that_holds_decides(values: dict[str, object], tier: str) -> None:
    customer = tv_tier().loc[["C8"]].assign(**values)

    assert tiers.tiers(customer, tv_limits(), AS_OF).tolist() == [tier]


def test_a_shop_paid_by_insurers_alone_has_no_important_customers() -> None:
    people = tv_tier().assign(total_fen=0, largest_fen=0, first_fen=0)

    limits = tiers.limits(people, np.zeros(8, np.int64), SETTINGS)

    assert set(tiers.tiers(people, limits, date(2026, 6, 30))) == {"NORMAL"}


@given(st.integers(0, 20_000_00), st.integers(1, 8), st.integers(0, 5_000_00), st.integers(1, 5_000_00))
def test_spending_more_never_lowers_a_tier(total: int, visits: int, largest: int, more: int) -> None:
    customer = tv_tier().loc[["C8"]].assign(total_fen=total, visits=visits, largest_fen=min(largest, total))
    richer = customer.assign(total_fen=total + more, largest_fen=customer["largest_fen"] + more)

    before, after = (tiers.tiers(each, tv_limits(), AS_OF)[0] for each in (customer, richer))

    assert RANKS.index(after) >= RANKS.index(before)


@given(st.permutations(range(8)))
def test_the_order_of_the_rows_changes_no_tier(order: list[int]) -> None:
    people = tv_tier()

    shuffled = tiers.tiers(people.iloc[order], tv_limits(), AS_OF)

    assert list(shuffled) == [tiers.tiers(people, tv_limits(), AS_OF)[place] for place in order]

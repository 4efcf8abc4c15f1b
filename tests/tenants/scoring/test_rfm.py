from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tenants.scoring.cuts import Cuts
from tests.tenants.scoring import tv_rfm
from tests.tenants.scoring.tv_rfm import AS_OF, VISITS, one_customer

CUTS = Cuts(r_cut_days=180, f_cut=3.0, m_cut_fen=100_000.0, population=100, small=False)


@pytest.mark.parametrize(
    ("customer", "r_days", "frequency", "yuan", "rfm_class", "lifecycle", "f_stage"),
    [
        ("C1", 28, 5, 7000, "VALUE", "ACTIVE", "REGULAR"),
        ("C2", 265, 4, 7000, "RECALL", "SILENT", "REGULAR"),
        ("C3", 45, 1, 5200, "DEEPEN", "ACTIVE", "FIRST"),
        ("C4", 501, 1, 6100, "RETAIN", "CHURNED", "FIRST"),
        ("C5", 31, 4, 1250, "POTENTIAL", "ACTIVE", "REGULAR"),
        ("C6", 15, 1, 260, "NEW", "ACTIVE", "FIRST"),
        ("C7", 309, 4, 930, "MAINTAIN", "ASLEEP", "REGULAR"),
        ("C8", 628, 1, 400, "LOST", "CHURNED", "FIRST"),
        ("C9", 1272, 0, 0, "LOST", "CHURNED", "FIRST"),
    ],
)
def test_tv_rfm_gives_each_customer_his_class_and_cell(
    customer: str, r_days: int, frequency: int, yuan: int, rfm_class: str, lifecycle: str, f_stage: str
) -> None:
    score = tv_rfm.scored(VISITS).loc[customer]

    assert (score.r_days, score.frequency, score.monetary_fen) == (r_days, frequency, yuan * 100)
    assert (score.rfm_class, score.lifecycle, score.f_stage) == (rfm_class, lifecycle, f_stage)


def test_tv_rfm_keeps_who_never_paid_apart_from_the_eight_classes() -> None:
    score = tv_rfm.scored(VISITS).loc["C10"]

    assert score.r_days is pd.NA
    assert (score.frequency, score.monetary_fen, score.rfm_class) == (0, 0, "NONE")
    assert (score.lifecycle, score.f_stage) == (None, None)
    assert (score.r_score, score.f_score, score.m_score) == (0, 0, 0)


def test_tv_rfm_a_refunded_visit_takes_recency_back_to_the_visit_before() -> None:
    refunded = {**VISITS, "C1": VISITS["C1"][:-1]}

    score = tv_rfm.scored(refunded).loc["C1"]

    assert (score.r_days, score.frequency, score.monetary_fen) == (102, 4, 4400_00)
    assert tv_rfm.computed_cuts(refunded).m_cut_fen == 3192_50
    assert score.rfm_class == "VALUE"


def test_tv_rfm_a_second_order_on_the_day_adds_money_and_no_visit() -> None:
    twice_that_day = {**VISITS, "C1": [*VISITS["C1"], ("2026-06-02", 100)]}

    score = tv_rfm.scored(twice_that_day).loc["C1"]

    assert (score.frequency, score.monetary_fen) == (5, 7100_00)


def test_tv_rfm_an_insurer_who_pays_makes_no_customer_of_high_money() -> None:
    paid_by_insurer = {**VISITS, "C3": [("2026-05-16", 0)]}

    score = tv_rfm.scored(paid_by_insurer).loc["C3"]

    assert (score.r_days, score.frequency, score.monetary_fen) == (45, 1, 0)
    assert tv_rfm.computed_cuts(paid_by_insurer).m_cut_fen == 2867_50
    assert score.rfm_class == "NEW"


def test_money_ranks_are_mid_ranks_of_the_population() -> None:
    scored = tv_rfm.scored(VISITS)

    assert scored["m_rank"].to_dict() == {
        "C1": 0.875,
        "C2": 0.875,
        "C3": 0.5625,
        "C4": 0.6875,
        "C5": 0.4375,
        "C6": 0.0625,
        "C7": 0.3125,
        "C8": 0.1875,
        "C9": 0.0,  # nothing in the window
        "C10": 0.0,
    }


def test_a_company_is_classed_but_takes_no_place_in_the_money_rank() -> None:
    customers = tv_rfm.counted(VISITS)
    customers.loc["C1", "personal"] = False

    scored = tv_rfm.score(customers, cuts=tv_rfm.computed_cuts(VISITS))

    assert scored.loc["C1", ["m_rank", "rfm_class"]].tolist() == [0.0, "VALUE"]
    assert scored.loc["C2", "m_rank"] == pytest.approx(6.5 / 7)


@pytest.mark.parametrize(
    ("r_days", "lifecycle"), [(180, "ACTIVE"), (181, "SILENT"), (271, "ASLEEP"), (365, "ASLEEP"), (366, "CHURNED")]
)
def test_tv_grid_lifecycle_turns_on_the_day_after_its_limit(r_days: int, lifecycle: str) -> None:
    customer = one_customer(last_paid_on=np.datetime64(AS_OF - timedelta(r_days)))

    scored = tv_rfm.score(customer, cuts=CUTS)

    assert scored["lifecycle"].tolist() == [lifecycle]


@pytest.mark.parametrize(
    ("dates", "f_stage"), [(1, "FIRST"), (2, "SECOND"), (3, "REGULAR"), (5, "REGULAR"), (6, "FAN")]
)
def test_the_stage_counts_paid_dates_of_a_lifetime(dates: int, f_stage: str) -> None:
    scored = tv_rfm.score(one_customer(lifetime_dates=dates), cuts=CUTS)

    assert scored["f_stage"].tolist() == [f_stage]


@pytest.mark.parametrize(
    ("r_days", "score"), [(0, 5), (30, 5), (31, 4), (90, 4), (91, 3), (180, 3), (181, 2), (365, 2), (366, 1)]
)
def test_display_score_of_recency(r_days: int, score: int) -> None:
    customer = one_customer(last_paid_on=np.datetime64(AS_OF - timedelta(r_days)))

    assert tv_rfm.score(customer, cuts=CUTS)["r_score"].tolist() == [score]


@pytest.mark.parametrize(("frequency", "score"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 5), (40, 5)])
def test_display_score_of_frequency(frequency: int, score: int) -> None:
    customer = one_customer(frequency=frequency)

    assert tv_rfm.score(customer, cuts=CUTS)["f_score"].tolist() == [score]


def test_display_score_of_money_counts_fifths_of_the_shop() -> None:
    ten = pd.concat([one_customer(monetary_fen=fen) for fen in (1, 2, 2, 3, 3, 4, 4, 5, 5, 6)])

    scored = tv_rfm.score(ten, cuts=CUTS)

    assert scored["m_rank"].tolist() == [0.05, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 0.95]
    assert scored["m_score"].tolist() == [1, 2, 2, 3, 3, 4, 4, 5, 5, 5]


def test_a_value_on_its_cut_is_high() -> None:
    on_the_cuts = one_customer(
        last_paid_on=np.datetime64(AS_OF - timedelta(180)), frequency=3, monetary_fen=100_000, lifetime_dates=3
    )

    assert tv_rfm.score(on_the_cuts, cuts=CUTS)["rfm_class"].tolist() == ["VALUE"]


def test_nothing_in_the_window_is_lost_even_when_recency_is_within_its_cut() -> None:
    # a window of twelve months ends before an r_cut of 365 days does
    year_ago = one_customer(last_paid_on=np.datetime64(date(2025, 6, 30)), frequency=0)
    cuts = Cuts(r_cut_days=365, f_cut=0.0, m_cut_fen=0.0, population=100, small=False)

    assert tv_rfm.score(year_ago, cuts=cuts)["rfm_class"].tolist() == ["LOST"]


def test_refunds_beyond_the_sales_of_the_window_count_as_no_money() -> None:
    scored = tv_rfm.score(one_customer(monetary_fen=-500), cuts=CUTS)

    assert scored["monetary_fen"].tolist() == [0]


def test_a_shop_without_customers_is_scored_to_nothing() -> None:
    nobody = tv_rfm.counted(VISITS).iloc[:0]

    assert tv_rfm.score(nobody, cuts=CUTS).empty

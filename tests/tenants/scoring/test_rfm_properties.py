from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from tenants.scoring import cuts
from tenants.scoring.cuts import Cuts
from tenants.scoring.segments import CLASSES, FStage, RfmClass
from tenants.settings import Settings
from tests.tenants.scoring import tv_rfm
from tests.tenants.scoring.tv_rfm import AS_OF, SETTINGS

HIGHS = {rfm_class.value: highs for highs, rfm_class in CLASSES.items()} | {RfmClass.NONE.value: (False,) * 3}
STAGES = list(FStage)
CUTS = Cuts(r_cut_days=172, f_cut=2.625, m_cut_fen=3517_50, population=100, small=False)
SCORES = ["rfm_class", "r_score", "f_score", "m_score", "m_rank", "lifecycle", "f_stage"]


@st.composite
def shops(draw: st.DrawFn, min_size: int = 1) -> pd.DataFrame:
    """Customers as `rfm.score` wants them: some never paid, some not within the window, some are companies."""
    customers = st.tuples(st.integers(0, 1500), st.integers(0, 9), st.integers(-100, 900_000), st.booleans())
    rows = draw(st.lists(customers, min_size=min_size, max_size=130))
    r_days, frequency, monetary, personal = (np.array(column) for column in zip(*rows, strict=True))
    frequency = np.where(r_days <= 730, frequency, 0)
    last_paid_on = np.datetime64(AS_OF) - r_days
    last_paid_on[(r_days <= 730) & (frequency == 0)] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "last_paid_on": last_paid_on.astype("datetime64[s]"),
            "frequency": frequency,
            "monetary_fen": np.where(frequency, monetary, 0),
            "lifetime_dates": np.where(np.isnat(last_paid_on), 0, np.maximum(frequency, 1)),
            "personal": personal,
        }
    )


def scored(customers: pd.DataFrame, as_of: date = AS_OF, settings: Settings = SETTINGS) -> pd.DataFrame:
    population = customers[customers["personal"] & (customers["frequency"] >= 1)]
    frequency, monetary = population["frequency"].to_numpy(), population["monetary_fen"].to_numpy()
    return tv_rfm.score(customers, as_of=as_of, cuts=cuts.compute({}, frequency, monetary, settings))


@given(shops(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_score(customers: pd.DataFrame, random: object) -> None:
    order = list(customers.index)
    random.shuffle(order)  # type: ignore[attr-defined]

    shuffled = scored(customers.loc[order]).sort_index()

    pd.testing.assert_frame_equal(shuffled, scored(customers))


@given(shops())
def test_a_currency_with_smaller_units_changes_no_score(customers: pd.DataFrame) -> None:
    in_tenths = customers.assign(monetary_fen=customers["monetary_fen"] * 10)

    pd.testing.assert_frame_equal(scored(in_tenths)[SCORES], scored(customers)[SCORES])


@given(shops(), st.integers(1, 4000))
def test_the_calendar_day_changes_no_score(customers: pd.DataFrame, days: int) -> None:
    later = customers.assign(last_paid_on=customers["last_paid_on"] + pd.Timedelta(days, "D"))

    pd.testing.assert_frame_equal(scored(later, AS_OF + timedelta(days))[SCORES], scored(customers)[SCORES])


@given(shops(min_size=2), st.data())
def test_more_money_never_lowers_a_customer(customers: pd.DataFrame, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(list(customers.index)))
    richer = customers.copy()
    richer.loc[who, "monetary_fen"] += data.draw(st.integers(1, 500_000))

    before, after = (tv_rfm.score(frame, cuts=CUTS).loc[who] for frame in (customers, richer))

    assert HIGHS[after.rfm_class][2] >= HIGHS[before.rfm_class][2]
    assert after.m_rank >= before.m_rank
    assert after.m_score >= before.m_score


@given(shops(), st.data())
def test_one_more_visit_today_never_lowers_a_customer(customers: pd.DataFrame, data: st.DataObject) -> None:
    paying = customers.index[customers["frequency"] >= 1]
    assume(len(paying))
    who = data.draw(st.sampled_from(list(paying)))
    busier = customers.copy()
    busier.loc[who, ["frequency", "lifetime_dates"]] += 1
    busier.loc[who, "last_paid_on"] = np.datetime64(AS_OF)

    before, after = scored(customers).loc[who], scored(busier).loc[who]

    assert after.r_days == 0
    assert all(now >= then for now, then in zip(HIGHS[after.rfm_class], HIGHS[before.rfm_class], strict=True))
    assert after.f_score >= before.f_score
    assert STAGES.index(after.f_stage) >= STAGES.index(before.f_stage)


@given(shops(), st.data())
def test_a_twin_stands_where_his_twin_stands(customers: pd.DataFrame, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(list(customers.index)))
    with_twin = pd.concat([customers, customers.loc[[who]]], ignore_index=True)

    found = tv_rfm.score(with_twin, cuts=CUTS)

    assert found[SCORES].iloc[-1].tolist() == found[SCORES].loc[who].tolist()
    alone = tv_rfm.score(customers, cuts=CUTS)
    assert found["rfm_class"].tolist()[:-1] == alone["rfm_class"].tolist()
    assert (found["m_score"].iloc[:-1] - alone["m_score"]).abs().max() <= 1 or len(customers) < 5


@given(shops(min_size=2), st.data())
def test_some_are_ranked_among_the_others_as_all_together(customers: pd.DataFrame, data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(list(customers.index)), min_size=1, unique=True))
    rest = customers.drop(some)
    others = np.maximum(rest["monetary_fen"][rest["personal"] & (rest["frequency"] >= 1)].to_numpy(np.int64), 0)

    found = tv_rfm.score(customers.loc[some], cuts=CUTS, others=others)

    whole = tv_rfm.score(customers, cuts=CUTS).loc[some]
    pd.testing.assert_frame_equal(found[SCORES], whole[SCORES])

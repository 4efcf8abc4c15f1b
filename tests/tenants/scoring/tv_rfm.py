"""The ten customers of TV-RFM (domain.md 2.1), and the counting that SQL does in earnest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from tenants.scoring import cuts, rfm
from tenants.scoring.window import months_before
from tenants.settings import Settings

AS_OF = date(2026, 6, 30)
LIMITS = rfm.LifecycleLimits(180, 270, 365)
SETTINGS = Settings(min_population=1)  # the set is tiny on purpose

Visits = Mapping[str, Sequence[tuple[str, int]]]  # customer -> (paid-visit date, yuan that count for M)

VISITS: Visits = {
    "C1": [
        ("2024-09-10", 800),
        ("2025-03-12", 1200),
        ("2025-09-15", 900),
        ("2026-03-20", 1500),
        ("2026-06-02", 2600),
    ],
    "C2": [("2024-08-01", 1500), ("2024-12-20", 2000), ("2025-05-10", 1800), ("2025-10-08", 1700)],
    "C3": [("2026-05-16", 5200)],
    "C4": [("2025-02-14", 6100)],
    "C5": [("2025-07-01", 300), ("2025-11-11", 350), ("2026-02-01", 280), ("2026-05-30", 320)],
    "C6": [("2026-06-15", 260)],
    "C7": [("2024-07-20", 200), ("2024-11-05", 250), ("2025-03-30", 220), ("2025-08-25", 260)],
    "C8": [("2024-10-10", 400)],
    "C9": [("2023-01-05", 3000)],
    "C10": [],
}


def scored(visits: Visits, settings: Settings = SETTINGS) -> pd.DataFrame:
    return score(counted(visits), cuts=computed_cuts(visits, settings))


def score(customers: pd.DataFrame, as_of: date = AS_OF, **values: Any) -> pd.DataFrame:
    """A frame with its scores; also r_days (missing: never paid)."""
    last_paid = customers["last_paid_on"].to_numpy("datetime64[D]")
    r_days = pd.array(rfm.recency(last_paid, as_of), dtype="Int64")
    r_days[np.isnat(last_paid)] = pd.NA
    scores = rfm.score(customers, as_of=as_of, limits=LIMITS, **values)
    columns = {name: pd.Series(column, customers.index, column.dtype) for name, column in scores.items()}
    return customers.assign(**columns, r_days=r_days)


def computed_cuts(visits: Visits, settings: Settings = SETTINGS) -> cuts.Cuts:
    population = counted(visits).query("personal and frequency >= 1")
    frequency, monetary = population["frequency"].to_numpy(), population["monetary_fen"].to_numpy()
    return cuts.compute(gaps(visits), frequency, monetary, settings)


def counted(visits: Visits) -> pd.DataFrame:
    """One row per customer, as `rfm.score` wants it; index: the customer."""
    customers = pd.DataFrame(
        {
            "last_paid_on": [max((day for day, _ in paid), default=None) for paid in visits.values()],
            "frequency": [len(_dates_in_window(paid)) for paid in visits.values()],
            "monetary_fen": [
                sum(yuan * 100 for day, yuan in paid if date.fromisoformat(day) in _dates_in_window(paid))
                for paid in visits.values()
            ],
            "lifetime_dates": [len({day for day, _ in paid}) for paid in visits.values()],
            "personal": np.ones(len(visits), bool),
        },
        index=pd.Index(visits.keys()),
    )
    return customers.astype({"last_paid_on": "datetime64[s]"})


def gaps(visits: Visits) -> Counter[int]:
    """Days between consecutive paid-visit dates of one customer in the window -> how often."""
    return Counter((later - day).days for paid in visits.values() for day, later in pairwise(_dates_in_window(paid)))


def _dates_in_window(paid: Sequence[tuple[str, int]]) -> list[date]:
    return sorted({day for day in (date.fromisoformat(day) for day, _ in paid) if day > months_before(AS_OF, 24)})


def one_customer(**values: object) -> pd.DataFrame:
    """A customer who paid today for the first time, unless said otherwise."""
    customer: dict[str, object] = {
        "last_paid_on": np.datetime64(AS_OF),
        "frequency": 1,
        "monetary_fen": 0,
        "lifetime_dates": 1,
        "personal": True,
    }
    return pd.DataFrame([customer | values])

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import distributions, portraits

amounts = st.integers(-1_000, 900_000)
medians = st.lists(amounts, max_size=20)


@given(st.lists(amounts, max_size=60), st.dictionaries(amounts, st.integers(1, 4), max_size=8), medians)
def test_tickets_counted_as_arrays_are_those_counted_one_by_one(
    known: list[int], anonymous: dict[int, int], medians: list[int]
) -> None:
    one_by_one = dict(anonymous)
    for fen in known:
        one_by_one[fen] = one_by_one.get(fen, 0) + 1

    found = portraits.tickets(np.array(known, np.int32), anonymous, medians)

    assert found == distributions.tickets(one_by_one, medians)

import uuid

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import arrays

FACTOR = 0x9E3779B97F4A7C15  # what the halves of an id are mixed with


@given(st.lists(st.binary(min_size=16, max_size=16), unique=True), st.lists(st.binary(min_size=16, max_size=16)))
def test_each_id_is_found_where_it_stands(ids: list[bytes], others: list[bytes]) -> None:
    wanted = [*reversed(ids), *others]

    places = arrays.places(np.array(wanted, "V16"), np.array(ids, "V16"))

    assert places.tolist() == [ids.index(one) if one in ids else len(ids) for one in wanted]


def test_ids_that_look_alike_when_mixed_are_told_apart() -> None:
    alike = np.array([(0, 0), (FACTOR, 1)], np.uint64).view("V16").ravel()

    assert arrays.places(alike[::-1].copy(), alike).tolist() == [1, 0]
    assert arrays.places(alike[1:], alike[:1]).tolist() == [1]


def test_signatures_are_those_of_a_frame() -> None:
    days = np.array(["2026-06-30", "NaT", "1969-12-31"], "datetime64[D]")
    words = np.array(["VALUE", None, "VALUE"], dtype=object)
    numbers = np.array([3, -1, 2**40])
    frame = pd.DataFrame({"day": days.astype("datetime64[s]"), "word": pd.Series(words, dtype=object), "fen": numbers})

    signatures = arrays.signatures([days, words, numbers])

    expected = pd.util.hash_pandas_object(frame, index=False).to_numpy().view(np.int64)
    assert signatures.tolist() == expected.tolist()


def test_columns_travel_as_array_literals() -> None:
    customer_id = uuid.uuid4()

    assert arrays.literal(np.array([customer_id.bytes], "V16")) == f"{{{customer_id.hex}}}"
    assert arrays.literal(np.array(["1970-01-03", "NaT"], "datetime64[D]")) == "{2,NULL}"
    assert arrays.literal(np.array(["LOST", None], dtype=object)) == "{LOST,NULL}"

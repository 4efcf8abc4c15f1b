"""Choosing a file to import: what is taken, what is refused where it was chosen."""

import io

import pytest

from tests.saas.web.journey import ENGLISH, ROWS, Journey


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a table", "not a table"),
        (b"a,b\n1,2", "header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_where_it_was_chosen(
    journey: Journey, content: bytes, sentence: str
) -> None:
    data = {"file": (io.BytesIO(content), "x.csv")}

    refused = journey.browser.post(journey.home, data, content_type="multipart/form-data", headers=ENGLISH)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'type="file"' in refused.text


@pytest.mark.parametrize("told", [{"kind": "poems"}, {"encoding": "ebcdic"}, {"source_system": "x" * 65}])
def test_a_form_with_something_wrong_comes_back(journey: Journey, told: dict[str, str]) -> None:
    assert journey.upload(*ROWS, **told).status_code == 422


def test_no_file_at_all_is_said_where_it_is_chosen(journey: Journey) -> None:
    refused = journey.browser.post(journey.home, {}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Choose a file." in refused.text


def test_the_name_of_a_file_is_only_a_name(journey: Journey) -> None:
    journey.upload(*ROWS, name="../../etc/<b>六\x1f月.csv")

    assert journey.stored().file_name == "<b>六月.csv"
    assert "<b>六月" not in journey.get("/columns").text


def test_a_sample_of_each_kind_can_be_imported_as_it_is(journey: Journey) -> None:
    for kind in ("orders", "customers_vehicles"):
        sample = journey.browser.get(f"{journey.home}/samples/{kind}.csv").text.removeprefix("\ufeff")
        header, *rows = sample.splitlines()
        journey.upload(*rows, header=header)

        assert (
            f'<option value="{"received" if kind == "orders" else "birthday"}" selected>'
            in journey.get("/columns").text
        )

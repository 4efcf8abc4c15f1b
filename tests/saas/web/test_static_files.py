from pathlib import Path

import pytest
from flask import Flask

from saas.web import static_files
from saas.web.assets import build


@pytest.fixture(autouse=True)
def _built() -> None:
    build.ensure()


def test_a_built_file_may_be_kept_for_a_year_because_its_name_carries_its_content(app: Flask) -> None:
    with app.test_request_context():
        address = static_files.asset("app.css")

    response = app.test_client().get(address)

    assert response.status_code == 200
    assert response.cache_control.max_age == static_files.A_YEAR
    assert build._digest(response.data)[:10] in address


def test_an_unknown_asset_names_the_ones_there_are(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(static_files.AssetsMissing, match=r"app\.css"):
        static_files.asset("nothing.css")


def test_an_unbuilt_front_end_says_what_to_run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "_MANIFEST", tmp_path / "manifest.json")

    with app.test_request_context(), pytest.raises(static_files.AssetsMissing, match=r"saas\.web\.assets\.build"):
        static_files.asset("app.css")


def test_an_icon_is_decoration_that_points_into_the_sprite(app: Flask) -> None:
    with app.test_request_context():
        drawn = static_files.icon("phone", "size-6")

    assert 'aria-hidden="true"' in drawn
    assert 'class="size-6 ' in drawn
    assert ".svg#phone" in drawn


def test_an_icon_that_was_not_built_is_an_error_and_not_a_gap(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(static_files.AssetsMissing, match="no-such-icon"):
        static_files.icon("no-such-icon")

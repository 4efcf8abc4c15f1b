import json
from pathlib import Path

import pytest

from saas.web.assets import build, node, notices


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "STATIC_DIST", tmp_path)
    return tmp_path


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fingerprints that a build was asked for; nothing is built."""
    asked: list[str] = []
    monkeypatch.setattr(build, "build", lambda fingerprint, say: asked.append(fingerprint))
    return asked


def lay_down(dist: Path, fingerprint: str) -> None:
    (dist / "app-1.css").write_text("", encoding="utf-8")
    manifest = {"sources": fingerprint, "files": {"app.css": "app-1.css"}, "icons": []}
    (dist / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_an_unchanged_front_end_is_not_built_again(dist: Path, builds: list[str]) -> None:
    lay_down(dist, build._fingerprint())

    build.ensure()

    assert builds == []


def test_a_changed_source_is_built_again(dist: Path, builds: list[str]) -> None:
    lay_down(dist, "of yesterday")

    build.ensure()

    assert builds == [build._fingerprint()]


def test_a_lost_file_is_built_again(dist: Path, builds: list[str]) -> None:
    lay_down(dist, build._fingerprint())
    (dist / "app-1.css").unlink()

    build.ensure()

    assert builds == [build._fingerprint()]


def test_a_template_is_part_of_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "TEMPLATES", tmp_path)
    page = tmp_path / "page.html"
    page.write_text("<p class='flex'>", encoding="utf-8")
    before = build._fingerprint()

    page.write_text("<p class='grid'>", encoding="utf-8")

    assert build._fingerprint() != before


def test_a_folder_of_somebody_else_is_a_sentence(
    dist: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied", str(dist))

    monkeypatch.setattr(build, "_alone", refuse)

    assert build.main([]) == 1

    assert "Run as the owner" in capsys.readouterr().err


def test_only_files_of_the_manifest_stay(dist: Path) -> None:
    for name in ("app-1.css", "app-2.css", "THIRD_PARTY.txt"):
        (dist / name).write_text("", encoding="utf-8")

    build._remove_old({"app-2.css"})

    assert sorted(path.name for path in dist.iterdir()) == ["THIRD_PARTY.txt", "app-2.css"]


def test_the_committed_lock_names_no_host() -> None:
    assert "://" not in build._LOCK.read_text(encoding="utf-8")


def test_everything_that_reaches_the_browser_brings_its_licence() -> None:
    build.ensure()

    text = notices.text(build.MODULES)

    for name in notices.SHIPPED:
        assert f"\n{name} " in f"\n{text}"
    licences = ("Permission ", "Redistribution ", "Apache License\n")
    assert sum(text.count(beginning) for beginning in licences) >= len(notices.SHIPPED)
    assert "Apache ECharts\nCopyright" in text


def test_what_draws_charts_is_a_file_of_its_own() -> None:
    build.ensure()

    sizes = {name.split("-")[0]: (build.STATIC_DIST / name).stat().st_size for name in _files()}

    assert sizes["app"] < 60_000 < sizes["charts"] < 700_000


def _files() -> list[str]:
    return [path.name for path in build.STATIC_DIST.glob("*.js")]


def test_a_missing_node_is_a_sentence_and_not_a_traceback(
    dist: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node.shutil, "which", lambda name: None)
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: None)

    assert build.main([]) == 1

    assert "requirements-assets.txt" in capsys.readouterr().err

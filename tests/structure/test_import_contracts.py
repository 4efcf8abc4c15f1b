"""The arrows between packages point down, and every contract that says so can fail."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("saas", "tenants", "workers")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

# contract -> (file, import) that somebody in a hurry might write
PLANTS = {
    "Arrows point down": ("saas/accounts/roles.py", "import saas.web.access"),
    "The flow is the dependency order": ("tenants/visits/derive.py", "import tenants.scoring.models"),
    "tenants has never heard of HTTP or queues": ("tenants/customers/queries.py", "from flask import g"),
    "One file knows Flask-SQLAlchemy": ("workers/outbox.py", "import flask_sqlalchemy"),
    "Nothing below the edge reads the clock": ("tenants/visits/derive.py", "from tenants import clock"),
    "No HTTP and no queue in the account side": ("saas/accounts/sign_in.py", "import redis"),
    "No SQL in the pages": ("saas/web/home.py", "from sqlalchemy import select"),
    "Pure files stay pure": ("tenants/scoring/rfm.py", "from tenants.db import db"),
    "pandas only where scores are made": ("tenants/imports/values.py", "import pandas"),
}


def lint(root: Path) -> str:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", root)
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            target = root / file.relative_to(ROOT)
            if "node_modules" not in target.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
    return root


@pytest.fixture
def planted(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    name, line = PLANTS[request.param]
    file = copy / name
    before = file.read_text(encoding="utf-8")
    file.write_text(f"{before}\n\n{line}\n", encoding="utf-8")
    yield copy
    file.write_text(before, encoding="utf-8")


def test_every_contract_is_kept() -> None:
    said = lint(ROOT)

    assert "BROKEN" not in said, said
    assert f"{len(PLANTS)} kept, 0 broken" in said


def test_every_contract_has_a_plant() -> None:
    assert set(PLANTS) == {contract["name"] for contract in SETTINGS["contracts"]}


@pytest.mark.parametrize(("planted", "contract"), [(name, name) for name in PLANTS], indirect=["planted"])
def test_a_planted_import_breaks_its_contract(planted: Path, contract: str) -> None:
    assert f"{contract} BROKEN" in lint(planted)


@pytest.mark.parametrize("package", ["saas", "workers"])
def test_every_part_of_saas_and_workers_has_its_layer(package: str) -> None:
    """`tenants` is checked by the linter itself: its layers are exhaustive."""
    layered = {name for layer in SETTINGS["contracts"][0]["layers"] for name in layer.replace("|", ":").split(" : ")}
    parts = {
        f"{package}.{path.stem}"
        for path in (ROOT / package).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    }

    assert sorted(parts - layered) == [], "Say in pyproject.toml, [tool.importlinter], who may import it."

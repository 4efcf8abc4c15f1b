import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.saas.cli.conftest import Huitou


def test_help_teaches_the_first_day_and_the_exit_codes(huitou: Huitou) -> None:
    told = huitou("--help")

    assert told.exit_code == 0
    assert "huitou import chengguan export.xlsx --dry-run" in told.stdout
    assert "done, but rows of the file were kept out" in told.stdout


def test_help_loads_nothing_heavy() -> None:
    question = "import saas.cli, sys; print(*{'pandas', 'sqlalchemy', 'flask', 'dramatiq'} & set(sys.modules))"

    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == ""


def test_a_database_that_does_not_answer_has_its_own_exit_code(
    huitou: Huitou, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUITOU_DATABASE_URL", f"postgresql+psycopg://huitou_app@/huitou?host={tmp_path}")

    answer = huitou("shops", "list")

    assert answer.exit_code == 4
    assert answer.stderr == "The database does not answer. Check HUITOU_DATABASE_URL and the server.\n"


def test_one_server_without_the_other_is_refused_in_a_sentence(huitou: Huitou, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUITOU_REDIS_URL")

    answer = huitou("shops", "list")

    assert answer.exit_code == 4
    assert answer.stderr.startswith("Only HUITOU_DATABASE_URL is set.")


@pytest.mark.slow
def test_without_servers_a_command_starts_its_own_and_stops_them(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUITOU_")}
    env["HUITOU_HOME"] = str(tmp_path / "home")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "saas.cli", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    opened = run("shops", "create", "城关店", "--slug", "chengguan")
    listed = run("shops", "list")

    assert opened.returncode == 0, opened.stderr
    assert listed.stdout == "chengguan\tAsia/Shanghai\t城关店\n"
    assert not list((tmp_path / "home").glob("**/postmaster.pid"))

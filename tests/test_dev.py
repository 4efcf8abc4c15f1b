"""The command of a fresh checkout. Installing is faked here; CI installs for real before it runs these."""

import ast
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest.mock import Mock

import pytest

from tests.waiting import until

DEV = Path(__file__).parent.parent / "dev.py"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    return tmp_path / "venv"


@pytest.fixture
def run_dev(venv: Path) -> Run:
    """Run dev.py to its end; `before` is Python that bends the interpreter first."""

    def run(*arguments: str, before: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        script = (
            f"import runpy, sys\n{before}\nsys.argv[0] = 'dev.py'\nrunpy.run_path({str(DEV)!r}, run_name='__main__')"
        )
        return subprocess.run(
            [sys.executable, "-c", script, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "HUITOU_VENV": str(venv), **env},
        )

    return run


@pytest.fixture
def dev(venv: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, whose installers leave a Python that answers and a note of what they did."""
    monkeypatch.setenv("HUITOU_VENV", str(venv))
    module = ModuleType("dev")
    module.__file__ = str(DEV)
    exec(compile(DEV.read_text(encoding="utf-8"), DEV, "exec"), module.__dict__)
    module.titles = []

    def fake_run(title: str, command: list[object], descriptor: int) -> tuple[bool, str]:
        module.titles.append(title.split()[0])
        if "venv" in command:
            module.PYTHON.parent.mkdir(parents=True)
            module.PYTHON.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
            module.PYTHON.chmod(0o755)
            (venv / "pyvenv.cfg").touch()
        return True, ""

    module.run = fake_run
    module.put_project_on_path = lambda: None
    return module


def test_help_names_every_command(run_dev: Run) -> None:
    answer = run_dev("help")

    assert answer.returncode == 0
    for command in ("demo", "test", "huitou", "bench", "ci", "lock"):
        assert f"dev.py {command}" in answer.stdout


def test_an_unknown_command_shows_the_help_and_fails(run_dev: Run) -> None:
    answer = run_dev("dmeo")

    assert answer.returncode == 2
    assert answer.stderr.startswith("dev.py knows no command 'dmeo'.")


def test_an_old_python_reads_the_file_far_enough_to_say_that_it_is_old(run_dev: Run) -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 6))

    answer = run_dev("demo", before="sys.version_info = (3, 9, 2)")

    assert answer.returncode == 1
    assert answer.stderr.startswith("Python 3.11 or newer is needed")
    assert "Traceback" not in answer.stderr


def test_a_python_without_venv_is_told_what_to_install(run_dev: Run) -> None:
    answer = run_dev("demo", before="import importlib.util; importlib.util.find_spec = lambda name: None")

    assert answer.returncode == 1
    assert "apt install python3-venv" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(run_dev: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    answer = run_dev("demo", HUITOU_VENV=str(tmp_path / "file" / "venv"))

    assert answer.returncode == 1
    assert "may you write to" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_directory_that_is_no_environment_is_never_removed(run_dev: Run, venv: Path) -> None:
    venv.mkdir()
    (venv / "thesis.txt").write_text("years of work")

    answer = run_dev("demo")

    assert answer.returncode == 1
    assert "is not a virtual environment" in answer.stderr
    assert (venv / "thesis.txt").exists()


def test_a_second_call_installs_nothing(dev: ModuleType) -> None:
    dev.ensure(dev.RUNTIME)
    dev.titles.clear()

    dev.ensure(dev.RUNTIME)

    assert dev.titles == []


def test_the_development_set_includes_the_runtime(dev: ModuleType) -> None:
    dev.ensure(dev.DEVELOPMENT)
    dev.titles.clear()

    dev.ensure(dev.RUNTIME)

    assert dev.titles == []


def test_a_changed_lock_installs_into_the_environment_that_is_there(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.ensure(dev.RUNTIME)
    dev.titles.clear()
    monkeypatch.setattr(dev, "BOOTSTRAP", "requirements-assets.txt")

    dev.ensure(dev.RUNTIME)

    assert dev.titles == ["fetching", "installing"]


@pytest.mark.parametrize("stage", ["making", "fetching", "installing"])
def test_an_interrupted_installation_is_made_anew(dev: ModuleType, venv: Path, stage: str) -> None:
    whole_run = dev.run

    def interrupted_run(title: str, command: list[object], descriptor: int) -> tuple[bool, str]:
        if title.startswith(stage):
            (venv / "half a package").touch()
            raise KeyboardInterrupt
        return whole_run(title, command, descriptor)

    dev.run = interrupted_run
    with pytest.raises(KeyboardInterrupt):
        dev.ensure(dev.RUNTIME)
    dev.run, dev.titles[:] = whole_run, []

    dev.ensure(dev.RUNTIME)

    assert dev.titles == ["making", "fetching", "installing"]
    assert not (venv / "half a package").exists()


def test_an_interrupted_change_of_an_environment_makes_it_anew(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.ensure(dev.RUNTIME)
    whole_install, dev.install = dev.install, Mock(side_effect=KeyboardInterrupt)
    monkeypatch.setattr(dev, "BOOTSTRAP", "requirements-assets.txt")
    with pytest.raises(KeyboardInterrupt):
        dev.ensure(dev.RUNTIME)
    dev.install, dev.titles[:] = whole_install, []

    dev.ensure(dev.RUNTIME)

    assert dev.titles[0] == "making"


def test_an_environment_whose_python_went_away_is_made_anew(dev: ModuleType) -> None:
    dev.ensure(dev.RUNTIME)
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to("/usr/bin/python3.0")
    dev.titles.clear()
    dev.PYTHON.parent.rename(dev.PYTHON.parent.with_name("old-bin"))

    dev.ensure(dev.RUNTIME)

    assert dev.titles[0] == "making"


def test_where_uv_does_not_run_pip_does_it(dev: ModuleType) -> None:
    with_uv = dev.run

    def without_uv(title: str, command: list[object], descriptor: int) -> tuple[bool, str]:
        worked, output = with_uv(title, command, descriptor)
        return worked and "uv" not in command, output

    dev.run = without_uv

    dev.ensure(dev.RUNTIME)

    assert dev.titles == ["making", "fetching", "installing", "installing"]


def test_a_failed_installation_shows_what_pip_said(dev: ModuleType) -> None:
    with_network = dev.run
    dev.run = lambda title, command, descriptor: (
        with_network(title, command, descriptor) if "venv" in command else (False, "No matching distribution")
    )

    with pytest.raises(dev.Trouble, match="Is the network up.*\n.*No matching distribution"):
        dev.ensure(dev.RUNTIME)


def test_a_second_installation_waits_for_the_first(venv: Path) -> None:
    with venv.with_name("venv.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        env = {**os.environ, "HUITOU_VENV": str(venv)}
        # in the background of a script Ctrl-C would be ignored from the start
        second = subprocess.Popen(
            [sys.executable, DEV, "demo"],
            stdout=subprocess.PIPE,
            text=True,
            env=env,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

        with second:
            said = second.stdout.readline()
            second.send_signal(signal.SIGINT)
            until(lambda: second.poll() is not None, "the second ends")

    assert said == "another dev.py is installing; waiting for it ...\n"
    assert not venv.exists()

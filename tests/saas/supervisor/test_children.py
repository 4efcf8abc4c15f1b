import os
import signal
import sys
from collections.abc import Iterator

import pytest

from saas.supervisor.children import Child
from tests.waiting import until


@pytest.fixture
def child(request: pytest.FixtureRequest) -> Iterator[Child]:
    """A process of Python code, given by the test's parameter."""
    made = Child("child", [sys.executable, "-c", request.param], os.environ)
    yield made
    made.kill()


@pytest.mark.parametrize("child", ["raise SystemExit(3)"], indirect=True)
def test_the_pause_before_a_restart_doubles(child: Child, capsys: pytest.CaptureFixture[str]) -> None:
    child.start()

    until(lambda: child.tend() or child.starts == 3, "it was started three times")

    said = [line for line in capsys.readouterr().out.splitlines() if "again in" in line]
    assert said[0] == "huitou    | child stopped (exit code 3); starting it again in 0.5 s"
    assert said[1] == "huitou    | child stopped (exit code 3); starting it again in 1 s"


@pytest.mark.parametrize("child", ["import time; time.sleep(600)"], indirect=True)
def test_a_living_child_is_left_alone(child: Child) -> None:
    child.start()

    child.tend()

    assert child.starts == 1


IGNORES_SIGTERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("child", [IGNORES_SIGTERM], indirect=True)
def test_a_child_that_does_not_listen_is_killed_when_patience_ends(
    child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    child.start()
    until(lambda: "child     | ready" in capsys.readouterr().out, "it ignores the signal")

    child.stop(patience=0.1)

    assert child.exit_code == -signal.SIGKILL


HAS_A_GRANDCHILD = """
import subprocess, sys
idle = "import time; print('grandchild runs', flush=True); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", idle])
"""


@pytest.mark.parametrize("child", [HAS_A_GRANDCHILD], indirect=True)
def test_what_a_dead_child_had_started_ends_with_it(child: Child, capsys: pytest.CaptureFixture[str]) -> None:
    child.start()
    group = child.process.pid
    until(lambda: "grandchild runs" in capsys.readouterr().out, "the grandchild runs")

    child.stop(patience=5)

    with pytest.raises(ProcessLookupError):
        until(lambda: os.killpg(group, 0), "the grandchild is gone")

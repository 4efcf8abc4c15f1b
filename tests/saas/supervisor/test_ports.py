import socket

import pytest

from saas.embedded import StartError
from saas.supervisor import ports


@pytest.fixture(autouse=True)
def _no_port_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)


def test_a_second_demo_takes_the_next_free_port() -> None:
    with ports.listen(None) as first, ports.listen(None) as second:
        assert first.getsockname()[1] < second.getsockname()[1]
        assert second.getsockname()[1] in ports.CHOICES


def test_only_this_machine_is_served() -> None:
    with ports.listen(None) as listener:
        assert ports.address(listener).startswith("http://127.0.0.1:")


def test_a_port_that_was_asked_for_is_never_swapped_for_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(StartError, match="is taken"):
        ports.listen(other.getsockname()[1])


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_number_is_a_sentence(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(StartError, match="no port number"):
        ports.listen(None)


def test_the_port_of_a_killed_demo_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    dying = socket.create_server(("127.0.0.1", 0))
    port = dying.getsockname()[1]
    monkeypatch.setattr(ports.time, "sleep", lambda seconds: dying.close())

    with ports.listen(port, predecessor=f"demo, process 7, http://127.0.0.1:{port}/") as listener:
        assert listener.getsockname()[1] == port

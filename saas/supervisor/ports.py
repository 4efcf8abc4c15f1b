"""The address of the demo's web server."""

import os
import re
import socket
import time

from saas.embedded import StartError

HOST = "127.0.0.1"
CHOICES = range(8000, 8020)
PATIENCE_SECONDS = 10
POLL_SECONDS = 0.1
BACKLOG = 128


def listen(wanted: int | None, predecessor: str = "") -> socket.socket:
    """Take `wanted` or PORT, else the first free one of CHOICES, and keep it while the web server restarts.

    `predecessor` is the note of a demo that was killed: its web server may need a moment to let go of its port.
    Raises StartError when there is no port.
    """
    wanted = wanted or _from_environment()
    _wait_for(predecessor)
    for port in [wanted] if wanted else CHOICES:
        if listener := _take(port):
            return listener
    if wanted:
        raise StartError(f"Port {wanted} is taken by another program. Stop it, or choose another with --port.")
    raise StartError(f"Ports {CHOICES.start} to {CHOICES.stop - 1} are all taken. Choose another with --port.")


def address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}/"


def _from_environment() -> int | None:
    text = os.environ.get("PORT", "")
    if not text:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"PORT is {text!r}, which is no port number. Use one between 1024 and 65535.")
    return int(text)


def _wait_for(predecessor: str) -> None:
    found = re.search(r":(\d+)/", predecessor)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while found and time.monotonic() < deadline:
        if listener := _take(int(found[1])):
            listener.close()
            return
        time.sleep(POLL_SECONDS)


def _take(port: int) -> socket.socket | None:
    try:
        return socket.create_server((HOST, port), backlog=BACKLOG)
    except PermissionError:
        raise StartError(f"Port {port} is reserved for root. Choose one above 1023 with --port.") from None
    except OSError:
        return None

"""Wait for what another process does, with an end."""

import time
from collections.abc import Callable

LONGEST_SECONDS = 120  # of a busy machine; what comes at once costs nothing


def until(holds: Callable[[], object], what: str) -> None:
    """Poll until `holds()` is true; fail with `what` when it never is."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"waited {LONGEST_SECONDS} s in vain until {what}"
        time.sleep(0.05)

"""A child that does what the file tells it to, in place of the real one."""

import os
import resource
import signal
import sys
import time
from pathlib import Path

from tenants.imports import child


def confess() -> None:
    """Refuse the file with what the child was given and what it allows itself."""
    child._limit()
    limits = [resource.getrlimit(each)[0] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    child._send(
        sys.stdout.buffer, {"refused": "%(limits)s %(env)s", "params": {"limits": limits, "env": [*os.environ]}}
    )


DEEDS = {
    "confess": confess,
    "die": lambda: os._exit(3),
    "spin": lambda: os.kill(os.getpid(), signal.SIGXCPU),
    "sleep": lambda: time.sleep(60),
    "boast": lambda: sys.stdout.buffer.write(b"\xff\xff\xff\xff"),
}

if __name__ == "__main__":
    DEEDS[Path(sys.argv[1]).read_text()]()

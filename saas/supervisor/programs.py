"""The command lines of Huitou's processes, the same in the demo and in production."""

import os
import sys

WEB_WORKERS = "2"
# One computes while the others wait for the database. More of them take the interpreter from each other: at 50 requests
# a second eight made the slowest hundredth of the pages wait twice as long as three (benchmarks/README.md).
WEB_THREADS = "3"
# shorter than the ten seconds that Docker and this supervisor wait
WEB_GRACE_SECONDS = "5"


def web(bind: str) -> list[str]:
    """Gunicorn on `bind` (host:port, unix:path or fd://number); WEB_CONCURRENCY sets the number of workers."""
    workers = os.environ.get("WEB_CONCURRENCY", WEB_WORKERS)
    size = ["--worker-class", "gthread", "--workers", workers, "--threads", WEB_THREADS]
    # loaded once and shared by the workers: half the memory, half the start
    load = ["--preload", "saas.wsgi:app"]
    # without the last one gunicorn opens a control socket in the home directory of the user
    manners = ["--graceful-timeout", WEB_GRACE_SECONDS, "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "--bind", bind, *size, *manners, *load]


def worker() -> list[str]:
    return huitou("worker")


def scheduler() -> list[str]:
    return huitou("scheduler")


def seed() -> list[str]:
    """Fill in the demo data; does nothing when it is there."""
    return huitou("seed")


def huitou(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "saas.cli", *arguments]

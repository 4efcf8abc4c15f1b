"""The command lines of Huitou's processes, the same in the demo and in production."""

import os
import sys

# Browsers open connections before they need them and send at their own pace: threads wait for that. More of them take
# the interpreter from each other (benchmarks/README.md).
OPEN = ("--worker-class", "gthread", "--threads", "3")
# Behind a proxy that buffers, every connection brings a whole request. A process that takes one at a time leaves the
# next to whoever is idle; with threads it would take it and let it wait for what it already computes.
PROXIED = ("--worker-class", "sync", "--timeout", "120")
OPEN_WORKERS, PROXIED_WORKERS = "2", "3"
# shorter than the ten seconds that Docker and this supervisor wait
WEB_GRACE_SECONDS = "5"


def web(bind: str) -> list[str]:
    """Gunicorn on `bind` (host:port, unix:path or fd://number). HUITOU_PROXIES says whether one of our own stands in
    front, WEB_CONCURRENCY sets the number of workers."""
    is_proxied = os.environ.get("HUITOU_PROXIES", "0") != "0"
    workers = os.environ.get("WEB_CONCURRENCY", PROXIED_WORKERS if is_proxied else OPEN_WORKERS)
    size = [*(PROXIED if is_proxied else OPEN), "--workers", workers]
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

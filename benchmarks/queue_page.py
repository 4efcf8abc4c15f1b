"""The queue under load: 50 requests a second at fixed moments, whatever the answers take, against one at a time."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from benchmarks.ground import Ground
from benchmarks.report import aligned

RATE, SECONDS, CLIENTS = 50, 20, 32
WARM_UP = 40
SHOP, PERSON, PASSWORD = "chengguan", "manager@anshun.example", "see-you-next-visit"
P99_MS, RATIO = 150.0, 2.0
# of ten requests: the page, a card beside it, and an outcome recorded
MIX = ("page", "page", "page", "card", "card", "card", "card", "outcome", "card", "page")
HEADINGS = ("", "alone p50 ms", "p50 ms", "p99 ms", "ratio", "target")


class Client:
    """A signed-in browser's requests, one connection per thread."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._local = threading.local()
        page, cookie = self.ask("GET", "/sign-in")
        form = {"csrf_token": _token(page), "email": PERSON, "password": PASSWORD}
        _, self.cookie = self.ask("POST", "/sign-in", form, cookie)

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, cookie: str = "", htmx: bool = False
    ) -> tuple[str, str]:
        """The body and the cookies after it; raises RuntimeError for an error status."""
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Cookie": cookie or getattr(self, "cookie", "")} | ({"HX-Request": "true"} if htmx else {})
        body = urllib.parse.urlencode(form) if form else None
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._local.connection.request(method, path, body, headers)
        answer = self._local.connection.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        pairs = [part.split(";")[0] for name, part in answer.getheaders() if name.lower() == "set-cookie"]
        jar = dict(pair.split("=", 1) for pair in [*cookie.split("; "), *pairs] if "=" in pair)
        return text, "; ".join(f"{name}={value}" for name, value in jar.items())


class Work:
    """The three kinds of request over the follow-ups of today."""

    def __init__(self, client: Client) -> None:
        self._client = client
        page, client.cookie = client.ask("GET", f"/s/{SHOP}/queue", cookie=client.cookie)
        self._ids = list(dict.fromkeys(re.findall(rf"/s/{SHOP}/queue/([0-9a-f-]{{36}})", page)))
        self._turn = 0
        self._lock = threading.Lock()

    def page(self) -> None:
        self._client.ask("GET", f"/s/{SHOP}/queue")

    def card(self) -> None:
        self._client.ask("GET", f"/s/{SHOP}/queue/{self._next()}", htmx=True)

    def outcome(self) -> float:
        """Record and take back, so that the queue does not run dry; only recording is timed."""
        address = f"/s/{SHOP}/queue/{self._next()}"
        card, _ = self._client.ask("GET", address, htmx=True)
        token = _token(card)
        key = re.search(r'name="request_key" value="([^"]+)"', card)
        if key is None:
            return -1.0  # a neighbour has just recorded this one
        form = {"csrf_token": token, "request_key": key[1], "outcome": "info_updated", "channel": "call", "note": "ok"}
        began = time.perf_counter()
        self._client.ask("POST", f"{address}/outcome", form, htmx=True)
        return time.perf_counter() - began

    def _next(self) -> str:
        with self._lock:
            self._turn += 1
            return self._ids[self._turn % len(self._ids)]


def run(ground: Ground, scale: int, repeats: int) -> str:
    subprocess.run([sys.executable, "-m", "saas.cli", "seed"], check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    env = os.environ | {"WEB_CONCURRENCY": "2"}
    web = subprocess.Popen(
        [sys.executable, "-m", "saas.cli", "serve", "--bind", f"127.0.0.1:{port}"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        work = Work(_client_when_up(port))
        alone = {name: _alone(work, name) for name in ("page", "card", "outcome")}
        times, errors = _under_load(work, max(SECONDS // scale, 2))
    finally:
        web.terminate()
        web.wait(30)
    rows = [HEADINGS, *(_row(name, alone[name], times[name]) for name in alone)]
    failed = sum(errors.values())
    return (
        f"Queue of a shop with 1,520 customers at {RATE} requests a second\n{aligned(rows)}\n"
        f"  {sum(map(len, times.values()))} requests, {failed} errors {dict(errors) if errors else ''}\n"
    )


def _client_when_up(port: int) -> Client:
    for _ in range(300):
        try:
            return Client(port)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def _alone(work: Work, name: str) -> float:
    """Median seconds of one request at a time."""
    return quantiles([_timed(work, name)[1] for _ in range(WARM_UP)][WARM_UP // 4 :], n=100)[49]


def _under_load(work: Work, seconds: int) -> tuple[dict[str, list[float]], Counter[str]]:
    """Requests start at their moment, on time or not: a slow server meets a queue, and the wait counts."""
    times: dict[str, list[float]] = {"page": [], "card": [], "outcome": []}
    errors: Counter[str] = Counter()
    began = time.perf_counter() + 0.5

    def one(number: int) -> None:
        due = began + number / RATE
        time.sleep(max(due - time.perf_counter(), 0))
        name = MIX[number % len(MIX)]
        try:
            late = time.perf_counter() - due
            _, took = _timed(work, name)
            times[name].append(late + took)
        except (RuntimeError, OSError) as error:
            errors[str(error).rsplit(": ", 1)[-1]] += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, range(RATE * seconds)))
    return times, errors


def _timed(work: Work, name: str) -> tuple[str, float]:
    began = time.perf_counter()
    own = getattr(work, name)()
    took = time.perf_counter() - began
    return name, own if isinstance(own, float) and own >= 0 else took


def _row(name: str, alone: float, times: list[float]) -> tuple[str, ...]:
    cuts = quantiles(times, n=100)
    p50, p99 = cuts[49] * 1000, cuts[98] * 1000
    ratio = p50 / (alone * 1000)
    held = ratio <= RATIO and p99 <= P99_MS
    verdict = f"{'within' if held else 'OVER'} {RATIO:g} x and {P99_MS:g} ms"
    return name, f"{alone * 1000:.0f}", f"{p50:.0f}", f"{p99:.0f}", f"{ratio:.2f}", verdict


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(
        r"X-CSRFToken[^:]*: ?&#34;([^&]+)", page
    )
    return found[1] if found else ""

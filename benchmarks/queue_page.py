"""The queue under load of twenty advisors: 10, 25 and 50 requests a second at fixed moments, whatever the answers take,
against the bare statements and template of the page, and the processor time of the web processes for a request. What
records an outcome is three requests of them."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from statistics import quantiles

from benchmarks.bare_pages import LocalClient, bare
from benchmarks.ground import Ground
from benchmarks.report import aligned

RATES = 10, 25, 50  # requests a second; the last is what is aimed at
SECONDS, CLIENTS = 20, 32
WARM_UP, SAMPLE = 40, 100
PAGES = 5  # of the list, whose cards are opened
SHOP, ADVISORS, PASSWORD = "chengguan", 20, "see-you-next-visit"
LOCK_WAIT_MS = 100  # a longer wait for a lock is counted
P99_MS, RATIO = 150.0, 2.0
# of ten requests: the page, a card beside it, a customer, and an outcome recorded
MIX = ("page", "card", "page", "card", "customer", "card", "page", "outcome", "card", "customer")
KINDS = ("page", "card", "customer", "outcome")
REQUESTS = {"outcome": 3}  # with the card before it and the undo after it; the others are one
HEADINGS = ("", "bare p50 ms", "alone p50 ms", "CPU ms", "p50 ms", "p99 ms", "p50 to bare", "target")


class Client:
    """A signed-in browser's requests, one connection per thread."""

    def __init__(self, port: int, person: str) -> None:
        self._port = port
        self._local = threading.local()
        page, cookie = self.ask("GET", "/sign-in")
        form = {"csrf_token": _token(page), "email": person, "password": PASSWORD}
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
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        pairs = [part.split(";")[0] for name, part in answer.getheaders() if name.lower() == "set-cookie"]
        jar = dict(pair.split("=", 1) for pair in [*cookie.split("; "), *pairs] if "=" in pair)
        return text, "; ".join(f"{name}={value}" for name, value in jar.items())

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """As browsers do: a connection that the server has closed in the meantime is opened again."""
        connection: http.client.HTTPConnection = self._local.connection
        try:
            connection.request(method, path, body, headers)
            return connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            connection.close()
            connection.request(method, path, body, headers)
            return connection.getresponse()


class Work:
    """The kinds of request over the follow-ups of today and their customers; every person has his own part of them."""

    def __init__(self, clients: Sequence[Client | LocalClient]) -> None:
        self._clients = clients
        self._turn = 0
        self._lock = threading.Lock()
        for client in clients:  # the first page after signing in brings the session that forms belong to
            _, client.cookie = client.ask("GET", f"/s/{SHOP}/queue", cookie=client.cookie)
        self._ids = self._listed()
        asked = [(self._client(place), each) for place, each in enumerate(self._ids)]
        cards = [client.ask("GET", f"/s/{SHOP}/queue/{each}", htmx=True)[0] for client, each in asked]
        self._people = [re.findall(rf"/s/{SHOP}/customers/([0-9a-f-]{{36}})", card)[0] for card in cards]

    def page(self) -> None:
        client, _ = self._next()
        client.ask("GET", f"/s/{SHOP}/queue")

    def card(self) -> None:
        client, follow_up = self._next()
        client.ask("GET", f"/s/{SHOP}/queue/{follow_up}", htmx=True)

    def customer(self) -> None:
        client, person = self._next(self._people)
        client.ask("GET", f"/s/{SHOP}/customers/{person}")

    def outcome(self) -> float:
        """Record, which alone is timed, and take back, so that the queue does not run dry."""
        client, follow_up = self._next()
        address = f"/s/{SHOP}/queue/{follow_up}"
        card, _ = client.ask("GET", address, htmx=True)
        token = _token(card)
        key = re.search(r'name="request_key" value="([^"]+)"', card)
        if key is None:
            return -1.0  # a neighbour has just recorded this one
        form = {"csrf_token": token, "request_key": key[1], "outcome": "info_updated", "channel": "call", "note": "ok"}
        began = time.perf_counter()
        after, _ = client.ask("POST", f"{address}/outcome", form, htmx=True)
        took = time.perf_counter() - began
        undo = re.search(rf"/s/{SHOP}/contacts/[0-9a-f-]{{36}}/undo", after)
        if undo:
            client.ask("POST", undo[0], {"csrf_token": token}, htmx=True)
        return took

    def _listed(self) -> list[str]:
        """The first pages of the open list."""
        pages = [self._clients[0].ask("GET", f"/s/{SHOP}/queue?page={number}")[0] for number in range(1, PAGES + 1)]
        return list(dict.fromkeys(re.findall(rf"/s/{SHOP}/queue/([0-9a-f-]{{36}})", "".join(pages))))

    def _client(self, place: int) -> Client | LocalClient:
        return self._clients[place % len(self._clients)]

    def _next(self, of: Sequence[str] = ()) -> tuple[Client | LocalClient, str]:
        """Who asks next, and for what of his."""
        among = of or self._ids
        with self._lock:
            self._turn += 1
            place = self._turn % len(among)
        return self._client(place), among[place]


def run(ground: Ground, scale: int, repeats: int) -> str:
    subprocess.run([sys.executable, "-m", "saas.cli", "seed"], check=True, stdout=subprocess.DEVNULL)
    people = [_advisor(number) for number in range(ADVISORS)]
    ground.administer(
        "UPDATE follow_ups SET assigned_to_id = NULL WHERE state = 'open'",  # for whoever takes them
        "VACUUM ANALYZE",  # what autovacuum does within a minute
        f"ALTER SYSTEM SET deadlock_timeout = {LOCK_WAIT_MS}",
        "ALTER SYSTEM SET log_lock_waits = on",
        "SELECT pg_reload_conf()",
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    env = os.environ | {"HUITOU_PROXIES": "1"}  # as in production; the proxy itself would change nothing
    web = subprocess.Popen(
        [sys.executable, "-m", "saas.cli", "serve", "--bind", f"127.0.0.1:{port}"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        clients = [Client(port, person) for person in people]
        least = bare(clients[0].cookie, lambda client: Work([client]), WARM_UP)
        work = Work(clients)
        alone = {name: _alone(work, name) for name in KINDS}
        spent = {name: _spent(work, name, web.pid) for name in KINDS}
        loads = {rate: _under_load(work, max(SECONDS // scale, 2), rate) for rate in RATES}
    finally:
        web.terminate()
        web.wait(30)
    waits = ground.server_log().count("still waiting for")
    told = f"  {waits} waits for a lock of more than {LOCK_WAIT_MS} ms; target 0"
    return "\n".join([*(_table(rate, least, alone, spent, *load) for rate, load in loads.items()), told])


def _advisor(number: int) -> str:
    """A further advisor of the shop; the e-mail address."""
    person = f"advisor-{number}@anshun.example"
    command = ["users", "create", person, "--name", f"顾问{number}", "--shop", SHOP, "--role", "advisor"]
    subprocess.run(
        [sys.executable, "-m", "saas.cli", *command, "--password-stdin"],
        input=PASSWORD,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return person


def _table(
    rate: int,
    least: dict[str, float],
    alone: dict[str, float],
    spent: dict[str, float],
    times: dict[str, list[float]],
    errors: Counter[str],
) -> str:
    rows = [HEADINGS, *(_row(name, least[name], alone[name], spent[name], times[name]) for name in KINDS)]
    failed = sum(errors.values())
    return (
        f"Queue of a shop with 1,520 customers at {rate} requests a second\n{aligned(rows)}\n"
        f"  {sum(map(len, times.values()))} requests, {failed} errors {dict(errors) if errors else ''}\n"
        "  bare: what the driver takes for the statements of the answer, and its template once more\n"
        "  CPU ms: of the web processes; an outcome with the card before it and the undo after it\n"
    )


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server does not answer")


def _alone(work: Work, name: str) -> float:
    """Median seconds of one request at a time."""
    return quantiles([_timed(work, name)[1] for _ in range(WARM_UP)][WARM_UP // 4 :], n=100)[49]


def _spent(work: Work, name: str, pid: int) -> float:
    """Seconds of processor time that the web processes spend on one request."""
    before = _processor_time(pid)
    for _ in range(SAMPLE):
        getattr(work, name)()
    return (_processor_time(pid) - before) / SAMPLE


def _processor_time(pid: int) -> float:
    """Seconds that a process and all below it have run, as Linux counts them."""
    parents: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        parents[int(fields[1])].append((int(stat.parent.name), int(fields[11]) + int(fields[12])))
    below, ticks = [pid], 0
    while below:
        for child, spent in parents[below.pop()]:
            below.append(child)
            ticks += spent
    return ticks / os.sysconf("SC_CLK_TCK")


def _under_load(work: Work, seconds: int, rate: int) -> tuple[dict[str, list[float]], Counter[str]]:
    """Requests start at their moment, on time or not: a slow server meets a queue, and the wait counts."""
    times: dict[str, list[float]] = {name: [] for name in KINDS}
    errors: Counter[str] = Counter()
    began = time.perf_counter() + 0.5

    def one(number: int, name: str) -> None:
        due = began + number / rate
        time.sleep(max(due - time.perf_counter(), 0))
        try:
            late = time.perf_counter() - due
            _, took = _timed(work, name)
            times[name].append(late + took)
        except (RuntimeError, OSError) as error:
            errors[str(error).rsplit(": ", 1)[-1]] += 1

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, *zip(*_schedule(rate * seconds), strict=True)))
    return times, errors


def _schedule(most: int) -> Iterator[tuple[int, str]]:
    """Up to `most` requests: how many came before, and what comes."""
    names = cycle(MIX)
    sent = 0
    while sent < most:
        name = next(names)
        yield sent, name
        sent += REQUESTS.get(name, 1)


def _timed(work: Work, name: str) -> tuple[str, float]:
    began = time.perf_counter()
    own = getattr(work, name)()
    took = time.perf_counter() - began
    return name, own if isinstance(own, float) and own >= 0 else took


def _row(name: str, least: float, alone: float, spent: float, times: list[float]) -> tuple[str, ...]:
    cuts = quantiles(times, n=100)
    p50, p99 = cuts[49], cuts[98] * 1000
    ratio = p50 / least
    held = ratio <= RATIO and p99 <= P99_MS
    verdict = f"{'within' if held else 'OVER'} {RATIO:g} x and {P99_MS:g} ms"
    seconds = (f"{each * 1000:.1f}" for each in (least, alone, spent, p50))
    return name, *seconds, f"{p99:.0f}", f"{ratio:.2f}", verdict


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(
        r"X-CSRFToken[^:]*: ?&#34;([^&]+)", page
    )
    return found[1] if found else ""

"""What the statements and the template of an answer take by themselves: the least that a page can cost."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from flask import Flask, g, request, template_rendered
from sqlalchemy import Engine, event

from saas.app import create_app

HOST = "127.0.0.1"
ENDPOINTS = {"queue.index": "page", "queue.show": "card", "customers.show": "customer", "queue.record": "outcome"}


class LocalClient:
    """Asks the application of this process, without a server in between; `cookie` signs in."""

    def __init__(self, app: Flask, cookie: str) -> None:
        self._client = app.test_client()
        for pair in cookie.split("; "):
            self._client.set_cookie(*pair.split("=", 1), domain=HOST)
        self.cookie = cookie

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, cookie: str = "", htmx: bool = False
    ) -> tuple[str, str]:
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self._client.open(path, method=method, data=form, headers=headers, base_url=f"http://{HOST}")
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
        return answer.text, self.cookie


def bare(cookie: str, work: Callable[[LocalClient], Any], times: int) -> dict[str, float]:
    """Median seconds per kind of request: its statements as the driver takes them, then its template once more."""
    app = create_app()
    logging.getLogger("huitou").setLevel(logging.WARNING)
    with _stopwatch(app) as seconds:
        tasks = work(LocalClient(app, cookie))
        for _ in range(times):
            for kind in ENDPOINTS.values():
                getattr(tasks, kind)()
    return {ENDPOINTS[endpoint]: median(taken) for endpoint, taken in seconds.items() if endpoint in ENDPOINTS}


@contextmanager
def _stopwatch(app: Flask) -> Iterator[dict[str, list[float]]]:
    seconds: dict[str, list[float]] = defaultdict(list)

    def begin(connection: Any, *statement: Any) -> None:
        connection.info["began"] = time.perf_counter()

    def end(connection: Any, *statement: Any) -> None:
        if g:
            g.in_database = g.get("in_database", 0.0) + time.perf_counter() - connection.info["began"]

    def again(sender: Flask, template: Any, context: dict[str, Any], **rest: Any) -> None:
        in_database, began = g.get("in_database", 0.0), time.perf_counter()
        template.render(context)
        seconds[str(request.endpoint)].append(in_database + time.perf_counter() - began)

    event.listen(Engine, "before_cursor_execute", begin)
    event.listen(Engine, "after_cursor_execute", end)
    try:
        with template_rendered.connected_to(again, app):
            yield seconds
    finally:
        event.remove(Engine, "before_cursor_execute", begin)
        event.remove(Engine, "after_cursor_execute", end)

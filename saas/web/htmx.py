"""Everything that knows about htmx. htmx-flask parses the headers; what it misreads of htmx 4 is read here."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, render_template
from htmx_flask import Htmx, request
from htmx_flask import make_response as make_htmx_response
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def install(app: Flask) -> None:
    Htmx(app)


def is_htmx() -> bool:
    return bool(request.htmx)


def is_fragment() -> bool:
    """Does htmx want a piece of a page? Not when it restores history, nor when it swaps the whole body."""
    return (
        bool(request.htmx)
        and not request.htmx.history_restore_request
        and not request.htmx.boosted
        and request.headers.get("HX-Request-Type", "partial") == "partial"
    )


def current_page() -> str:
    """Path and query of the page that asked for a fragment; / when it does not say."""
    page = urlsplit(request.htmx.current_url or "")
    return f"{page.path or '/'}{'?' if page.query else ''}{page.query}" if page.netloc == request.host else "/"


def answer(
    fragment: str,
    *,
    page: str = "",
    goto: str = "",
    status: int = 200,
    events: dict[str, Any] | None = None,
    push_url: str | None = None,
    **values: Any,
) -> Response:
    """The fragment for htmx; for a browser without it the page that includes the fragment, or a redirect to `goto`.

    `events` are sent to the page's script, with or without detail: {"follow-up:next": None}.
    """
    if not is_fragment():
        if goto and status < 400:
            return redirect(goto, 303)
        return respond(render_template(page or fragment, **values), status)
    response = respond(render_template(fragment, **values), status, push_url=push_url)
    if events:
        # Headers are Latin-1: json escapes what is not ASCII.
        response.headers["HX-Trigger"] = json.dumps(events)
    return response


def go(address: str) -> Response:
    """Send the browser elsewhere as a whole, from a fragment too. `address` must be our own."""
    if is_htmx():
        return respond("", 204, redirect=address)
    return redirect(address, 303)


def respond(body: str, status: int = 200, **headers: Any) -> Response:
    """An answer with htmx headers, named as in htmx-flask: redirect, push_url, retarget ..."""
    response: Response = make_htmx_response(body, status, **headers)
    return response


def refuse_fragment(body: str, status: int, sentence: str) -> Response:
    """An error inside a fragment: nothing is swapped, the page shows the sentence as a toast."""
    response = respond(body, status, reswap="none")
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "category": "error"}})
    return response

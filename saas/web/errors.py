"""Errors as sentences: a page for a browser, a toast for htmx, never a traceback."""

from flask import Flask, g, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, Unauthorized
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.web import access, htmx
from tenants.db import db
from tenants.errors import DomainError

MOST_READ_BYTES = 300_000_000  # of a request that is refused for its size

# status -> what happened, what to do next
SENTENCES = {
    400: (_l("This request cannot be understood"), _l("Go back, load the page again and try once more.")),
    403: (_l("You are not allowed to do that"), _l("Ask the owner of the shop for the role you need.")),
    404: (_l("There is nothing here"), _l("The address is wrong, or what it named is gone.")),
    405: (_l("This page cannot do that"), _l("Go back and use the buttons of the page.")),
    413: (_l("The file is too large"), _l("Up to 50 MB are accepted. Split the file, or export a shorter period.")),
    422: (_l("That cannot be done"), ""),
    500: (_l("Something broke on our side"), _l("Nothing was changed. Try again in a moment.")),
}
# sqlstates: a statement, a lock or a deadlock took too long, for example while a queue is planned
BUSY = frozenset({"57014", "55P03", "40P01"})
BUSY_NOW = (_l("This is being changed right now"), _l("Nothing was changed. Try again in a moment."))
EXPIRED = (_l("This page is too old"), _l("Go back, load the page again and send the form once more."))


def install(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(Unauthorized, _send_to_sign_in)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _crash)


def sentence(error: DomainError) -> str:
    """In the reader's language."""
    return str(gettext(error.message, **error.params))


def _domain_error(error: DomainError) -> Response:
    return _page(422, SENTENCES[422][0], sentence(error))


def _expired(error: CSRFError) -> Response:
    response = _page(400, *EXPIRED)
    if htmx.is_htmx():
        response.headers["HX-Refresh"] = "true"
    return response


def _unknown_host(error: SecurityError) -> Response:
    # No page: every address in it would name the host that we do not trust.
    return Response("This host name is not ours. Set HUITOU_TRUSTED_HOSTS.\n", 400, mimetype="text/plain")


def _send_to_sign_in(error: Unauthorized) -> Response:
    if htmx.is_htmx():
        return htmx.respond("", 401, redirect=access.sign_in_address())
    return redirect(access.sign_in_address())


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    if error.code == 413:
        _read_on()
    code = error.code if error.code in SENTENCES else (400 if error.code < 500 else 500)
    return _page(error.code, *SENTENCES[code])


def _read_on() -> None:
    """A browser reads no answer while it is still sending: take in what comes, up to a limit, and forget it."""
    stream, left = request.environ["wsgi.input"], MOST_READ_BYTES
    while left > 0 and (piece := stream.read(min(left, 1 << 20))):
        left -= len(piece)


def _crash(error: InternalServerError) -> Response:
    cause = getattr(error.original_exception, "orig", None)  # what the database said, also when it was to commit
    if getattr(cause, "sqlstate", None) in BUSY:
        return _page(503, *BUSY_NOW)
    return _page(500, *SENTENCES[500], reference=g.get("request_id", ""))


def _page(status: int, title: object, text: object, reference: str = "") -> Response:
    # The transaction may be broken, and what an error leaves behind must not be seen by the page.
    db.session.rollback()
    values = {"status": status, "title": title, "text": text, "reference": reference}
    if htmx.is_fragment():
        return htmx.refuse_fragment(render_template("errors/_error.html", **values), status, str(text or title))
    return htmx.respond(render_template("errors/error.html", **values), status)

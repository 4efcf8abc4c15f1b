"""Log lines carry the shop and the request, and nothing about a customer: no address, no form, no message of an
exception (PostgreSQL quotes rows in its own)."""

import logging
import time
import traceback
from types import TracebackType

from flask import Flask, Response, g, has_request_context, request

log = logging.getLogger("huitou")


class _Where(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        inside = has_request_context()
        record.shop = g.shop.id if inside and g.get("shop") else "-"
        record.request = g.get("request_id", "-") if inside else "-"
        return True


def install(app: Flask) -> None:
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)s shop=%(shop)s request=%(request)s %(message)s")
        )
        log.addHandler(handler)
        log.addFilter(_Where())
        log.setLevel(logging.INFO)
    app.before_request(_start_watch)
    app.after_request(_log_request)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def describe(error: BaseException) -> str:
    """Types, places and database codes of an error and its causes, without their messages."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}{_database_code(cause)}")
        lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines)


def _database_code(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f" {code} {constraint or ''}".rstrip() if code else ""


def _start_watch() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    if request.endpoint != "static":
        millis = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        log.info("%s %s %d %.0f ms", request.method, request.endpoint or "-", response.status_code, millis)
    return response


def _log_exception(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> None:
    if exc_info[1] is not None:
        log.error("%s", describe(exc_info[1]))

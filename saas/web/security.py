"""What every answer forbids the browser, and what no request may do to us."""

from typing import TypedDict
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden
from werkzeug.middleware.proxy_fix import ProxyFix

from saas.config import Config

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_UPLOAD_BYTES = 50 * 1024 * 1024

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
VARY = ("HX-Request", "Cookie", "Accept-Language")
ONE_YEAR = 31_536_000

csrf = CSRFProtect()


class CookieOptions(TypedDict):
    secure: bool
    httponly: bool
    samesite: str


def install(app: Flask, config: Config) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        TRUSTED_HOSTS=list(config.trusted_hosts),
        SESSION_COOKIE_NAME=cookie_name("form", config.secure_cookies),
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # cycle.py asks for the token itself, after the access rule: a stranger's upload is never parsed
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a queue stays open all day
        WTF_CSRF_SSL_STRICT=False,  # refuse_other_sites looks at the origin, over plain HTTP too
    )
    csrf.init_app(app)
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.after_request(lambda response: _protect(response, config.secure_cookies))


def cookie_name(name: str, secure: bool) -> str:
    # __Host-: the browser itself refuses it from another host, another path or plain HTTP
    return f"__Host-huitou-{name}" if secure else f"huitou-{name}"


def cookie_options() -> CookieOptions:
    return {"secure": current_app.config["SESSION_COOKIE_SECURE"], "httponly": True, "samesite": "Lax"}


def is_safe() -> bool:
    return request.method in SAFE_METHODS


def refuse_other_sites() -> None:
    """An unsafe request must come from our own page. Raises Forbidden."""
    if is_safe():
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (origin is not None and urlsplit(origin).netloc != request.host):
        raise Forbidden()


def _protect(response: Response, secure: bool) -> Response:
    response.headers.extend(HEADERS)
    if secure:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.update(VARY)
    return response

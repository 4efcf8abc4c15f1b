"""Who is asking: the cookie holds a token, the table of sessions knows the rest."""

from flask import current_app, request
from werkzeug.wrappers import Response

from saas.accounts import sign_in
from saas.web.security import cookie_name, cookie_options
from tenants import clock


def find() -> sign_in.OpenSession | None:
    token = request.cookies.get(_cookie())
    return sign_in.find_session(token, clock.now()) if token else None


def remember(response: Response, token: str) -> None:
    response.set_cookie(_cookie(), token, max_age=sign_in.ABSOLUTE, **cookie_options())


def forget(response: Response) -> None:
    response.delete_cookie(_cookie(), **cookie_options())


def _cookie() -> str:
    return cookie_name("session", current_app.config["SESSION_COOKIE_SECURE"])

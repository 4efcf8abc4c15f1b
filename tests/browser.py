"""A browser without a screen: every request starts from nothing, as in production, and forms carry their token."""

import contextvars
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from saas.accounts import sign_in
from saas.accounts.models import User
from saas.web.security import cookie_name
from tenants import clock
from tenants.db import db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Browser:
    """`get` and `post` answer with werkzeug's TestResponse; `htmx=True` asks for a fragment."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def sign_in(self, user: User) -> "Browser":
        """Without the form: a session in the table, its token in the cookie."""
        token = sign_in.open_session(user.id, clock.now())
        db.session.commit()
        self.client.set_cookie(cookie_name("session", secure=False), token)
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.open("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """With the form's token, unless `data` brings one."""
        return self.open("POST", path, data={"csrf_token": self.form_token(), **(data or {})}, **options)

    def open(
        self, method: str, path: str, *, htmx: bool = False, headers: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        sent = {**(HTMX if htmx else {}), **(headers or {})}
        # An empty context: no application context, session or scope of the test reaches the request.
        return contextvars.Context().run(self.client.open, path, method=method, headers=sent, **options)

    def form_token(self) -> str:
        """What `csrf_token()` writes into this browser's forms."""
        return contextvars.Context().run(self._form_token)

    def _form_token(self) -> str:
        with self.client.session_transaction() as session:
            secret = session.setdefault("csrf_token", "the browser's own")
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(secret))

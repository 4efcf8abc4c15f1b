"""One request is one transaction: asked who, let in, answered, then committed or rolled back. Only this file of the
web commits."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from flask import Flask, Response, g, request

from saas.accounts import sign_in
from saas.web import access, identity, locale, shop
from saas.web.security import csrf, is_safe, refuse_other_sites
from tenants import clock
from tenants.db import db


def install(app: Flask) -> None:
    app.before_request(_begin)
    # Flask runs these in reverse order, so the headers of the other modules are on an answer that is committed.
    app.after_request(_finish)
    app.teardown_request(_close)


def keep() -> None:
    """What this request wrote stays although it answers with an error: a failed sign-in is counted."""
    g.keep = True


@contextmanager
def transaction_of(shop_id: int) -> Iterator[None]:
    """What a machine tells of several shops is one transaction in each."""
    with shop.visit(shop_id):
        yield
        db.session.commit()


def _begin() -> None:
    g.scopes = ExitStack()
    g.request_id = secrets.token_hex(8)
    g.user = g.shop = g.membership = g.session_hash = None
    g.shops = []
    g.memberships = []
    g.keep = False
    if request.endpoint == "static":
        return
    refuse_other_sites()
    _open_transaction()
    _identify()
    locale.settle()
    access.guard()
    if request.endpoint and not access.is_for_machines():
        csrf.protect()


def _open_transaction() -> None:
    # Looking changes nothing: PostgreSQL refuses every write of a GET.
    db.session.connection(execution_options={"postgresql_readonly": is_safe()})


def _identify() -> None:
    session = identity.find()
    if session is None:
        return
    if session.needs_touch:
        db.session.rollback()
        sign_in.touch(session.token_hash, clock.now())
        db.session.commit()
        _open_transaction()
    g.user, g.session_hash, g.memberships = session.user, session.token_hash, session.shops


def _finish(response: Response) -> Response:
    if not is_safe() and (response.status_code < 400 or g.keep):
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _close(error: BaseException | None) -> None:
    locale.forget()
    if "scopes" in g:
        g.pop("scopes").close()

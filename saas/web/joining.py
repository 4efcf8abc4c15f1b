"""The link of an invitation: whoever it is for becomes a member, signed in or by a password."""

from flask import Blueprint, g, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import InputRequired

from saas.accounts import joining, passwords
from saas.accounts.joining import NotOpen
from saas.accounts.models import Shop
from saas.accounts.sign_in import WrongPassword
from saas.accounts.throttle import TooManyAttempts
from saas.web import cycle, errors, forms, htmx, identity
from saas.web.access import public
from tenants import clock
from tenants.errors import DomainError

bp = Blueprint("joining", __name__)


class PasswordForm(forms.Form):
    password = PasswordField(validators=[InputRequired(_l("Enter your password."))])


@bp.get("/invitations/<token>")
@public
def show(token: str) -> Response:
    return _page(token, PasswordForm())


@bp.post("/invitations/<token>")
@public
def accept(token: str) -> Response:
    try:
        return _accept_signed_in(token) if g.user else _accept_by_password(token)
    except NotOpen as error:
        return _gone(error)


def _accept_signed_in(token: str) -> Response:
    try:
        return htmx.go(_home(joining.accept(token, g.user, now=clock.now())))
    except NotOpen:
        raise
    except DomainError as error:
        return _page(token, PasswordForm(), 422, errors.sentence(error))


def _accept_by_password(token: str) -> Response:
    form = PasswordForm.from_request()
    if not form.ok:
        return _page(token, form, 422)
    address = request.remote_addr or ""
    try:
        found, opened = joining.accept_by_password(token, form.password.data, address=address, now=clock.now())
    except NotOpen:
        raise
    except WrongPassword:
        cycle.keep()  # a failed sign-in is counted
        refusal = gettext("This is not the password of your account. Enter that one, or ask for a new link.")
        return _page(token, form, 422, refusal)
    except TooManyAttempts as error:
        return _page(token, form, 429, errors.sentence(error))
    except DomainError as error:
        return _page(token, form, 422, errors.sentence(error))
    session.clear()  # a form token from before is worth nothing now
    response = htmx.go(_home(found))
    identity.remember(response, opened)
    return response


def _home(found: Shop) -> str:
    return url_for("queue.index", shop=found.slug)


def _page(token: str, form: PasswordForm, status: int = 200, refusal: str = "") -> Response:
    try:
        invitation, found = joining.open_one(token, clock.now())
    except NotOpen as error:
        return _gone(error)
    page = render_template(
        "invitations/show.html",
        invitation=invitation,
        shop=found,
        token=token,
        form=form,
        refusal=refusal,
        least=passwords.MIN_CHARACTERS,
    )
    return htmx.respond(page, status)


def _gone(error: NotOpen) -> Response:
    return htmx.respond(render_template("invitations/gone.html", text=errors.sentence(error)), 404)

"""Sign in, sign out, sign out everywhere."""

from flask import Blueprint, flash, g, make_response, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from saas.accounts import sign_in
from saas.accounts.throttle import TooManyAttempts
from saas.web import cycle, errors, forms, htmx, identity
from saas.web.access import public, signed_in
from tenants import clock

bp = Blueprint("sign_in", __name__)


class SignInForm(forms.Form):
    email = StringField(validators=[InputRequired(_l("Enter your e-mail address."))])
    password = PasswordField(validators=[InputRequired(_l("Enter your password."))])


@bp.get("/sign-in")
@public
def new() -> Response | str:
    if g.user:
        return redirect(forms.next_page())
    return render_template("sign_in/new.html", form=SignInForm(), refusal="", next=forms.next_page())


@bp.post("/sign-in")
@public
def create() -> Response:
    form = SignInForm.from_request()
    if not form.ok:
        return _again(form, 422)
    try:
        token = sign_in.sign_in(form.email.data, form.password.data, address=request.remote_addr or "", now=clock.now())
    except sign_in.WrongPassword as error:
        cycle.keep()
        return _again(form, 422, errors.sentence(error))
    except TooManyAttempts as error:
        return _again(form, 429, errors.sentence(error))
    return _enter(token)


@bp.post("/sign-out")
@signed_in
def destroy() -> Response:
    sign_in.sign_out(g.session_hash, clock.now())
    return _leave()


@bp.post("/sign-out/everywhere")
@signed_in
def destroy_everywhere() -> Response:
    sign_in.sign_out_everywhere(g.user.id, clock.now())
    return _leave()


def _again(form: SignInForm, status: int, refusal: str = "") -> Response:
    page = render_template("sign_in/new.html", form=form, refusal=refusal, next=forms.next_page())
    return make_response(page, status)


def _enter(token: str) -> Response:
    if g.session_hash:
        sign_in.sign_out(g.session_hash, clock.now())
    session.clear()  # a form token from before sign-in is worth nothing after it
    response = htmx.go(forms.next_page())
    identity.remember(response, token)
    return response


def _leave() -> Response:
    session.clear()
    flash(gettext("You are signed out."), "success")
    response = htmx.go(url_for("sign_in.new"))
    identity.forget(response)
    return response

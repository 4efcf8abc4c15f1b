"""Invitations: the owner asks somebody in, and managers do for the roles below theirs; a link goes to the person."""

import uuid
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, g, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from saas.accounts import invitations, people
from saas.accounts.invitations import Guest, Issuer
from saas.accounts.models import ROLES, Invitation
from saas.accounts.roles import governs
from saas.web import errors, forms, htmx, shop
from saas.web.access import requires
from saas.web.labels import label
from saas.web.members import actor
from tenants import clock
from tenants.errors import DomainError
from workers.invitations import mail_soon

bp = Blueprint("invitations", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """An invitation, and whether whoever looks may make a new link for it or withdraw it."""

    invitation: Invitation
    may_change: bool


class InvitationForm(forms.Form):
    name = StringField(validators=[InputRequired(_l("Enter the name."))])
    email = StringField(validators=[InputRequired(_l("Enter the e-mail address."))])
    role = StringField(default="advisor")


@bp.get("/invitations")
@requires("manage_staff")
def index() -> Response:
    return _page(InvitationForm())


@bp.post("/invitations")
@requires("manage_staff")
def create() -> Response:
    form = InvitationForm.from_request()
    if not form.ok:
        return _page(form, 422)
    guest = Guest(form.email.data, form.name.data, form.role.data or "")
    try:
        made = invitations.invite(g.shop.id, guest, by=_issuer(), now=clock.now())
    except DomainError as error:
        return _page(form, 422, refusal=errors.sentence(error))
    return _handed_out(made)


@bp.post("/invitations/<uuid:id>/renewal")
@requires("manage_staff")
def renew(id: uuid.UUID) -> Response:
    _find_or_404(id)
    return _handed_out(invitations.renew(g.shop.id, id, by=_issuer(), now=clock.now()))


@bp.post("/invitations/<uuid:id>/withdrawal")
@requires("manage_staff")
def withdraw(id: uuid.UUID) -> Response:
    _find_or_404(id)
    row = invitations.withdraw(g.shop.id, id, by=actor(), now=clock.now())
    flash(gettext("The link for %(name)s no longer works.", name=row.name), "success")
    return redirect(url_for("invitations.index"), 303)


def _handed_out(made: Invitation) -> Response:
    """Where mail can be sent the link goes nowhere else: who opens it proves that the address is his. Otherwise it is
    on this page and on no other."""
    mail_soon(made.id)
    link = "" if _is_mailing() else invitations.address_of(made, _key())
    return _page(InvitationForm(formdata=None), made=made, link=link)


def _page(
    form: InvitationForm, status: int = 200, *, refusal: str = "", made: Invitation | None = None, link: str = ""
) -> Response:
    rows = invitations.listed(g.shop.id)
    ids = {id for row in rows for id in (row.invited_by_id, row.withdrawn_by_id) if id}
    page = render_template(
        "invitations/index.html",
        form=form,
        refusal=refusal,
        made=made,
        link=link,
        rows=[Row(row, row.is_open and governs(g.membership.role, row.role)) for row in rows],
        names=people.names_of(ids),
        roles=[(role, label("role", role).text) for role in ROLES if governs(g.membership.role, role)],
        days=invitations.EXPIRES.days,
        is_mailing=_is_mailing(),
        now=clock.now(),
    )
    return htmx.respond(page, status)


def _issuer() -> Issuer:
    return Issuer(actor(), request.host_url.rstrip("/"), _key())


def _is_mailing() -> bool:
    return bool(current_app.config["HUITOU"].smtp_url)


def _key() -> str:
    return str(current_app.config["HUITOU"].secret_key)


def _find_or_404(id: uuid.UUID) -> None:
    if invitations.find(g.shop.id, id) is None:
        raise NotFound()

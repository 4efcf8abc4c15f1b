"""Pages that exist for tests only: what a page of the product may do, right and wrong."""

import uuid

from flask import Blueprint, request
from sqlalchemy import select, text
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from saas.web import htmx, shop
from saas.web.access import public, requires, signed_in
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import N_, DomainError

bp = Blueprint("probe", __name__, url_prefix=f"{shop.PREFIX}/probe")
outside = Blueprint("probe_outside", __name__, url_prefix="/probe")


@bp.get("/customers")
@requires("view_customers")
def index() -> str:
    return ",".join(sorted(db.session.scalars(select(Customer.name))))


@bp.get("/customers/<uuid:id>")
@requires("view_customers")
def show(id: uuid.UUID) -> str:
    customer = db.session.scalar(select(Customer).where(Customer.id == id))
    if customer is None:
        raise NotFound()
    return customer.name


@bp.post("/customers")
@requires("record_outcome")
def create() -> Response:
    """Writes, then ends as `end` says."""
    db.session.add(Customer(name=request.form["name"]))
    db.session.flush()
    end = request.form.get("end")
    if end == "refuse":
        raise DomainError(N_("Use at most %(most)s characters."), most=3)
    if end == "crash":
        db.session.execute(text("SELECT 1 / 0"))
    if end == "invalid":
        return htmx.respond("the form again", 422)
    return htmx.respond("done")


@bp.get("/write")
@requires("view_customers")
def write() -> str:
    db.session.add(Customer(name=request.args["name"]))
    db.session.commit()
    return "a GET wrote"


@bp.get("/crash")
@requires("view_customers")
def crash() -> str:
    db.session.execute(text("SELECT CAST(:secret AS int)"), {"secret": request.args["secret"]})
    return ""


@outside.get("/private")
@signed_in
def private() -> str:
    return "private"


@outside.post("/public")
@public
def open_to_all() -> str:
    return request.form.get("name", "")

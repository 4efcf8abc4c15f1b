"""Members: who belongs to this shop in which role; the role is changed, access ended and given back."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import members, people
from saas.accounts.members import Actor, Member
from saas.accounts.models import ROLES
from saas.web import htmx, shop
from saas.web.access import may_here, requires
from saas.web.labels import label
from saas.web.plurals import ngettext
from tenants import clock
from tenants.follow_ups import handing_over
from tenants.follow_ups.handing_over import Hand, Holding
from tenants.staff import roster
from workers.follow_ups import plan_again

ONLY_LOOKS = "viewer"

bp = Blueprint("members", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """A member, and what whoever looks may do about him."""

    member: Member
    may_change: bool
    may_give_back: bool


@bp.post("/members/<uuid:id>/role")
@requires("manage_shop")
def change(id: uuid.UUID) -> Response:
    member, role = _member_or_404(id), request.form.get("role", "")
    if role == ONLY_LOOKS and request.form.get("sure") != "yes" and (holding := _would_lose(member)):
        return htmx.answer("staff/only_looks.html", member=member, role=role, holding=holding)
    members.change_role(g.shop.id, id, role, by=actor())
    if role == ONLY_LOOKS:  # and calls nobody
        _give_to_the_pool(id)
    told = gettext("%(name)s is now: %(role)s.", name=member.name, role=label("role", role).text)
    return _back(told)


@bp.post("/members/<uuid:id>/end")
@requires("manage_shop")
def end(id: uuid.UUID) -> Response:
    member = _member_or_404(id)
    members.end(g.shop.id, id, by=actor(), now=clock.now())
    _give_to_the_pool(id)
    return _back(gettext("%(name)s is signed out of this shop.", name=member.name))


@bp.post("/members/<uuid:id>/return")
@requires("manage_staff")
def give_back(id: uuid.UUID) -> Response:
    member = _member_or_404(id)
    members.give_back(g.shop.id, id, by=actor())
    bring_back(id, member.name)
    return _back(gettext("%(name)s may sign in to this shop again.", name=member.name))


def bring_back(user_id: uuid.UUID, name: str) -> None:
    """Into the crew, where nobody else answers for his name from now on."""
    answered = roster.come_back(user_id, name, by=g.user.id, now=clock.now())
    if answered:
        names = ", ".join(sorted(people.names_of(answered).values()))
        flash(gettext("No longer answering for that name in work orders: %(names)s.", names=names), "info")


def actor() -> Actor:
    """Who asks, in his role here."""
    return Actor(g.user.id, g.membership.role)


def listed() -> dict[str, Any]:
    """What _members.html needs; nobody is named to whom the list is not shown."""
    found = members.members_of(g.shop.id) if may_here("manage_staff") else []
    return {
        "members": [_row(each) for each in found],
        "enders": people.names_of({each.ended_by_id for each in found if each.ended_by_id}),
        "roles": [(role, label("role", role).text) for role in ROLES],
    }


def _row(member: Member) -> Row:
    governed, is_member = members.may_govern(actor(), member.id, member.role), member.ended_at is None
    return Row(
        member,
        may_change=governed and is_member and may_here("manage_shop"),
        may_give_back=governed and not is_member,
    )


def _would_lose(member: Member) -> Holding | None:
    """What would go to the pool with another role, when it is anything and the role is his to change."""
    if member.ended_at or not members.may_govern(actor(), member.id, member.role):
        return None
    holding = handing_over.holding(member.id, shop.today())
    return None if holding.is_empty else holding


def _give_to_the_pool(user_id: uuid.UUID) -> None:
    """Nothing may lie with somebody who cannot see it; the page of hand-overs can take it back when he is back."""
    count = handing_over.hand_over(user_id, Hand(None, g.user.id, clock.now(), shop.today())).count
    if count:
        told = ngettext(
            "%(num)d thing went to the pool; see hand-overs.", "%(num)d things went to the pool; see hand-overs.", count
        )
        flash(told, "info")


def _member_or_404(user_id: uuid.UUID) -> Member:
    found = members.find(g.shop.id, user_id)
    if found is None:
        raise NotFound()
    return found


def _back(told: str) -> Response:
    plan_again()
    flash(told, "success")
    return redirect(url_for("staff.index"), 303)

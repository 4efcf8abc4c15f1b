"""The manager's board: who has what today, what is stuck, what lies with nobody, and giving it to somebody else."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people, shops
from saas.web import forms, htmx, lists, shop
from saas.web.access import requires
from saas.web.plurals import ngettext
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.follow_ups import board, dedicated, handing_over
from tenants.follow_ups.board import POOL, Share, What
from tenants.follow_ups.handing_over import Hand
from tenants.staff import duty, roster
from tenants.staff.duty import Duty

MOST_AT_ONCE = 2000

bp = Blueprint("board", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """A colleague on the board; `whose` is how an address names him, `duty` None for the pool and for who has left."""

    whose: str
    name: str
    share: Share
    duty: Duty | None = None

    @property
    def is_shown(self) -> bool:
        """Has something, or could."""
        return bool(self.share.target or (self.duty and (self.duty.minutes or self.duty.is_on_leave)))

    @property
    def is_overloaded(self) -> bool:
        return self.duty is not None and self.share.minutes > self.duty.minutes


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list the address asks for."""

    what: What
    whose: str

    @classmethod
    def of_request(cls) -> "Asked":
        return cls(What(lists.choice("what", What)), request.values.get("whose", "")[:40])

    @property
    def owner(self) -> uuid.UUID | str | None:
        """Raises DomainError for what is nobody's id."""
        if self.whose in ("", POOL):
            return self.whose or None
        try:
            return uuid.UUID(self.whose)
        except ValueError:
            raise DomainError(N_("Nobody of that name works here. Choose from the board.")) from None

    @property
    def filters(self) -> dict[str, Any]:
        chosen = {"what": self.what.value, "whose": self.whose}
        return {name: value for name, value in chosen.items() if value}


@bp.get("/board")
@requires("view_board")
def index() -> Response:
    return htmx.answer("board/_list.html" if _is_list() else "board/_board.html", page="board/index.html", **_values())


@bp.post("/board/reassign")
@requires("reassign")
def reassign() -> Response:
    asked, to_id = Asked.of_request(), whom(request.form.get("to_id", ""))
    ids = ticked()
    if request.form.get("all") == "yes":
        ids = board.ids_of(_queue_on() or shop.today(), asked.what, asked.owner)
    if not ids:
        raise DomainError(N_("Tick the follow-ups to give away, then choose who gets them."))
    if len(ids) > MOST_AT_ONCE:
        raise DomainError(N_("These are more than %(most)s. Give them away in parts."), most=MOST_AT_ONCE)
    count = handing_over.reassign(ids, Hand(to_id, g.user.id, clock.now(), shop.today()))
    flash(_given(count, to_id), "success" if count else "info")
    return redirect(url_for("board.index", **asked.filters), 303)


def whom(typed: str) -> uuid.UUID | None:
    """Who gets something; None: the pool. Raises DomainError for somebody who does not work here."""
    if typed == POOL:
        return None
    if typed not in {value for value, _ in colleagues()}:
        raise DomainError(N_("Choose who gets it: somebody who works here, or the pool."))
    return uuid.UUID(typed)


def colleagues() -> list[tuple[str, str]]:
    """Those who may get work, for a list to choose from: all who have not left."""
    team, today = shops.team(g.shop.id), shop.today()
    places = roster.places_of(shops.callers(team))
    return [(str(each.id), each.name) for each in team if not places[each.id].has_left(today)]


def _values() -> dict[str, Any]:
    asked, queue_on = Asked.of_request(), _queue_on()
    shared = board.shares(queue_on) if queue_on else {}
    lines, paging = board.listed(queue_on or shop.today(), asked.what, asked.owner, lists.page_asked())
    rows = _rows(shared)
    return {
        "queue_on": queue_on,
        "today": shop.today(),
        "asked": asked,
        "filters": asked.filters,
        "rows": rows,
        "total": board.total(shared),
        "names": people.names_of({line.follow_up.assigned_to_id for line in lines if line.follow_up.assigned_to_id}),
        "whose_name": next((row.name for row in rows if row.whose == asked.whose), ""),
        "lines": lines,
        "paging": paging,
        "team": colleagues(),
        "unattended": dedicated.count_unattended(),
    }


def _rows(shared: dict[uuid.UUID | None, Share]) -> list[Row]:
    """All who have something or could, by name, and the pool."""
    team = shops.team(g.shop.id)
    duties = duty.duties(shops.callers(team), shop.today())
    names = {each.id: each.name for each in team if each.id in duties or each.id in shared}
    gone = {user_id for user_id in shared if user_id and user_id not in names}
    names |= people.names_of(gone)
    rows = [Row(str(id), name, shared.get(id, Share()), duties.get(id)) for id, name in names.items()]
    return [*(row for row in rows if row.is_shown), Row(POOL, gettext("Pool"), shared.get(None, Share()))]


def _given(count: int, to_id: uuid.UUID | None) -> str:
    if not count:
        return str(gettext("Nothing changed: it is theirs already, or done."))
    name = people.names_of({to_id})[to_id] if to_id else gettext("Pool")
    return str(ngettext("%(num)d follow-up: now %(name)s.", "%(num)d follow-ups: now %(name)s.", count, name=name))


def _is_list() -> bool:
    """Does htmx ask for another page of the list only?"""
    return htmx.is_fragment() and request.headers.get("HX-Target", "").endswith("board-list")


def ticked() -> list[uuid.UUID]:
    """The ids that were ticked in a list."""
    return [each for typed in request.form.getlist("id") if (each := forms.id_of(typed))]


def _queue_on() -> date | None:
    return board.last_queue_on(shop.today())

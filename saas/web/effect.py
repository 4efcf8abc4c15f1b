"""Effect: what contacts brought, credited by rules and measured against customers who went without."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import formats, htmx, lists, shop
from saas.web.access import requires
from saas.web.plurals import ngettext
from tenants import settings
from tenants.attribution import lift, queries
from tenants.attribution.crediting import CLAW_BACK_DAYS
from tenants.attribution.lift import Lift
from tenants.attribution.queries import Period
from tenants.attribution.trial import OUTCOME_DAYS

bp = Blueprint("effect", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Measured:
    """A period with its lift, None while there is too little to tell; `needed` further customers would tell."""

    period: Period
    lift: Lift | None
    needed: int

    @classmethod
    def of(cls, period: Period) -> "Measured":
        both = period.treated, period.control
        return cls(period, lift.lift(*both) if lift.is_enough(*both) else None, lift.more_needed(*both))

    @property
    def is_told_from_chance(self) -> bool:
        return self.lift is not None and (self.lift.is_proven or self.lift.is_harmful)

    @property
    def verdict(self) -> str:
        """In words for somebody who wants to know whether calling pays."""
        told: str
        if self.lift is None:
            told = gettext("Cannot tell yet: too few customers went without a call so far.")
        elif self.lift.is_proven:
            more = formats.number(round(self.lift.difference * 100))
            told = gettext("Contacts bring visits: of 100 contacted customers about %(more)s more come.", more=more)
        elif self.lift.is_harmful:
            fewer = formats.number(round(-self.lift.difference * 100))
            told = gettext("Contacts keep customers away: of 100 about %(fewer)s fewer come.", fewer=fewer)
        else:
            told = gettext("Cannot tell yet: so far the difference may be chance.")
        return told

    @property
    def wait(self) -> str:
        """How much longer, in customers."""
        if not self.needed:
            return ""
        told: str = ngettext(
            "About %(num)d more customer is needed to tell.",
            "About %(num)d more customers are needed to tell.",
            self.needed,
        )
        return told


@bp.get("/effect")
@requires("view_effect")
def index() -> Response:
    since = shop.today() - timedelta(CLAW_BACK_DAYS)
    each = queries.periods()
    by_person = queries.by_person(since)
    found, paging = queries.credited(since, lists.page_asked())
    return htmx.answer(
        "effect/_credited.html",
        page="effect/index.html",
        measured=Measured.of(queries.together(each)),
        periods=[Measured.of(one) for one in each],
        by_trigger=queries.by_trigger(since),
        by_person=by_person,
        names=people.names_of({one for one in (*by_person, *(row.credit.user_id for row in found)) if one}),
        credited=found,
        paging=paging,
        since=since,
        outcome_days=OUTCOME_DAYS,
        chosen=settings.current(),
    )

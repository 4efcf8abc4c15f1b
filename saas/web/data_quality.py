"""Data quality: what predictions and lists rest on, and what is wrong with it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from saas.accounts import people
from saas.web import lists, shop
from saas.web.access import requires
from saas.web.formats import number
from saas.web.plurals import ngettext
from tenants.customers import unreachable
from tenants.imports import queries as imports
from tenants.needs import quality
from tenants.needs.reading_care import reading_care
from tenants.visits.rework import propose_rework

PLATES = 25  # the latest that are listed
REWORK_DAYS = CARE_DAYS = 90  # so far back they look

bp = Blueprint("data_quality", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Card:
    """A trouble, how much there is of it, and where it is put right."""

    endpoint: str
    text: LazyString
    picture: str
    count: int
    note: str

    @property
    def address(self) -> str:
        return url_for(self.endpoint)


@bp.get("/data-quality")
@requires("view_data_quality")
def index() -> str:
    found, paging = quality.suspects(lists.page_asked())
    care = reading_care(shop.today() - timedelta(CARE_DAYS))
    return render_template("data_quality/index.html", cards=cards(), suspects=found, paging=paging, care=care)


@bp.get("/data-quality/decisions")
@requires("view_data_quality")
def decisions() -> str:
    found, paging = quality.decisions(lists.page_asked())
    names = people.names_of({decision.decided_by_id for decision, _ in found if decision.decided_by_id})
    return render_template("data_quality/decisions.html", cards=cards(), decisions=found, paging=paging, names=names)


@bp.get("/data-quality/phones")
@requires("view_data_quality")
def phones() -> str:
    found, paging = unreachable.page(lists.page_asked())
    return render_template("data_quality/phones.html", cards=cards(), customers=found, paging=paging)


@bp.get("/data-quality/files")
@requires("view_data_quality")
def files() -> str:
    """What files said of odometers and plates that somebody should look at."""
    readings, paging = imports.unreadable_readings(lists.page_asked())
    changes = imports.plate_changes(PLATES)
    return render_template(
        "data_quality/files.html", cards=cards(), readings=readings, paging=paging, plate_changes=changes
    )


@bp.get("/data-quality/rework")
@requires("view_data_quality")
def rework() -> str:
    """What was done again so soon that it was probably rework, which counts for nobody's visits and money."""
    since = shop.today() - timedelta(REWORK_DAYS)
    return render_template("data_quality/rework.html", cards=cards(), proposals=propose_rework(since))


def cards() -> list[Card]:
    """What stands on top of each of these pages, and leads from one to the next."""
    found = quality.data_quality()
    suspects = sum(found.suspects.values())
    changed = imports.count_plate_changes()
    plates = ngettext("%(num)d plate changed", "%(num)d plates changed", changed) if changed else ""
    lines = gettext("on %(lines)s lines", lines=number(found.unmapped_lines)) if found.unmapped_lines else ""
    decided = gettext("%(count)s decided by you", count=number(found.decided_readings))
    return [
        Card("data_quality.index", _l("Odometer readings"), "gauge", suspects, decided),
        Card("data_quality.files", _l("Left out of files"), "file-x", imports.count_unreadable_readings(), plates),
        Card("items.names", _l("Names without an item"), "tags", found.unmapped_names, lines),
        Card("data_quality.phones", _l("Without a phone"), "phone-off", found.customers_without_phone, ""),
        Card("duplicates.index", _l("Possible duplicates"), "copy", found.duplicates, ""),
    ]

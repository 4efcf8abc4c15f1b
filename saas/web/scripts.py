"""Scripts: what each class of customers hears on each occasion, in the shop's own words or in ours."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, lists, locale, shop
from saas.web.access import requires
from saas.web.labels import label
from saas.web.script_previews import preview_of
from tenants import clock
from tenants.errors import DomainError
from tenants.scoring.segments import RfmClass
from tenants.scripts import catalogue, template, versions
from tenants.scripts.occasions import CLASSES, Medium, Occasion, Variant
from tenants.scripts.slots import CHINESE, SAID_BY_SHOP, written
from tenants.scripts.which import Which, chosen

LANGUAGES = {"zh": "中文", "en": "English"}
NO_VARIANT = "CLASS"  # what an address calls the words of the class itself
INTRO = _l("What your advisors find on the card. Each script speaks to exactly one class; your own words replace ours.")

bp = Blueprint("scripts", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Line:
    """A script in the list."""

    which: Which
    text: str
    is_own: bool
    address: str


@bp.get("/scripts")
@requires("view_settings")
def index() -> str:
    rfm_class = RfmClass(lists.choice("rfm_class", CLASSES) or RfmClass.VALUE)
    return render_template(
        "scripts/index.html", intro=INTRO, rfm_class=rfm_class, lines=_lines(rfm_class), **_tabs(rfm_class)
    )


@bp.get("/scripts/words")
@requires("view_settings")
def words() -> Response:
    return _words(versions.words(_spoken()), {})


@bp.post("/scripts/words")
@requires("change_settings")
def update_words() -> Response:
    told = {slot: request.form.get(slot, "").replace("\0", "").strip() for slot in SAID_BY_SHOP}
    try:
        versions.say(_spoken(), told, by=g.user.id, now=clock.now())
    except DomainError as error:
        return _words(told, {versions.refused(told): errors.sentence(error)}, 422)
    flash(gettext("Saved. The cards show it at once."), "success")
    return redirect(url_for("scripts.words", locale=_spoken()), 303)


@bp.get("/scripts/<rfm_class>/<occasion>")
@requires("view_settings")
def show(rfm_class: str, occasion: str) -> Response:
    return _show(_which(rfm_class, occasion))


@bp.post("/scripts/<rfm_class>/<occasion>")
@requires("change_settings")
def update(rfm_class: str, occasion: str) -> Response:
    which = _which(rfm_class, occasion)
    text = _typed()
    try:
        if "preview" in request.form:
            template.check(text)
            return _show(which, text)
        made = versions.save(which, text, by=g.user.id, now=clock.now())
    except DomainError as error:
        return _show(which, text, errors.sentence(error), 422)
    flash(gettext("Saved. The cards show it at once.") if made else gettext("Nothing was changed."), "success")
    return redirect(_address(which), 303)


@bp.post("/scripts/<rfm_class>/<occasion>/default")
@requires("change_settings")
def reset(rfm_class: str, occasion: str) -> Response:
    which = _which(rfm_class, occasion)
    was_own = versions.reset(which)
    flash(gettext("The default words hold again.") if was_own else gettext("Nothing was changed."), "success")
    return redirect(_address(which), 303)


@bp.get("/scripts/<rfm_class>/<occasion>/preview")
@requires("view_settings")
def preview(rfm_class: str, occasion: str) -> Response:
    """The typed words with a real customer; nothing is stored."""
    which, text = _which(rfm_class, occasion), _typed()
    if not htmx.is_fragment():
        return _show(which, text)
    return htmx.answer("scripts/_preview.html", preview=preview_of(which, text, lists.typed()))


def _show(which: Which, text: str | None = None, refusal: str = "", status: int = 200) -> Response:
    own, past = versions.own_texts([which]).get(which), versions.history(which)
    held = versions.in_force(which)
    values: dict[str, Any] = {
        "which": which,
        "here": _arguments(which),
        "text": held if text is None else text,
        "is_own": own is not None,
        "default": which.default or "",
        "refusal": refusal,
        "preview": preview_of(which, (held or "") if text is None else text, lists.typed()),
        "slots": [written(slot, which.locale) for slot in template.slots_of(which.default or "")],
        "all_slots": [written(slot, which.locale) for slot in CHINESE],
        "history": past,
        "who": people.names_of({each.made_by_id for each in past if each.made_by_id}),
        "variants": _variants(which),
        **_tabs(which.rfm_class),
    }
    return htmx.respond(render_template("scripts/show.html", **values), status)


def _lines(rfm_class: RfmClass) -> list[Line]:
    medium, spoken = _medium(), _spoken()
    scripts = [
        Which(rfm_class, occasion, medium, spoken, variant)
        for occasion in Occasion
        for variant in Variant
        if variant is Variant.USUAL or (medium is Medium.TALK and catalogue.has_variant(occasion, variant, spoken))
    ]
    own = versions.own_texts(scripts)
    return [
        Line(which, chosen(which, own) or "", which in own, _address(which))
        for which in scripts
        if which.default is not None
    ]


def _tabs(rfm_class: RfmClass) -> dict[str, Any]:
    medium, spoken = _medium(), _spoken()

    def at(rfm_class: RfmClass = rfm_class, medium: Medium = medium, spoken: str = spoken) -> str:
        return url_for("scripts.index", rfm_class=rfm_class, medium=medium.value, locale=spoken)

    return {
        "classes": [(str(label("rfm_class", each).text), at(each), each is rfm_class, None) for each in CLASSES],
        "mediums": [(str(label("medium", each).text), at(medium=each), each is medium, None) for each in Medium],
        "languages": [(name, at(spoken=code), code == spoken, code) for code, name in LANGUAGES.items()],
        "words_address": url_for("scripts.words", locale=spoken),
        "back": at(),
    }


def _variants(which: Which) -> list[tuple[str, str, bool, None]]:
    if which.medium is Medium.SMS:
        return []
    shown = [each for each in Variant if not each or catalogue.has_variant(which.occasion, each, which.locale)]
    others = [Which(which.rfm_class, which.occasion, which.medium, which.locale, each) for each in shown]
    if len(others) == 1:
        return []
    return [
        (str(label("variant", each.variant).text), _address(each), each.variant is which.variant, None)
        for each in others
    ]


def _words(told: dict[str, str], refusals: dict[str, str], status: int = 200) -> Response:
    page = render_template(
        "scripts/words.html", told=told, refusals=refusals, slots=SAID_BY_SHOP, spoken=_spoken(), **_tabs(CLASSES[0])
    )
    return htmx.respond(page, status)


def _which(rfm_class: str, occasion: str) -> Which:
    """The script of an address. Raises NotFound for one that has no words."""
    if rfm_class not in CLASSES or occasion not in tuple(Occasion):
        raise NotFound()
    variant = lists.choice("variant", (*Variant, NO_VARIANT))
    which = Which(
        RfmClass(rfm_class),
        Occasion(occasion),
        _medium(),
        _spoken(),
        Variant(variant if variant != NO_VARIANT else ""),
    )
    if which.default is None:
        raise NotFound()
    return which


def _arguments(which: Which) -> dict[str, Any]:
    """What an address says of a script."""
    return {
        "rfm_class": which.rfm_class.value,
        "occasion": which.occasion.value,
        "medium": which.medium.value,
        "locale": which.locale,
        "variant": which.variant.value or NO_VARIANT,
    }


def _address(which: Which) -> str:
    return url_for("scripts.show", **_arguments(which))


def _medium() -> Medium:
    return Medium(lists.choice("medium", Medium) or Medium.TALK)


def _spoken() -> str:
    """The language of the scripts asked for; that of the page when none is."""
    return lists.choice("locale", LANGUAGES) or locale.language()


def _typed() -> str:
    """Browsers end lines their way; a script is said in one breath."""
    return " ".join(request.values.get("text", "").replace("\0", "").split())

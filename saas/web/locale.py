"""The language of a page: the person's choice, then the cookie, then the browser's wish, then Chinese."""

from contextvars import ContextVar
from functools import lru_cache

from flask import Blueprint, Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from saas import paths
from saas.accounts import people
from saas.web import forms, htmx, plurals
from saas.web.access import public
from saas.web.assets import catalogue
from saas.web.security import cookie_options
from tenants.errors import N_, DomainError

LOCALES = ("zh_Hans_CN", "en")
DEFAULT = "zh_Hans_CN"
COOKIE = "huitou-locale"
ONE_YEAR = 31_536_000

_settled: ContextVar[str] = ContextVar("language", default="")

bp = Blueprint("locale", __name__)


@bp.post("/locale")
@public
def update() -> AnyResponse:
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        raise DomainError(N_("Choose one of the languages offered."))
    if g.user:
        people.choose_locale(g.user.id, chosen)
    response = htmx.go(forms.next_page())
    response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, **cookie_options())
    return response


def install(app: Flask) -> None:
    catalogue.compile_stale()
    Babel(
        app,
        default_locale=DEFAULT,
        default_translation_directories=str(paths.TRANSLATIONS),
        locale_selector=choose,
        timezone_selector=_timezone,
    )
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)
    app.context_processor(lambda: {"locale": get_locale()})
    app.after_request(_name_language)


def choose() -> str:
    """Outside a request (a job, a mail) it is the default; `force_locale` says otherwise there."""
    if not has_request_context():
        return DEFAULT
    wishes = (g.user.locale if g.get("user") else None, request.cookies.get(COOKIE))
    return next((wish for wish in wishes if wish in LOCALES), None) or _wish_of_browser()


def settle() -> None:
    """Look once, when it is known who asks: a page says hundreds of words."""
    _settled.set(_look())


def forget() -> None:
    """The request is over; the next one of this thread speaks for itself."""
    _settled.set("")


def language() -> str:
    """Of the page being made, zh or en; nothing outside an application."""
    return _settled.get() or _look()


def say(message: str, /, **slots: object) -> Markup:
    """A sentence in the language of the page, its slots escaped. Templates call it `_`, hundreds of times a page."""
    said = _translated(language(), message)
    return said % slots if slots or "%" in said else said


def say_number(singular: str, plural: str, num: int, /, **slots: object) -> Markup:
    """The same for a number of things, which is the slot `num` unless another is given."""
    return Markup(plurals.pattern(singular, plural, num)) % plurals.slots_of(num, slots)


@lru_cache(maxsize=4096)
def _translated(language: str, message: str) -> Markup:
    # the catalogue is read once, at the start; `language` is that of get_translations
    return Markup(get_translations().ugettext(message))


def _look() -> str:
    spoken = get_locale()
    return str(spoken.language) if spoken else ""


def _wish_of_browser() -> str:
    for wish in request.accept_languages.values():
        if wish.lower().startswith("zh"):
            return DEFAULT
        if wish.lower().startswith("en"):
            return "en"
    return DEFAULT


def _timezone() -> str:
    return g.shop.timezone if g.get("shop") else "UTC"


def _name_language(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.content_language.add(str(get_locale()).replace("_", "-"))
    return response

"""The tabs over every page of the settings."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from saas.web.setting_words import SECTIONS

# pages that are no section of settings: endpoint -> what the tab says
OTHERS = {
    "triggers.index": _l("Triggers"),
    "calendar.index": _l("Calendar"),
    "items.index": _l("Intervals"),
    "items.names": _l("Item names"),
    "relations.index": _l("Related items"),
    "settings.history": _l("Changes"),
}


def tabs(here: str) -> list[tuple[str, str, bool, None]]:
    """See components/page.html; `here` is the code of a section, or the endpoint of another page."""
    sections = [(str(each.title), url_for("settings.show", section=code), code) for code, each in SECTIONS.items()]
    others = [(str(text), url_for(endpoint), endpoint) for endpoint, text in OTHERS.items()]
    return [(text, address, code == here, None) for text, address, code in (*sections, *others)]

"""What is known of a customer besides his class, in words: his silence, his habits, what binds him to us."""

from babel.dates import get_day_names
from flask import Flask
from flask_babel import get_locale, gettext

from saas.web.formats import number
from saas.web.labels import label
from saas.web.plurals import ngettext
from tenants.scoring.acquaintance import Preference
from tenants.scoring.silence import Silence


def silence_text(silence: Silence) -> str:
    """How unusual it is, and by whose gaps that is said: without gaps of his own by those of his peers."""
    share, peers = f"{min(round(silence.percent), 99)}%", label("peer_group", silence.peer_group).text
    if silence.gap_count == 0:
        return str(gettext("Longer than %(share)s of the gaps of %(peers)s", share=share, peers=peers))
    return str(
        ngettext(
            "Longer than %(share)s of the gaps before (%(num)d of his own, the others of %(peers)s)",
            "Longer than %(share)s of the gaps before (%(num)d of his own, the others of %(peers)s)",
            silence.gap_count,
            share=share,
            peers=peers,
        )
    )


def weekday_text(preference: Preference) -> str:
    """Thursdays, 4 of 6 times."""
    name = get_day_names("wide", locale=get_locale())[int(preference.value)]
    return _often(name, preference)


def daypart_text(preference: Preference) -> str:
    return _often(str(label("daypart", str(preference.value)).text), preference)


def _often(name: str, preference: Preference) -> str:
    times, visits = number(preference.times), number(preference.visits)
    return str(gettext("%(name)s, %(times)s of %(visits)s times", name=name, times=times, visits=visits))


def install(app: Flask) -> None:
    app.jinja_env.filters.update({each.__name__: each for each in (silence_text, weekday_text, daypart_text)})

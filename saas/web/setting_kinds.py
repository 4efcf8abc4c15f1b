"""How a setting is written on a page and read back: text on one side, the typed value on the other."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from babel.dates import get_day_names
from flask_babel import get_locale, gettext

from saas.web import formats
from saas.web.plurals import ngettext
from saas.web.setting_words import CHOICES, Texts
from tenants.errors import N_, DomainError
from tenants.settings import Settings
from tenants.settings.cities import CITIES

# short enough that no number of it is slow to compute with
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DASHES = str.maketrans(dict.fromkeys("–—~至到", "-"))
_BETWEEN_DAYS = re.compile(r"[\s,;、，；]+")


class Kind(Protocol):
    """`widget` is the control of templates/settings/_control.html."""

    @property
    def widget(self) -> str: ...
    @property
    def unit(self) -> str: ...
    def said(self, value: Any) -> str:
        """In words."""

    def written(self, value: Any) -> list[str]:
        """As the control holds it."""

    def read(self, written: Sequence[str]) -> Any:
        """The value. Raises DomainError when it is no such value at all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, or with `widget` "boxes" any of them."""

    texts: Callable[[], Texts]
    widget: str = "select"
    unit: str = ""

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(str(value), str(text)) for value, text in self.texts().items()]

    def said(self, value: Any) -> str:
        texts = self.texts()
        if self.widget == "select":
            return str(texts[value])
        return str(gettext(", ").join(str(texts[one]) for one in value) or gettext("None"))

    def written(self, value: Any) -> list[str]:
        return [str(value)] if self.widget == "select" else [str(one) for one in value]

    def read(self, written: Sequence[str]) -> Any:
        values = {str(value): value for value in self.texts()}
        if any(one not in values for one in written) or (self.widget == "select" and len(written) != 1):
            raise DomainError(N_("Choose one of the values offered."))
        return values[written[0]] if self.widget == "select" else tuple(values[one] for one in values if one in written)


@dataclass(frozen=True, slots=True)
class Number:
    """`scale` is how many of the stored unit make one of the shown one: 100 fen a yuan."""

    say: Callable[[Any], str]
    name_of_unit: Callable[[], str]
    scale: Decimal = Decimal(1)
    is_whole: bool = True
    widget: str = "number"

    @property
    def unit(self) -> str:
        return self.name_of_unit()

    def said(self, value: Any) -> str:
        return self.say(value)

    def written(self, value: Any) -> list[str]:
        shown = (Decimal(str(value)) / self.scale).normalize()
        return [f"{shown:f}"]

    def read(self, written: Sequence[str]) -> Any:
        text = unicodedata.normalize("NFKC", "".join(written[:1])).replace(",", "").strip()
        if not _NUMBER.fullmatch(text):
            raise DomainError(N_("Give a number."))
        value = Decimal(text) * self.scale
        return int(value) if self.is_whole and value == int(value) else float(value)


@dataclass(frozen=True, slots=True)
class Unused:
    """A value that its mode has no need of; what is stored stays."""

    stored: Any
    widget: str = "number"
    unit: str = ""

    def said(self, value: Any) -> str:
        return str(gettext("not used"))

    def written(self, value: Any) -> list[str]:
        return [""]

    def read(self, written: Sequence[str]) -> Any:
        return self.stored


@dataclass(frozen=True, slots=True)
class Days:
    """Single dates."""

    widget: str = "lines"
    unit: str = ""

    def said(self, value: Iterable[str]) -> str:
        return str(gettext(", ").join(value) or gettext("None"))

    def written(self, value: Iterable[str]) -> list[str]:
        return ["\n".join(value)]

    def read(self, written: Sequence[str]) -> Any:
        text = unicodedata.normalize("NFKC", "".join(written[:1]))
        return tuple(sorted({_iso(day) for day in _BETWEEN_DAYS.split(text) if day}))


@dataclass(frozen=True, slots=True)
class Hours(Days):
    """Spans of a day, one a line."""

    def read(self, written: Sequence[str]) -> Any:
        text = unicodedata.normalize("NFKC", "".join(written[:1])).translate(_DASHES)
        return tuple(_span(one) for one in _BETWEEN_DAYS.split(re.sub(r"\s*-\s*", "-", text)) if one)


def kind_of(name: str, chosen: Settings) -> Kind:
    """How a setting is written beside the others of `chosen`: its mode says whether a limit is a percentage."""
    if name not in ("f_cut_value", "m_cut_value"):
        return KINDS[name]
    mode = getattr(chosen, f"{name[0]}_cut_mode")
    if mode == "quantile":
        return PERCENT
    return LIMITS[name] if mode == "fixed" else Unused(getattr(chosen, name))


def kind_of_past(name: str, value: Any) -> Kind:
    """How a value of the history is said: the mode beside it is not remembered, but no limit by hand is below one."""
    if name in LIMITS:
        return PERCENT if 0 < value < 1 else LIMITS[name]
    return KINDS[name]


def _span(written: str) -> str:
    parts = _SPAN.fullmatch(written)
    return f"{int(parts[1]):02d}:{parts[2]}-{int(parts[3]):02d}:{parts[4]}" if parts else written[:40]


def _iso(day: str) -> str:
    parts = _DAY.fullmatch(day)
    return f"{parts[1]}-{int(parts[2]):02d}-{int(parts[3]):02d}" if parts else day[:40]


def _choice(name: str, widget: str = "select") -> Choice:
    return Choice(lambda: CHOICES[name], widget)


def _weekdays() -> Mapping[Any, str]:
    names = get_day_names("wide", locale=get_locale())
    return {day: names[day] for day in range(7)}  # Monday first


def _cities() -> Texts:
    is_chinese = get_locale().language == "zh"
    names = {code: city.chinese if is_chinese else city.english for code, city in CITIES.items()}
    return {"none": gettext("Not chosen"), **names}


def _days(count: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", count))


def _customers(count: int) -> str:
    return str(ngettext("%(num)d customer", "%(num)d customers", count))


def _contacts(count: int) -> str:
    return str(ngettext("%(num)d contact", "%(num)d contacts", count))


def _messages(count: int) -> str:
    return str(ngettext("%(num)d message", "%(num)d messages", count))


def _calls(count: int) -> str:
    return str(ngettext("%(num)d call", "%(num)d calls", count))


def _visits(count: float) -> str:
    return str(gettext("%(count)s visits", count=formats.number(count)))


DAYS = Number(_days, lambda: gettext("days"))
MONEY = Number(lambda fen: formats.money(round(fen)), formats.symbol, Decimal(100))
HOUR = Number(lambda hour: f"{hour:02d}:00", lambda: gettext("o’clock"))
CONTACTS = Number(_contacts, lambda: gettext("contacts"))
MESSAGES = Number(_messages, lambda: gettext("messages"))
CALLS = Number(_calls, lambda: gettext("calls"))
PERCENT = Number(formats.percent, lambda: "%", Decimal("0.01"), is_whole=False)
LIMITS: Mapping[str, Kind] = {
    "f_cut_value": Number(_visits, lambda: gettext("visits"), is_whole=False),
    "m_cut_value": MONEY,
}
KINDS: Mapping[str, Kind] = {
    "rfm_window_months": _choice("rfm_window_months"),
    "r_cut_mode": _choice("r_cut_mode"),
    "r_cut_days": DAYS,
    "f_cut_mode": _choice("f_cut_mode"),
    "m_cut_mode": _choice("m_cut_mode"),
    "min_population": Number(_customers, lambda: gettext("customers")),
    "m_include_insurer": _choice("m_include_insurer"),
    "wash_limit_fen": MONEY,
    "lifecycle_active_days": DAYS,
    "lifecycle_silent_days": DAYS,
    "lifecycle_asleep_days": DAYS,
    "segmentation_mode": _choice("segmentation_mode"),
    "tier_key_quantile": PERCENT,
    "tier_key_least_fen": MONEY,
    "tier_important_quantile": PERCENT,
    "tier_potential_quantile": PERCENT,
    "special_item_groups": _choice("special_item_groups", "boxes"),
    "promo_discount_share": PERCENT,
    "closed_weekdays": Choice(_weekdays, "boxes"),
    "closed_days": Days(),
    "city": Choice(_cities),
    "reminder_as_service": _choice("reminder_as_service"),
    "contact_gap_days": DAYS,
    "contacts_in_90_days": CONTACTS,
    "potential_offers_in_90_days": CONTACTS,
    "care_before_marketing": _choice("care_before_marketing"),
    "quiet_after_first_visit_days": DAYS,
    "quiet_after_visit_days": DAYS,
    "mass_sms_in_30_days": MESSAGES,
    "mass_wechat_in_30_days": MESSAGES,
    "call_tries_a_day": CALLS,
    "call_tries": CALLS,
    "call_days": DAYS,
    "service_messages_a_day": MESSAGES,
    "call_hours": Hours(),
    "call_hours_weekend": Hours(),
    "message_hours": Hours(),
    "hold_out": _choice("hold_out"),
    "hold_out_share": PERCENT,
    "opens_hour": HOUR,
    "closes_hour": HOUR,
    "remind_by_sms": _choice("remind_by_sms"),
    "appointments_per_hour": Number(str, lambda: gettext("an hour")),
}

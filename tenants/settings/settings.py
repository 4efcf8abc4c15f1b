"""Typed settings of the shop in scope, with the defaults of domain.md."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from tenants.db import db
from tenants.settings.models import ShopSetting


@dataclass(frozen=True, slots=True)
class Settings:
    """Units: months, days, fen, quantiles in 0..1. Section numbers are those of domain.md."""

    rfm_window_months: int = 24  # 2.1
    r_cut_mode: str = "auto"  # auto | fixed
    r_cut_days: int = 180  # used when fixed, and as the fall-back
    f_cut_mode: str = "mean"  # mean | median | quantile | fixed
    f_cut_value: float = 3.0
    m_cut_mode: str = "mean"
    m_cut_value: float = 0.0  # fen when fixed, 0..1 when quantile
    min_population: int = 20
    m_include_insurer: bool = False  # 0.5
    wash_limit_fen: int = 100_00
    lifecycle_active_days: int = 180  # 2.2
    lifecycle_silent_days: int = 270
    lifecycle_asleep_days: int = 365
    segmentation_mode: str = "none"  # none | simple2 | simple3 | simple4 | rfm8 | grid16; 2.3
    tier_key_quantile: float = 0.95  # of spend in the window
    tier_key_least_fen: int = 10_000_00  # a key customer spends at least that much, too
    tier_important_quantile: float = 0.80
    tier_potential_quantile: float = 0.80  # of the customers' largest visits
    special_item_groups: tuple[str, ...] = ("wash_card", "additives", "tyres", "film", "accessories")  # 2.4
    promo_discount_share: float = 0.20  # of the price before discount, from which on a visit was bought by it
    closed_weekdays: tuple[int, ...] = ()  # 0 is Monday; 4.3
    closed_days: tuple[str, ...] = ()  # ISO dates
    city: str = "none"  # a code of cities.py; whose sky the shop sees, 4.1
    reminder_as_service: bool = True  # a pure reminder needs no consent of who came within two years; 4.1, 4.4
    contact_gap_days: int = 14  # between care and marketing contacts
    contacts_in_90_days: int = 4
    potential_offers_in_90_days: int = 2  # to customers with potential, who are interrupted less; 2.3
    care_before_marketing: bool = True
    quiet_after_first_visit_days: int = 21  # no marketing
    quiet_after_visit_days: int = 7
    mass_sms_in_30_days: int = 2
    mass_wechat_in_30_days: int = 4
    call_tries_a_day: int = 2
    call_tries: int = 3  # of one follow-up
    call_days: int = 5  # working days from the first try on
    service_messages_a_day: int = 1
    call_hours: tuple[str, ...] = ("09:30-12:00", "14:00-19:30")
    call_hours_weekend: tuple[str, ...] = ("10:00-12:00", "14:30-19:00")
    message_hours: tuple[str, ...] = ("09:00-20:00",)
    hold_out: bool = True  # a share of customers goes without, to measure what contacts bring; 4.8
    hold_out_share: float = 0.10
    opens_hour: int = 9  # the first appointment of a day
    closes_hour: int = 18  # an hour after the last one
    appointments_per_hour: int = 2
    remind_by_sms: bool = False  # of an appointment, a working day ahead; 4.1


DEFAULTS = Settings()
_KNOWN = frozenset(field.name for field in fields(Settings))  # a setting that is gone may still be stored


def current() -> Settings:
    """The settings of the shop in scope: its own values over the defaults."""
    rows = db.session.execute(select(ShopSetting.name, ShopSetting.value))
    return Settings(**{name: read(value) for name, value in rows if name in _KNOWN})


def read(stored: Any) -> Any:
    """A stored value as settings have it: JSON knows no tuples."""
    return tuple(stored) if isinstance(stored, list) else stored

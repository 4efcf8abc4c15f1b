"""What the settings are called, what each affects, and what its values are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from saas.web.labels import MODE

Texts = Mapping[Any, LazyString | str]


@dataclass(frozen=True, slots=True)
class Words:
    label: LazyString
    effect: LazyString


@dataclass(frozen=True, slots=True)
class Section:
    """A page of settings; `names` in the order they are shown."""

    title: LazyString
    intro: LazyString
    names: tuple[str, ...]
    has_preview: bool = False


SECTIONS: Mapping[str, Section] = {
    "cuts": Section(
        _l("Windows and cuts"),
        _l("Where high ends and low begins for R, F and M: together they make the eight classes."),
        (
            *("rfm_window_months", "r_cut_mode", "r_cut_days", "f_cut_mode", "f_cut_value"),
            *("m_cut_mode", "m_cut_value", "min_population"),
        ),
        has_preview=True,
    ),
    "lifecycle": Section(
        _l("Lifecycle"),
        _l("After how many days without a paid visit a customer counts as silent, asleep or lost."),
        ("lifecycle_active_days", "lifecycle_silent_days", "lifecycle_asleep_days"),
        has_preview=True,
    ),
    "groups": Section(
        _l("Tiers and groups"),
        _l("How many groups you divide your customers into, and who belongs to which."),
        (
            *("segmentation_mode", "tier_key_quantile", "tier_key_least_fen", "tier_important_quantile"),
            *("tier_potential_quantile", "special_item_groups", "promo_discount_share"),
        ),
    ),
    "money": Section(
        _l("Money rules"),
        _l("Which money counts as spent by the customer, and which visit is only a wash."),
        ("m_include_insurer", "wash_limit_fen"),
    ),
    "days": Section(
        _l("Opening days"),
        _l("On closed days nobody is called; what falls on one moves to the next open day."),
        ("closed_weekdays", "closed_days", "city"),
    ),
    "contact": Section(
        _l("Contact rules"),
        _l("How often, how soon and at which hours you contact customers. What a rule keeps back is listed, not lost."),
        (
            *("contact_gap_days", "contacts_in_90_days", "potential_offers_in_90_days", "care_before_marketing"),
            *("quiet_after_first_visit_days", "quiet_after_visit_days"),
            *("mass_sms_in_30_days", "mass_wechat_in_30_days", "service_messages_a_day"),
            *("call_tries_a_day", "call_tries", "call_days", "call_hours", "call_hours_weekend", "message_hours"),
            *("reminder_as_service", "hold_out", "hold_out_share"),
        ),
    ),
    "appointments": Section(
        _l("Appointments"),
        _l("When customers may be asked to come, and how many at a time; a full hour can still be booked."),
        ("opens_hour", "closes_hour", "appointments_per_hour", "remind_by_sms"),
    ),
}

WORDS: Mapping[str, Words] = {
    "rfm_window_months": Words(
        _l("RFM window"), _l("Visits and money of this time count for F and M; what is older counts only for R.")
    ),
    "r_cut_mode": Words(
        _l("R cut: how"),
        _l("Automatic takes the time within which four of five customers come again, between 90 and 365 days."),
    ),
    "r_cut_days": Words(
        _l("R cut: days"),
        _l("Used when fixed, and while there are too few visits: R is high up to so many days since the last visit."),
    ),
    "f_cut_mode": Words(_l("F cut: how"), _l("From how many visits in the window on a customer comes often.")),
    "f_cut_value": Words(
        _l("F cut: value"), _l("Only for percentile (a percentage) and fixed (days with a paid visit).")
    ),
    "m_cut_mode": Words(_l("M cut: how"), _l("From how much spent in the window on a customer spends much.")),
    "m_cut_value": Words(_l("M cut: value"), _l("Only for percentile (a percentage) and fixed (an amount).")),
    "min_population": Words(
        _l("Fewest customers"),
        _l("With fewer paying customers in the window the classes use fixed cuts, and the pages say so."),
    ),
    "m_include_insurer": Words(
        _l("Count what insurers pay"),
        _l("Accident work that an insurer pays is added to M of the customer; otherwise only what he pays himself."),
    ),
    "wash_limit_fen": Words(
        _l("A wash costs less than"),
        _l("A visit with nothing but a wash below this amount starts no care calls and counts for no class."),
    ),
    "lifecycle_active_days": Words(_l("Active up to"), _l("Days since the last paid visit; a day more is silent.")),
    "lifecycle_silent_days": Words(_l("Silent up to"), _l("Days since the last paid visit; a day more is asleep.")),
    "lifecycle_asleep_days": Words(_l("Asleep up to"), _l("Days since the last paid visit; a day more is churned.")),
    "segmentation_mode": Words(
        _l("Segmentation"),
        _l("Which grouping comes first on the pages. Nothing is lost: all of them are always computed."),
    ),
    "tier_key_quantile": Words(
        _l("Key account: spends more than"), _l("Of all customers; companies and those you named are key accounts too.")
    ),
    "tier_key_least_fen": Words(
        _l("Key account: spends at least"),
        _l("In the window. Both limits must be reached, so a small shop may have none."),
    ),
    "tier_important_quantile": Words(
        _l("Important: spends more than"), _l("Of all customers; those who come often count as important too.")
    ),
    "tier_potential_quantile": Words(
        _l("With potential: largest bill above"),
        _l("That of so many customers: who paid such a bill once can do so again."),
    ),
    "special_item_groups": Words(
        _l("Special items"),
        _l("Who comes mostly for one of these stands in a group of his own, without the offers of his class."),
    ),
    "promo_discount_share": Words(
        _l("Bought by a discount from"),
        _l("A visit with a larger discount counts as made for the offer; it shows who comes only for offers."),
    ),
    "closed_weekdays": Words(_l("Closed every week on"), _l("No queue is planned for these days.")),
    "city": Words(_l("City"), _l("Of the eclipses only those are told that can be seen from here.")),
    "closed_days": Words(
        _l("Closed on single days"), _l("Holidays and days off, one date a line, for example 2026-02-17.")
    ),
    "contact_gap_days": Words(
        _l("Between two contacts"),
        _l("Days between care and marketing contacts of a customer; service does not count."),
    ),
    "contacts_in_90_days": Words(
        _l("Contacts in 90 days"), _l("Care and marketing, at most; customers who come rarely may get fewer.")
    ),
    "potential_offers_in_90_days": Words(
        _l("Offers in 90 days, with potential"),
        _l("Marketing and reminders, at most, to customers who show potential: too many would drive them away."),
    ),
    "care_before_marketing": Words(
        _l("Care before the next offer"), _l("After an offer a customer hears from you without one before the next.")
    ),
    "quiet_after_first_visit_days": Words(
        _l("No offers after the first visit"), _l("Days in which a new customer gets no marketing.")
    ),
    "quiet_after_visit_days": Words(_l("No offers after a visit"), _l("Days in which a customer gets no marketing.")),
    "mass_sms_in_30_days": Words(
        _l("Mass text messages in 30 days"), _l("At most, to one customer; providers allow few.")
    ),
    "mass_wechat_in_30_days": Words(
        _l("Mass WeChat messages in 30 days"), _l("At most, to one customer, and never two on a day.")
    ),
    "service_messages_a_day": Words(
        _l("Service messages a day"), _l("What belongs to an appointment or a repair; more is bundled.")
    ),
    "call_tries_a_day": Words(
        _l("Calls tried a day"), _l("Nobody answers: the next try is in the other half of the day.")
    ),
    "call_tries": Words(_l("Calls tried at most"), _l("After so many unanswered calls a message is sent instead.")),
    "call_days": Words(_l("Days of trying"), _l("Working days from the first unanswered call on; then a message.")),
    "call_hours": Words(_l("Calls, Monday to Friday"), _l("One span a line, for example 09:30-12:00.")),
    "call_hours_weekend": Words(_l("Calls at the weekend"), _l("One span a line, for example 10:00-12:00.")),
    "message_hours": Words(
        _l("Message hours"),
        _l("Care, marketing and reminders; one span a line. What comes later waits for the morning."),
    ),
    "reminder_as_service": Words(
        _l("Reminders are a service"),
        _l(
            "Who came within two years is reminded of what falls due without consent, as long as no offer is made. "
            "Ask a lawyer before you rely on it."
        ),
    ),
    "hold_out": Words(
        _l("Control group"), _l("Some customers get no care and no offers, so that you see what your calls bring.")
    ),
    "hold_out_share": Words(
        _l("Share of the control group"), _l("Of all customers but key accounts; drawn anew each half-year.")
    ),
    "opens_hour": Words(_l("First appointment"), _l("The hour of the day from which on customers are asked to come.")),
    "closes_hour": Words(_l("Appointments until"), _l("The last one is offered an hour before.")),
    "remind_by_sms": Words(
        _l("Remind by text message"),
        _l("Of an appointment, a working day ahead and once; only who does not refuse text messages."),
    ),
    "appointments_per_hour": Words(
        _l("Appointments an hour"), _l("How many cars you can take in; the load of a day is counted against it.")
    ),
}

_CUT_MODES: Texts = {
    "mean": _l("Average, without outliers"),
    "median": _l("Median"),
    "quantile": _l("Percentile"),
    "fixed": _l("Fixed"),
}
_SWITCH: Texts = {False: _l("No"), True: _l("Yes")}
CHOICES: Mapping[str, Texts] = {
    "rfm_window_months": {12: _l("12 months"), 24: _l("24 months"), 36: _l("36 months")},
    "r_cut_mode": {"auto": _l("Automatic"), "fixed": _l("Fixed")},
    "f_cut_mode": _CUT_MODES,
    "m_cut_mode": _CUT_MODES,
    "m_include_insurer": _SWITCH,
    "reminder_as_service": _SWITCH,
    "remind_by_sms": _SWITCH,
    "care_before_marketing": _SWITCH,
    "hold_out": _SWITCH,
    "segmentation_mode": {code: mode.text for code, mode in MODE.items()},
    "special_item_groups": {
        "wash_card": _l("Wash cards"),
        "additives": _l("Additives"),
        "tyres": _l("Tyres"),
        "film": _l("Film and coating"),
        "accessories": _l("Accessories"),
    },
}

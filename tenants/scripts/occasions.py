"""What a script is for, and for whom: occasions, the class it speaks to, overlays that replace it (domain.md 5)."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from tenants.scoring.segments import RfmClass, Tier


class Occasion(StrEnum):
    D3 = "D3"
    W3 = "W3"  # three weeks and three months after
    DUE = "DUE"
    CHECK = "CHECK"  # what is due when too little is known to say so
    CARE = "CARE"
    HOT = "HOT"
    EXP = "EXP"
    GROW = "GROW"
    WINBACK = "WINBACK"
    EVENT = "EVENT"
    REFER = "REFER"
    # the service texts, by depth or for everybody
    APPT_CONFIRM = "APPT_CONFIRM"
    NO_SHOW = "NO_SHOW"
    COUPON_END = "COUPON_END"
    ANNIVERSARY = "ANNIVERSARY"
    COMPLAINT = "COMPLAINT"
    CALLBACK = "CALLBACK"
    CONTACT = "CONTACT"
    DEFERRED = "DEFERRED"
    WARRANTY = "WARRANTY"
    THANKS = "THANKS"
    LEAD = "LEAD"
    REPLACE = "REPLACE"


class Variant(StrEnum):
    """Who hears other words than his class; the first that applies counts."""

    USUAL = ""
    KEY = "KEY"
    SPECIAL = "SPECIAL"
    PROMO = "PROMO"


class Medium(StrEnum):
    """Calls and WeChat share their words; a text message has a template that its provider approved."""

    TALK = "talk"
    SMS = "sms"

    @classmethod
    def of(cls, channel: str) -> "Medium":
        return cls.SMS if channel == "sms" else cls.TALK


CLASSES = tuple(each for each in RfmClass if each is not RfmClass.NONE)
GROWS = frozenset({RfmClass.VALUE, RfmClass.DEEPEN, RfmClass.POTENTIAL, RfmClass.NEW})  # came lately: R is high
DEPTHS: Mapping[RfmClass, str] = {
    **dict.fromkeys((RfmClass.VALUE, RfmClass.RECALL, RfmClass.DEEPEN, RfmClass.RETAIN), "H"),
    **dict.fromkeys((RfmClass.POTENTIAL, RfmClass.NEW), "M"),
    **dict.fromkeys((RfmClass.MAINTAIN, RfmClass.LOST), "L"),
}
# a shop without the eight classes has tiers, and who never paid is new
CLASS_OF_TIER: Mapping[str, RfmClass] = {
    Tier.KEY: RfmClass.VALUE,
    Tier.IMPORTANT: RfmClass.VALUE,
    Tier.TIER_POTENTIAL: RfmClass.POTENTIAL,
    Tier.NORMAL: RfmClass.MAINTAIN,
}

OF_TRIGGER: Mapping[str, Occasion] = {
    **{each: Occasion(each) for each in ("D3", "COMPLAINT", "CALLBACK", "APPT_CONFIRM", "NO_SHOW", "COUPON_END")},
    **{each: Occasion(each) for each in ("ANNIVERSARY", "DEFERRED", "LEAD")},
    **dict.fromkeys(("W3", "M3"), Occasion.W3),
    **dict.fromkeys(("MAINT_DUE", "ITEM_DUE"), Occasion.DUE),
    "LAPSE": Occasion.CHECK,  # silence is all that is known
    **dict.fromkeys(("BIRTHDAY", "HOLIDAY", "OCCUPATION", "FAMILY", "SOLAR_TERM"), Occasion.CARE),
    **dict.fromkeys(("WEATHER", "SKY"), Occasion.HOT),
    **dict.fromkeys(("INSURANCE", "INSPECT"), Occasion.EXP),
    **dict.fromkeys(("SECOND_VISIT", "RELATED"), Occasion.GROW),
    **dict.fromkeys(("WINBACK_IMP", "WINBACK_GEN", "DORMANT_REPEAT", "LOST_REASON"), Occasion.WINBACK),
    "CAMPAIGN": Occasion.EVENT,
    "REFER_ASK": Occasion.REFER,
    "REFER_THANKS": Occasion.THANKS,
    "WARRANTY_END": Occasion.WARRANTY,
    "REPLACE_ASK": Occasion.REPLACE,
    **dict.fromkeys(("KEY_CONTACT", "VIP_CALL"), Occasion.CONTACT),
}
# asked for by triggers of service alone; an SMS of every other occasion says how to refuse the next (domain.md 4.9)
SERVES = frozenset({Occasion.COMPLAINT, Occasion.CALLBACK, Occasion.APPT_CONFIRM, Occasion.NO_SHOW, Occasion.D3})
PROMOTES = frozenset(Occasion) - SERVES


def occasion_of(trigger: str, rfm_class: RfmClass, *, is_sure: bool = True) -> Occasion | None:
    """`is_sure`: what is due may be called due. None for a trigger that nobody speaks of by itself."""
    occasion = OF_TRIGGER.get(trigger)
    if occasion is Occasion.DUE and not is_sure:
        return Occasion.CHECK
    if occasion in (Occasion.GROW, Occasion.WINBACK):
        return Occasion.GROW if rfm_class in GROWS else Occasion.WINBACK
    return occasion


def class_of(rfm_class: str, tier: str | None = None) -> RfmClass:
    """The class whose words a customer hears: every script speaks to exactly one of the eight."""
    found = RfmClass(rfm_class)
    return found if found in CLASSES else CLASS_OF_TIER.get(tier or "", RfmClass.NEW)


def variant_of(tier: str | None, overlays: Collection[str] = ()) -> Variant:
    if tier == Tier.KEY:
        return Variant.KEY
    for variant in (Variant.SPECIAL, Variant.PROMO):
        if any(overlay.startswith(variant) for overlay in overlays):
            return variant
    return Variant.USUAL

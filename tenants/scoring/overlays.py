"""Who keeps coming for one special item, and who comes only for an offer (domain.md 2.4)."""

import re
from fractions import Fraction

from tenants.scoring.segments import Overlay

LEAST_VISITS = 3  # paid visits of the window
SPECIAL_SHARE = Fraction(1, 2)  # of M
PROMO_SHARE = EVENT_SHARE = Fraction(60, 100)

# Item groups by the words workshops use, the first that fits. Ordinary oil service is none of them.
ITEM_GROUPS: dict[str, re.Pattern[str]] = {
    group: re.compile(words, re.IGNORECASE)
    for group, words in {
        "film": r"贴膜|镀晶|镀膜|隔热膜|车衣|改色|封釉|\bfilm\b|coating|ceramic",
        "wash_card": r"洗车|精洗|car ?wash|wash card",
        "additives": r"添加剂|燃油宝|燃油添加|机油精|抗磨剂|养护剂|清洁剂|除碳|清洗剂|additive",
        "tyres": r"轮胎(?!换位|动平衡|充气|修补|补|位置|拆装)|\b(tyre|tire)s?\b(?! (rotation|repair|balanc))",
        "accessories": r"脚垫|坐垫|座套|座垫|记录仪|香水|挂件|精品|后备箱垫|遮阳|accessor|dash ?cam|floor mat",
    }.items()
}
SPECIAL = {group: Overlay[f"SPECIAL_{group.upper()}"] for group in ITEM_GROUPS}
# A campaign by one of these words is a coupon or a price; any other is an event.
PRICE_WORDS = "券|优惠|折|减|特价|coupon|discount|voucher"


def item_group(item_name: str) -> str | None:
    """The special group an item belongs to, by its name."""
    return next((group for group, words in ITEM_GROUPS.items() if words.search(item_name)), None)


def is_special(visits: int, spent_fen: int, monetary_fen: int) -> bool:
    """`visits` paid visits of the window contain the group, `spent_fen` went there out of M."""
    return visits >= LEAST_VISITS and 0 < spent_fen >= SPECIAL_SHARE * monetary_fen


def promo(visits: int, promo_visits: int, event_visits: int) -> Overlay | None:
    """`visits` were paid in the window, `promo_visits` of them bought by an offer, `event_visits` by an event."""
    if visits < LEAST_VISITS or promo_visits < PROMO_SHARE * visits:
        return None
    return Overlay.PROMO_EVENT if event_visits >= EVENT_SHARE * promo_visits else Overlay.PROMO_DISCOUNT

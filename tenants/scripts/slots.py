"""The slots of scripts: their names in the code, and as a Chinese text writes them (domain.md 5)."""

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "title": "称呼",
    "advisor": "顾问",
    "shop": "门店",
    "model": "车型",
    "plate_tail": "车牌尾号",
    "last_visit_on": "上次到店日",
    "last_items": "上次项目",
    "since": "相隔",
    "due_items": "项目",
    "est_km": "预计里程",
    "due_on": "到期日",
    "days_left": "剩余天数",
    "months_since": "间隔",
    "bookable_slots": "时段",
    "document": "证件",
    "papers": "材料",
    "greeting_line": "祝福",
    "event": "天气或天象",
    "tip": "提示",
    "why": "原理",
    "lesson": "知识点",
    "part": "配件",
    "check_items": "检查项",
    "privilege": "特权",
    "benefit": "权益",
    "benefit_until": "有效期",
    "points": "积分",
    "current": "现用品",
    "proposed": "建议品",
    "price_gap": "差价",
    "km_gap": "里程差",
    "evidence": "依据",
    "bundle": "套餐",
    "finding": "发现",
    "known_issue": "历史弱点",
    "related_item": "关联项目",
    "reason": "理由",
    "improvement": "改进点",
    "campaign": "活动",
    "campaign_on": "日期",
    "places": "名额",
    "content": "内容",
    "condition": "条件",
    "referral_gift": "推荐礼",
    "question": "问题",
    "warranty_until": "质保期",
    "appointment_at": "预约时间",
    "years": "周年",
    "interest": "意向",
    "booking_link": "预约链接",
    "survey_link": "问卷链接",
    "review_link": "评价链接",
    "share_card": "分享卡",
}
CODES: Mapping[str, str] = {**{name: code for code, name in CHINESE.items()}, **{code: code for code in CHINESE}}

# What no file knows and the shop says once for all its scripts.
SAID_BY_SHOP = (
    *("privilege", "benefit", "benefit_until", "referral_gift", "points", "price_gap", "improvement", "question"),
    *("booking_link", "survey_link", "review_link", "share_card"),
)

# What makes a text advertising, which needs consent (domain.md 4.1, S*).
OFFERS = frozenset({"privilege", "benefit", "benefit_until", "points", "price_gap", "referral_gift", "bundle"})


def written(code: str, locale: str) -> str:
    """A slot as a text of that language writes it, without the braces."""
    return CHINESE[code] if locale == "zh" else code

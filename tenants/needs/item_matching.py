"""The names workshops give to items -> our codes, by keywords. What may be two things is left to a person."""

import re
import unicodedata
from typing import NamedTuple

from tenants.needs.items import ITEMS

# Work around an item, or on a part beside it, does not start its interval anew.
NOT_A_CHANGE = re.compile(
    "检查|检测|测试|检修|维修|修理|修复|清洗|清洁|拆装|拆卸|漏|渗|异响|报警|打磨|光盘|光碟|润滑|添加|补加|补充|加注|"
    "泵|传感器|感应|管|壳|盖|垫|壶|座|支架|油封|电机|马达|压力|油尺|散热|冷却器|开关|线束|油底|滤网|"
    "三滤|套餐卡|保养卡|储值|会员|"
    r"\b(?:check|inspect\w*|test|repair|clean\w*|leak\w*|pump|sensor|hose|gasket|cap|seal|top.?up|card)\b"
)
NOTHING = "(?!)"
_OIL = r"机油|机滤|润滑油|小保养|\d+w-?\d\d|engine oil|motor oil|oil change|oil filter|oil service"
_OTHER_OIL = "变速|波箱|差速|减速|助力|齿轮|分动|桥|transmission|gear|differential"
_SPARK = "火花塞|火嘴|火咀|spark plug"
_TYRE = r"轮胎|换胎|\d{3}/\d\d ?z?r\d\d|\btyres?\b|\btires?\b"
_NO_TYRE = "换位|调位|对调|互换|补|充气|胎压|平衡|螺|气嘴|存|保管|定位|车轮|rotat|balanc|align|valve"
_PAD = "刹车片|制动片|刹车皮|来令片|制动摩擦片|brake pad"
_BATTERY = "蓄电池|电瓶|启停电池|12v ?电池|battery"
_NO_BATTERY = "动力|高压|钥匙|遥控|充电|搭电|桩头|夹|hybrid|key|jump|charg"
_FUEL_FILTER = "汽油滤|燃油滤|汽滤|汽油格|柴油滤|柴滤|fuel filter"


class Rule(NamedTuple):
    """A name that has `words` and `also`, but not `without`. `is_check`: looking at it is the item itself."""

    code: str
    words: str
    also: str = ""
    without: str = ""
    is_check: bool = False


RULES = (
    Rule("FIRST_SERVICE", "首保|首次保养|首次免费保养|first service"),
    Rule("OIL_UNKNOWN", _OIL, without=_OTHER_OIL),
    Rule("OIL_MINERAL", _OIL, "矿物|矿油|mineral|conventional", _OTHER_OIL),
    Rule("OIL_SEMI", _OIL, "半合成|semi.?synth|synthetic blend", _OTHER_OIL),
    Rule("OIL_FULL", _OIL, "全合成|全合|full.?synth|fully.?synth", _OTHER_OIL),
    Rule("AIR_FILTER", "空气滤|空滤|空气格|(?:engine )?air filter", without="空调空气|cabin"),
    Rule("CABIN_FILTER", "空调(?:空气)?滤|空调格|冷气格|冷气滤|花粉滤|cabin (?:air )?filter|pollen filter"),
    Rule("BRAKE_FLUID", "刹车油|制动液|制动油|刹车液|brake fluid"),
    Rule(
        "ATF",
        r"变速箱油|变速器油|变速箱.*循环|波箱油|自动波油|双离合.*油|cvt ?油|\batf\b|(?:transmission|cvt|dct) fluid",
        without="手动|手波|manual",
    ),
    Rule("MTF", r"手波油|\bmtf\b|(?:手动|手波|manual).*(?:变速箱油|变速器油|波箱油|transmission (?:oil|fluid))"),
    Rule("SPARK", _SPARK, without="线圈|coil|缸线"),
    Rule("SPARK_NICKEL", _SPARK, "镍|nickel|copper"),
    Rule("SPARK_PLATINUM", _SPARK, "铂|白金|platinum"),
    Rule("SPARK_IRIDIUM", _SPARK, "铱|iridium"),
    Rule("COOLANT", "冷却液|防冻液|防冻冷却|水箱水|coolant|antifreeze"),
    Rule("TYRE_ROTATE", "轮胎|车轮|tyre|tire|wheel", "换位|调位|对调|互换|rotat"),
    Rule(
        "TYRE",
        _TYRE,
        without=_NO_TYRE,
    ),
    Rule("BATTERY_TEST", _BATTERY, "检测|测试|检查|test|check", _NO_BATTERY, is_check=True),
    Rule("BATTERY", _BATTERY, without=_NO_BATTERY),
    Rule("BRAKE_PAD_F", _PAD, "前|front", "磨损|wear"),
    Rule("BRAKE_PAD_R", _PAD, "后|rear", "磨损|wear"),
    Rule("BRAKE_DISC", "刹车盘|制动盘|刹车碟|制动碟|brake (?:disc|rotor)"),
    Rule("TIMING_BELT", "正时皮带|正时带|timing belt"),
    Rule("FUEL_FILTER", _FUEL_FILTER, "外置|外挂|in-?line|external"),
    Rule("FUEL_FILTER_TANK", _FUEL_FILTER, "内置|油箱内|in-?tank"),
    Rule("WIPER", "雨刮|雨刷|wiper", without="水|喷|连杆|臂|精|arm|fluid"),
    Rule("ALIGN", "四轮定位|车轮定位|3d定位|wheel alignment|four.?wheel align", is_check=True),
    Rule("EV_CHECK", "三电|动力电池检测|ev (?:system )?(?:check|inspection)", without="维修|更换", is_check=True),
    Rule("EV_GEAR", "减速器油|减速箱油|减速器齿轮油|reduction gear oil"),
    Rule("PHEV_SERVICE", "混动.*保养|插混.*保养|phev service|hybrid service", without="机油|机滤"),
)
_COMPILED = [
    (rule, re.compile(rule.words), re.compile(rule.also), re.compile(rule.without or NOTHING)) for rule in RULES
]


def match(name: str) -> str | None:
    """The code of an item by the name a workshop gave it; None when no rule fits, or rules of two items do.

    A grade beats the bare item ("full synthetic oil" is oil too); two grades at once are the bare item.
    """
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    codes = [rule.code for rule, *patterns in _COMPILED if _fits(text, rule, *patterns)]
    groups = {ITEMS[code].group for code in codes}
    if len(groups) != 1:
        return None
    bare = [code for code in codes if ITEMS[code].is_suggested]
    grades = [code for code in codes if code not in bare]
    if len(grades) == 1:
        return grades[0]
    return bare[0] if bare else None


def _fits(text: str, rule: Rule, words: re.Pattern[str], also: re.Pattern[str], without: re.Pattern[str]) -> bool:
    return bool(
        words.search(text)
        and also.search(text)
        and not without.search(text)
        and (rule.is_check or not NOT_A_CHANGE.search(text))
    )

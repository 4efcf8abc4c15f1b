import pytest

from tenants.needs.item_matching import RULES, match
from tenants.needs.items import ITEMS

NAMES = {
    "FIRST_SERVICE": ("首保", "首次保养", "首保（免费）"),
    "OIL_UNKNOWN": ("更换机油", "机油机滤", "小保养", "机油滤清器", "5W-30 4L", "Engine oil change", "合成机油"),
    "OIL_MINERAL": ("更换机油机滤（矿物油）", "矿物质机油 4L", "Mineral engine oil"),
    "OIL_SEMI": ("更换机油机滤（半合成）", "半合成 机油 5W40", "semi-synthetic oil change"),
    "OIL_FULL": (
        "机油机滤 全合成",
        "更换机油机滤（全合成）",
        "美孚1号全合成机油０Ｗ－２０",
        "Full synthetic oil change",
    ),
    "AIR_FILTER": ("空气滤芯", "空滤", "空气滤清器", "空气格", "Air filter"),
    "CABIN_FILTER": ("空调滤芯", "空调格", "冷气格", "Cabin air filter", "pollen filter"),
    "BRAKE_FLUID": ("更换刹车油", "制动液 DOT4", "Brake fluid"),
    "ATF": ("更换变速箱油", "自动变速箱油循环机换油", "CVT油", "ATF", "双离合变速箱油", "Transmission fluid"),
    "MTF": ("手动变速箱油", "手波油", "Manual transmission oil"),
    "SPARK": ("更换火花塞", "火嘴", "Spark plugs", "铂铱火花塞"),
    "SPARK_NICKEL": ("镍合金火花塞",),
    "SPARK_PLATINUM": ("铂金火花塞", "白金火花塞"),
    "SPARK_IRIDIUM": ("铱金火花塞 4支",),
    "COOLANT": ("更换冷却液", "防冻液", "Coolant"),
    "TYRE_ROTATE": ("轮胎换位", "四轮轮胎对调", "Tyre rotation"),
    "TYRE": ("更换轮胎（两条）", "米其林 205/55R16", "轮胎", "Tire"),
    "BATTERY_TEST": ("蓄电池检测", "电瓶测试", "Battery test"),
    "BATTERY": ("更换蓄电池", "瓦尔塔电瓶 60AH", "Battery"),
    "BRAKE_PAD_F": ("更换前刹车片", "前制动片", "Front brake pads"),
    "BRAKE_PAD_R": ("更换后刹车片", "后轮刹车皮", "Rear brake pads"),
    "BRAKE_DISC": ("更换刹车盘", "前制动盘", "Brake rotor"),
    "TIMING_BELT": ("正时皮带套装", "Timing belt"),
    "FUEL_FILTER": ("汽油滤清器（外置）",),
    "FUEL_FILTER_TANK": ("内置汽油滤",),
    "WIPER": ("雨刮片", "雨刷", "Wiper blades"),
    "ALIGN": ("四轮定位", "Wheel alignment", "四轮定位检测"),
    "EV_CHECK": ("三电系统检测", "三电检测"),
    "EV_GEAR": ("更换减速器油",),
    "PHEV_SERVICE": ("混动定期保养", "插混保养"),
}
UNCLEAR = ("刹车片", "前后刹车片", "空气滤空调滤", "前刹车片刹车盘", "汽油滤清器", "机油三滤", "大保养", "首保机油", "")
BESIDE = (
    *("添加机油", "机油泵", "机油压力传感器", "检查刹车片", "清洗空调滤芯", "刹车油管", "蓄电池桩头"),
    *("补胎", "轮胎动平衡", "轮胎充气", "雨刮水", "雨刮电机", "冷却液泄漏", "变速箱油底壳", "动力电池更换"),
    *("清洗节气门", "更换气门室盖垫", "空调系统清洗", "标准洗车", "保养套餐卡（4次）", "免费安全检测"),
    *("点火线圈火花塞检查", "车钥匙电池", "玻璃水（两瓶）"),
)


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_a_workshops_wording_finds_its_item(code: str, name: str) -> None:
    assert match(name) == code


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_may_be_two_items_is_left_to_a_person(name: str) -> None:
    assert match(name) is None


@pytest.mark.parametrize("name", BESIDE)
def test_work_beside_an_item_is_not_the_item(name: str) -> None:
    assert match(name) is None


def test_every_item_has_a_rule_and_every_rule_an_item() -> None:
    assert {rule.code for rule in RULES} == set(ITEMS)

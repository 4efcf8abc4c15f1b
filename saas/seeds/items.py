"""What the shops sell, and for how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """`yuan` is the price for an ordinary car; `by_level` prices follow the make."""

    name: str
    kind: str
    yuan: tuple[int, int]
    by_level: bool = True


PACKAGE_FEN = 1580_00
ITEMS = {
    "OIL_MINERAL": Item("更换机油机滤（矿物油）", "part", (220, 280)),
    "OIL_SEMI": Item("更换机油机滤（半合成）", "part", (340, 420)),
    "OIL_FULL": Item("更换机油机滤（全合成）", "part", (480, 640)),
    "AIR_FILTER": Item("空气滤芯", "part", (70, 110)),
    "CABIN_FILTER": Item("空调滤芯", "part", (80, 130)),
    "BRAKE_FLUID": Item("更换刹车油", "labour", (160, 220)),
    "ATF": Item("更换变速箱油", "part", (980, 1480)),
    "SPARK": Item("更换火花塞", "part", (320, 520)),
    "COOLANT": Item("更换冷却液", "part", (220, 300)),
    "TYRE_ROTATE": Item("轮胎换位", "labour", (40, 60), False),
    "TYRE": Item("更换轮胎（两条）", "part", (760, 1180)),
    "ALIGN": Item("四轮定位", "labour", (120, 180), False),
    "BATTERY": Item("更换蓄电池", "part", (480, 720)),
    "BRAKE_PAD_F": Item("更换前刹车片", "part", (380, 560)),
    "BRAKE_PAD_R": Item("更换后刹车片", "part", (320, 460)),
    "BRAKE_DISC": Item("更换刹车盘", "part", (820, 1200)),
    "WIPER": Item("雨刮片", "part", (70, 120), False),
    "EV_CHECK": Item("三电系统检测", "labour", (160, 260), False),
    "EV_GEAR": Item("更换减速器油", "part", (240, 320), False),
    "PHEV_SERVICE": Item("混动定期保养", "labour", (380, 480), False),
    "AC_CLEAN": Item("空调系统清洗", "labour", (150, 220), False),
    "AC_GAS": Item("加注冷媒", "part", (180, 280), False),
    "AC_PUMP": Item("更换空调压缩机", "part", (1600, 2400)),
    "THROTTLE": Item("清洗节气门", "labour", (120, 180), False),
    "SHOCK": Item("更换前减震器（一对）", "part", (1180, 1680)),
    "WATER_PUMP": Item("更换水泵", "part", (680, 960)),
    "ALTERNATOR": Item("更换发电机", "part", (980, 1420)),
    "SENSOR": Item("更换氧传感器", "part", (480, 760)),
    "GASKET": Item("更换气门室盖垫", "part", (280, 420)),
    "BUSHING": Item("更换下摆臂胶套", "part", (360, 580)),
    "NOISE": Item("底盘异响检修", "labour", (120, 260), False),
    "ELECTRIC": Item("电路检修", "labour", (150, 320), False),
    "PAINT_BUMPER": Item("前保险杠喷漆", "labour", (400, 560)),
    "PAINT_DOOR": Item("车门钣金喷漆", "labour", (550, 800)),
    "CRASH_FRONT": Item("前部碰撞修复", "labour", (2600, 9800)),
    "CRASH_SIDE": Item("侧面碰撞修复", "labour", (1800, 6200)),
    "HEADLIGHT": Item("更换大灯总成", "part", (900, 1900)),
    "WASH": Item("标准洗车", "labour", (30, 40), False),
    "WASH_FINE": Item("精细洗车", "labour", (58, 88), False),
    "WAX": Item("打蜡", "labour", (160, 240), False),
    "INTERIOR": Item("内饰清洗", "labour", (260, 380), False),
    "COATING": Item("漆面镀晶", "labour", (980, 1680), False),
    "MAT": Item("专用脚垫", "part", (180, 320), False),
    "CAMERA": Item("行车记录仪", "part", (360, 560), False),
    "WASHER_FLUID": Item("玻璃水（两瓶）", "part", (24, 36), False),
    "SEAT_COVER": Item("四季座垫", "part", (320, 620), False),
    "CHILD_SEAT": Item("儿童安全座椅", "part", (780, 1380), False),
    "MARK": Item("代办年检", "labour", (180, 260), False),
    "PACKAGE": Item("保养套餐卡（4次）", "package", (1580, 1580), False),
    "CHECK": Item("免费安全检测", "labour", (0, 0), False),
}

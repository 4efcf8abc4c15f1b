"""What a visit is about: jobs, and the priced lines of an order."""

from dataclasses import dataclass
from datetime import date
from random import Random

from saas.seeds.cars import Car
from saas.seeds.items import ITEMS, PACKAGE_FEN, Item

PACKAGE_USES = 4
EXTRAS = 2  # chances to sell something besides


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work: order type, what the customer says, its main items and what often comes with them."""

    order_type: str
    reasons: tuple[str, ...]
    main: tuple[str, ...]
    extras: tuple[str, ...] = ()
    extra_chance: float = 0.0
    payer: str = "CUSTOMER"
    stay_days: tuple[int, int] = (0, 0)


RARER = ("BRAKE_FLUID", "COOLANT", "SPARK", "ATF", "THROTTLE")
JOBS = {
    "service": Job(
        "maintenance",
        ("做保养", "保养", "到公里数了，做保养", "换机油"),
        ("OIL_SEMI", "OIL_FULL", "OIL_MINERAL"),
        ("AIR_FILTER", "CABIN_FILTER", "AIR_FILTER", "CABIN_FILTER", "WIPER", "TYRE_ROTATE", *RARER),
        0.65,
    ),
    "service_bev": Job(
        "maintenance", ("定期检查", "三电检测"), ("EV_CHECK",), ("CABIN_FILTER", "EV_GEAR", "BRAKE_FLUID"), 0.5
    ),
    "service_phev": Job(
        "maintenance", ("做保养", "混动保养"), ("PHEV_SERVICE",), ("AIR_FILTER", "CABIN_FILTER", "BRAKE_FLUID"), 0.6
    ),
    "package_service": Job("maintenance", ("套餐保养",), ("OIL_FULL",), payer="PACKAGE"),
    "package_sale": Job("stored_value", ("购买保养套餐",), ("PACKAGE",)),
    "brakes": Job(
        "repair", ("刹车异响", "刹车发软"), ("BRAKE_PAD_F", "BRAKE_PAD_R"), ("BRAKE_DISC", "BRAKE_FLUID"), 0.35
    ),
    "starting": Job(
        "repair", ("冷车启动困难", "打不着火"), ("BATTERY", "ALTERNATOR"), ("ELECTRIC",), 0.5, stay_days=(0, 1)
    ),
    "chassis": Job(
        "repair", ("过减速带有异响", "底盘松散"), ("BUSHING", "SHOCK"), ("NOISE", "ALIGN"), 0.5, stay_days=(0, 1)
    ),
    "engine": Job(
        "repair", ("发动机故障灯亮", "怠速抖动"), ("SENSOR", "SPARK"), ("THROTTLE", "ELECTRIC"), 0.5, stay_days=(0, 1)
    ),
    "leak": Job("repair", ("漏油", "漏水"), ("GASKET", "WATER_PUMP"), ("COOLANT",), 0.4, stay_days=(0, 2)),
    "air_conditioning": Job(
        "repair", ("空调不凉", "空调有异味"), ("AC_CLEAN", "AC_GAS"), ("CABIN_FILTER", "AC_PUMP"), 0.45
    ),
    "tyres": Job("tyre", ("换轮胎", "轮胎鼓包", "轮胎磨平了"), ("TYRE",), ("ALIGN",), 0.6),
    "bodywork": Job("bodywork", ("剐蹭补漆", "保险杠裂了"), ("PAINT_BUMPER", "PAINT_DOOR"), stay_days=(1, 4)),
    "front_accident": Job(
        "accident", ("追尾事故，走保险",), ("CRASH_FRONT",), ("HEADLIGHT", "PAINT_BUMPER"), 0.7, "INSURER", (5, 13)
    ),
    "side_accident": Job("accident", ("侧面碰撞，走保险",), ("CRASH_SIDE",), ("PAINT_DOOR",), 0.7, "INSURER", (4, 10)),
    "warranty": Job(
        "warranty",
        ("三包期内水泵渗漏", "质保件更换"),
        ("WATER_PUMP", "SENSOR", "ALTERNATOR"),
        payer="WARRANTY",
        stay_days=(0, 2),
    ),
    "rework": Job("rework", ("上次修的地方又响了", "故障没有修好"), ("NOISE", "ELECTRIC"), payer="REWORK"),
    "inspection": Job("inspection", ("代办年检",), ("MARK",), ("WIPER",), 0.2),
    "check": Job("inspection", ("买二手车前检查", "跑长途前检查"), ("CHECK",), payer="GOODWILL"),
    "wash": Job("beauty", ("洗车",), ("WASH", "WASH", "WASH_FINE")),
    "beauty": Job("beauty", ("打蜡", "内饰清洗", "做镀晶"), ("WAX", "INTERIOR", "COATING"), ("WASH_FINE",), 0.4),
    "retail": Job(
        "retail", ("购买用品",), ("MAT", "CAMERA", "WASHER_FLUID", "SEAT_COVER", "CHILD_SEAT"), ("WASHER_FLUID",), 0.2
    ),
    "demonstrator": Job("internal", ("代步车保养", "代步车洗车"), ("OIL_SEMI", "WASH"), payer="INTERNAL"),
}
WASHES = ("WASH", "WASH_FINE")
# planned work -> the jobs it may turn out to be
BRANCHES = {
    "repair": ("brakes", "brakes", "starting", "chassis", "chassis", "engine", "leak"),
    "accident": ("front_accident", "front_accident", "side_accident"),
}
WITHOUT_ENGINE = {"starting": "chassis", "engine": "chassis", "leak": "brakes", "service": "service_bev"}
BY_FUEL = {"bev": WITHOUT_ENGINE, "phev": {"service": "service_phev"}}
SUMMER = (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Line:
    item_code: str
    item: Item
    net_fen: int
    payer: str


def job_for(work: str, car: Car | None, day: date, rng: Random) -> Job:
    """The job behind a planned piece of work: a battery car takes no oil, and in summer many repairs are about air."""
    if work == "repair" and day.month in SUMMER and rng.random() < 0.4:
        return JOBS["air_conditioning"]
    job = rng.choice(BRANCHES.get(work, (work,)))
    instead = BY_FUEL.get(car.make.fuel, {}) if car else {}
    return JOBS[instead.get(job, job)]


def lines(job: Job, car: Car | None, rng: Random, *, dear: float = 1.0) -> list[Line]:
    """Priced lines of one order; `dear` raises all of them."""
    codes = [rng.choice(job.main)]
    for _ in range(EXTRAS):
        if job.extras and rng.random() < job.extra_chance:
            codes.append(rng.choice(job.extras))
    return [_line(code, job.payer, car, rng, dear) for code in dict.fromkeys(codes)]


def _line(code: str, payer: str, car: Car | None, rng: Random, dear: float) -> Line:
    item = ITEMS[code]
    if payer == "PACKAGE":
        return Line(code, item, PACKAGE_FEN // PACKAGE_USES, payer)
    level = car.make.level if car and item.by_level else 1.0
    yuan = rng.uniform(*item.yuan) * level * dear
    # counters round: to the ten above a hundred
    return Line(code, item, int(round(yuan, -1) if yuan > 100 else round(yuan)) * 100, payer)

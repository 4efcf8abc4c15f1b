"""Invented cars: makes with plausible identification numbers, plates by city, use and kilometres a day."""

import string
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)  # ISO 3779, domain.md 6.3
VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
VIN_VALUES |= {digit: int(digit) for digit in string.digits}
VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY"  # 2010 is A
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
YOUNGEST_DAYS = 150
SEVEN_SEATS = ("GL8", "宏光S")


@dataclass(frozen=True, slots=True)
class Make:
    """A series on the road: its price level, and the years it was sold."""

    wmi: str
    brand: str
    series: str
    model: str
    fuel: str
    level: float
    since: int
    weight: int


MAKES = (
    Make("LSV", "大众", "朗逸", "1.5L 自动舒适版", "petrol", 1.0, 2013, 9),
    Make("LFV", "大众", "速腾", "280TSI 舒适型", "petrol", 1.05, 2014, 6),
    Make("LSV", "大众", "帕萨特", "330TSI 豪华版", "petrol", 1.25, 2015, 5),
    Make("LFM", "丰田", "卡罗拉", "1.2T S-CVT GL", "petrol", 0.95, 2014, 8),
    Make("LVG", "丰田", "凯美瑞", "2.5G 豪华版", "petrol", 1.2, 2016, 4),
    Make("LFM", "丰田", "RAV4荣放", "2.0L CVT 都市版", "petrol", 1.15, 2016, 4),
    Make("LHG", "本田", "雅阁", "260TURBO 精英版", "petrol", 1.15, 2015, 4),
    Make("LVH", "本田", "CR-V", "240TURBO 都市版", "petrol", 1.15, 2015, 4),
    Make("LGB", "日产", "轩逸", "1.6L CVT 舒享版", "petrol", 0.9, 2013, 8),
    Make("LGB", "日产", "逍客", "2.0L CVT 精英版", "petrol", 1.0, 2016, 3),
    Make("LSG", "别克", "英朗", "1.5L 自动进取型", "petrol", 0.9, 2013, 6),
    Make("LSG", "别克", "GL8", "ES 豪华型", "petrol", 1.35, 2016, 2),
    Make("LVS", "福特", "福克斯", "1.6L 自动风尚型", "petrol", 0.95, 2013, 5),
    Make("LVS", "福特", "锐界", "EcoBoost 245 豪锐型", "petrol", 1.3, 2016, 2),
    Make("LBE", "现代", "伊兰特", "1.5L CVT LUX", "petrol", 0.9, 2014, 5),
    Make("LGW", "长城", "哈弗H6", "1.5T 自动都市版", "petrol", 0.95, 2014, 7),
    Make("LS5", "长安", "CS75", "1.5T 自动领先型", "petrol", 0.9, 2015, 5),
    Make("LB3", "吉利", "帝豪", "1.5L CVT 豪华型", "petrol", 0.8, 2014, 5),
    Make("LZW", "五菱", "宏光S", "1.5L 手动舒适型", "petrol", 0.7, 2013, 6),
    Make("LBV", "宝马", "3系", "320Li M运动套装", "petrol", 1.9, 2015, 2),
    Make("LE4", "奔驰", "C级", "C 200 L 运动版", "petrol", 2.1, 2015, 2),
    Make("LFV", "奥迪", "A4L", "40 TFSI 时尚型", "petrol", 1.8, 2015, 2),
    Make("LGX", "比亚迪", "秦PLUS DM-i", "120KM 尊贵型", "phev", 0.9, 2021, 4),
    Make("LGX", "比亚迪", "元PLUS", "430KM 尊贵型", "bev", 0.9, 2022, 3),
    Make("LRW", "特斯拉", "Model 3", "后轮驱动版", "bev", 1.4, 2020, 2),
)
VANS = (
    Make("LZW", "五菱", "荣光", "1.5L 标准型", "petrol", 0.7, 2015, 5),
    Make("LJX", "江铃", "全顺", "2.0T 柴油 中轴", "diesel", 1.2, 2016, 3),
    Make("LVC", "福田", "祥菱M1", "1.6L 厢货", "petrol", 0.75, 2018, 3),
)


@dataclass(frozen=True, slots=True)
class Car:
    """`km_per_day` is this car's own pace since its registration."""

    make: Make
    plate: str
    vin: str
    registered_on: date
    use: str
    seats: int
    km_per_day: float

    @property
    def model_year(self) -> int:
        return self.registered_on.year

    def odometer(self, day: date, rng: Random) -> int:
        """Kilometres on a day, give or take an errand; never backwards between visits a week apart."""
        days = (day - self.registered_on).days + rng.uniform(-2.5, 2.5)
        return max(30, round(self.km_per_day * days))


class Plates:
    """Plates of a city and its neighbours, each given out once."""

    def __init__(self, regions: dict[str, int]) -> None:
        self._regions = regions
        self._given: set[str] = set()

    def draw(self, rng: Random, fuel: str) -> str:
        while True:
            region = rng.choices(list(self._regions), weights=list(self._regions.values()))[0]
            plate = region + (_green_number(rng, fuel) if fuel in ("bev", "phev") else _blue_number(rng))
            if plate not in self._given:
                self._given.add(plate)
                return plate


def car(rng: Random, plates: Plates, serial: int, seen_on: date, *, company: bool = False) -> Car:
    """One car, first seen by the shop on a day; `serial` makes its VIN unique within the shop."""
    use, km_per_day, oldest_days = _use(rng, company)
    registered_on = seen_on - timedelta(days=round(rng.triangular(YOUNGEST_DAYS, oldest_days, oldest_days * 0.4)))
    makes = [make for make in (VANS if company else MAKES) if make.since <= registered_on.year]
    make = rng.choices(makes, weights=[make.weight for make in makes])[0]
    return Car(
        make=make,
        plate=plates.draw(rng, make.fuel),
        vin=vin(make.wmi, registered_on.year, rng, serial),
        registered_on=registered_on,
        use=use,
        seats=7 if make.series in SEVEN_SEATS else 5,
        km_per_day=km_per_day,
    )


def vin(wmi: str, year: int, rng: Random, serial: int) -> str:
    """17 characters with the right check digit."""
    descriptor = "".join(rng.choice(VIN_LETTERS) for _ in range(5))
    body = f"{wmi}{descriptor}0{VIN_YEARS[(year - 2010) % len(VIN_YEARS)]}{rng.choice(PLATE_LETTERS[:8])}{serial:06d}"
    rest = sum(VIN_VALUES[letter] * weight for letter, weight in zip(body, VIN_WEIGHTS, strict=True)) % 11
    return body[:8] + ("X" if rest == 10 else str(rest)) + body[9:]


def _use(rng: Random, company: bool) -> tuple[str, float, int]:
    """Use, kilometres a day, and how old such a car gets in days."""
    if company:
        return "company", rng.uniform(45, 110), 2500
    if rng.random() < 0.03:
        return "ride", rng.uniform(150, 240), 1400
    return "private", min(95.0, rng.lognormvariate(3.45, 0.38)), 3600


def _blue_number(rng: Random) -> str:
    letters = rng.choices((0, 1, 2), weights=(6, 3, 2))[0]
    number = [rng.choice(string.digits) for _ in range(5)]
    for place in rng.sample(range(4), letters):
        number[place] = rng.choice(PLATE_LETTERS)
    return "".join(number)


def _green_number(rng: Random, fuel: str) -> str:
    # D is battery-electric, F any other new-energy car
    return ("D" if fuel == "bev" else "F") + f"{rng.randrange(10**5):05d}"

"""Who is who in the demo: a chain of two shops, a stranger's shop, and the people who sign in."""

from dataclasses import dataclass

TIMEZONE = "Asia/Shanghai"
CITY = "lanzhou"
DEMO_PASSWORD = "see-you-next-visit"  # printed by the demo, useless elsewhere


@dataclass(frozen=True, slots=True)
class ShopCast:
    """A shop of the story. `regions` are plate prefixes by weight, `advisors` names by the share of work they do."""

    slug: str
    name: str
    city: str
    regions: dict[str, int]
    customers: int
    advisors: dict[str, int]
    technicians: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """A person who can sign in, and the role in each shop."""

    email: str
    name: str
    roles: dict[str, str]
    password: str = DEMO_PASSWORD

    def __str__(self) -> str:
        places = ", ".join(f"{role} of {slug}" for slug, role in self.roles.items())
        return f"{self.email}  {self.password}  ({self.name}, {places})"


LANZHOU = {"甘A": 86, "甘D": 4, "甘J": 4, "甘N": 3, "青A": 2, "宁A": 1}
SHANGHAI = {"沪A": 14, "沪B": 13, "沪C": 6, "沪D": 10, "沪F": 9, "沪K": 9, "沪N": 8, "苏E": 6, "浙F": 4, "皖A": 2}

SHOPS = (
    ShopCast(
        "chengguan", "兰州安顺汽修 城关店", "兰州", LANZHOU, 1520,
        {"李婷": 46, "赵强": 38, "刘洋": 16}, ("老韩", "小马", "魏师傅", "石磊"),
    ),
    ShopCast(
        "qilihe", "兰州安顺汽修 七里河店", "兰州", LANZHOU, 1480,
        {"赵强": 30, "李婷": 20, "何雪梅": 50}, ("杨师傅", "丁勇", "小高"),
    ),
    ShopCast(
        "pudong", "上海浦东快修", "上海", SHANGHAI, 1500,
        {"周凯": 55, "沈佳慧": 45}, ("老陆", "钱师傅", "小顾"),
    ),
)  # fmt: skip

LOGINS = (
    Login("owner@anshun.example", "马振华", {"chengguan": "owner", "qilihe": "owner"}),
    Login("manager@anshun.example", "陈晓敏", {"chengguan": "manager"}),
    Login("liting@anshun.example", "李婷", {"chengguan": "advisor", "qilihe": "advisor"}),
    Login("zhaoqiang@anshun.example", "赵强", {"chengguan": "advisor", "qilihe": "advisor"}),
    Login("viewer@anshun.example", "王会计", {"chengguan": "viewer", "qilihe": "viewer"}),
    Login("owner@pudong.example", "周凯", {"pudong": "owner"}),
)

"""Invented people and companies: names, genders, numbers."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# weights follow the usual frequency of surnames; 马 is common in Lanzhou
SURNAMES = {
    "王": 72, "李": 70, "张": 66, "刘": 52, "陈": 44, "杨": 30, "赵": 27, "黄": 21, "周": 20, "吴": 19,
    "徐": 17, "孙": 16, "马": 34, "朱": 13, "胡": 12, "郭": 12, "何": 11, "高": 11, "林": 11, "罗": 9,
    "郑": 9, "梁": 8, "谢": 8, "宋": 8, "唐": 7, "许": 7, "韩": 7, "冯": 7, "邓": 6, "曹": 6,
    "彭": 5, "曾": 5, "肖": 5, "田": 6, "董": 5, "袁": 5, "潘": 4, "于": 5, "蒋": 4, "蔡": 4,
    "余": 4, "杜": 5, "叶": 3, "程": 4, "苏": 4, "魏": 6, "吕": 4, "丁": 4, "任": 4, "沈": 4,
    "姚": 4, "卢": 3, "姜": 3, "崔": 3, "钟": 3, "谭": 3, "陆": 3, "汪": 3, "范": 3, "金": 3,
    "石": 3, "廖": 2, "贾": 3, "夏": 3, "韦": 1, "付": 2, "方": 3, "白": 3, "邹": 2, "孟": 2,
    "欧阳": 1, "司马": 1, "上官": 1,
}  # fmt: skip
_SURNAMES, _SURNAME_WEIGHTS = list(SURNAMES), list(accumulate(SURNAMES.values()))
MEN = (
    "建国", "志强", "伟", "强", "军", "勇", "磊", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "斌", "浩", "凯",
    "宇", "文博", "子轩", "俊杰", "国庆", "建军", "海龙", "永强", "振华", "晓东", "立新", "学文", "家豪", "天佑",
    "志远", "宏伟", "玉林", "德明", "世杰", "嘉伟", "一鸣", "泽宇", "少华", "兴旺", "长江", "卫东", "小龙", "成功",
    "小军", "旭东", "亚楠",
)  # fmt: skip
WOMEN = (
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀英", "桂兰", "丽华", "海燕", "晓敏", "婷婷", "雪梅", "玉兰",
    "欣怡", "佳慧", "雨桐", "梦瑶", "思琪", "晓燕", "红梅", "春花", "莉", "倩", "颖", "琳", "慧", "洁", "婷", "月",
    "文静", "小红", "淑珍", "美玲", "雅琴", "诗涵", "梓萱", "若曦", "冬梅", "晓丽", "金凤", "彩霞", "玉洁", "蕾",
    "瑶", "菲", "燕",
)  # fmt: skip
COMPANY_WORDS = (
    "顺达", "恒通", "鑫源", "陇原", "金城", "安捷", "远航", "宏业", "天润", "德邦", "华泰", "嘉禾", "瑞丰", "中联",
    "万里", "新干线", "河口", "白塔", "五泉", "百合",
)  # fmt: skip
COMPANY_TRADES = ("物流", "商贸", "建材", "餐饮管理", "电梯工程", "保洁服务", "快运", "农产品", "装饰工程", "医疗器械")
SOURCES = ("自然到店", "自然到店", "朋友介绍", "朋友介绍", "美团", "抖音团购", "高德地图", "保险公司推荐", "路过")
OCCUPATIONS = ("教师", "个体经营", "公务员", "网约车司机", "医生", "销售", "工程师", "退休", "自由职业", "会计")
# Three-digit ranges that no operator has been given: nobody is rung up by a demo.
MOBILE_PREFIXES = ("160", "161", "163", "164", "168", "169")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the counter knows him; a company's `contact` is its driver."""

    name: str
    gender: str | None
    mobile: str
    second_phone: str | None
    customer_type: str
    source: str
    occupation: str | None
    birthday: str | None


class Numbers:
    """Mobile numbers, each given out once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def draw(self, rng: Random) -> str:
        while True:
            number = f"{rng.choice(MOBILE_PREFIXES)}{rng.randrange(10**8):08d}"
            if number not in self._given:
                self._given.add(number)
                return number


def person(rng: Random, numbers: Numbers) -> Person:
    name, gender = full_name(rng)
    return Person(
        name=name,
        gender=gender,
        mobile=numbers.draw(rng),
        second_phone=numbers.draw(rng) if rng.random() < 0.04 else None,
        customer_type="personal",
        source=rng.choice(SOURCES),
        occupation=rng.choice(OCCUPATIONS) if rng.random() < 0.35 else None,
        birthday=_birthday(rng) if rng.random() < 0.45 else None,
    )


def company(rng: Random, numbers: Numbers, city: str) -> Person:
    name = f"{city}{rng.choice(COMPANY_WORDS)}{rng.choice(COMPANY_TRADES)}有限公司"
    return Person(name, None, numbers.draw(rng), numbers.draw(rng), "fleet", "商务拓展", None, None)


def full_name(rng: Random) -> tuple[str, str]:
    """A name and its gender, `male` or `female`."""
    surname = rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]
    gender = "male" if rng.random() < 0.64 else "female"
    return surname + rng.choice(MEN if gender == "male" else WOMEN), gender


def _birthday(rng: Random) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return f"{rng.randint(1962, 2001)}-{month:02d}-{day:02d}" if rng.random() < 0.7 else f"{month:02d}-{day:02d}"

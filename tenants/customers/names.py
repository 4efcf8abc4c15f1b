"""Names of people and companies: which is which, and when two spellings mean the same (domain.md 6.3, 6.4)."""

import re
import unicodedata

COMPANY_MARKS = (
    *(
        "公司",
        "集团",
        "企业",
        "工厂",
        "商行",
        "商店",
        "经营部",
        "合作社",
        "事务所",
        "车队",
        "学校",
        "医院",
        "银行",
        "中心",
    ),
    *("委员会", "管理局", "公安局", "政府", "酒店", "物业", "物流", "工程队", "租赁"),
)
COMPANY_WORDS = ("ltd", "llc", "inc", "corp", "co", "company", "gmbh", "limited", "fleet")
COMPANY_ENDINGS = ("股份有限公司", "有限责任公司", "有限公司", "总公司", "分公司", "公司")
WALK_IN_NAMES = {
    "散客",
    "零散客户",
    "散户",
    "临时客户",
    "过路客",
    "现金客户",
    "匿名",
    "walk-in",
    "walkin",
    "cash",
    "cash customer",
}
TITLES = re.compile(r"(先生|女士|小姐|太太|师傅|老板|经理|总)$")
_COMPANY = re.compile(rf"{'|'.join(COMPANY_MARKS)}|\b(?:{'|'.join(COMPANY_WORDS)})\b", re.IGNORECASE | re.ASCII)
_IGNORED = re.compile(r"[\s·•.\-_,，。()（）\[\]【】]+")


def is_company(name: str) -> bool:
    """Whether the name reads as a company's or an office's."""
    return bool(_COMPANY.search(name))


def is_walk_in(name: str) -> bool:
    """Whether the "name" is the shop's word for a customer it does not know."""
    return name.lower() in WALK_IN_NAMES


def company_key(name: str) -> str:
    """A company's name without its legal form, for exact comparison: 兰州顺达有限公司 and 兰州顺达 are one."""
    key = name_key(name)
    for ending in COMPANY_ENDINGS:
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)]
    return key


def name_key(name: str) -> str:
    """The name as compared: NFKC, lower case, no spaces or punctuation."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold()


def similar(one: str, other: str) -> bool:
    """Equal, one contained in the other, or a title in place of the given name (张先生 and 张三)."""
    a, b = name_key(one), name_key(other)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) >= 2 and (a in b or b in a)):
        return True
    bare_a, bare_b = TITLES.sub("", a), TITLES.sub("", b)
    titled = bare_a != a or bare_b != b
    return bool(titled and bare_a and bare_b and (bare_a.startswith(bare_b) or bare_b.startswith(bare_a)))

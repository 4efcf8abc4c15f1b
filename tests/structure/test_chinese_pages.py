"""No English is left on a Chinese page, and no Chinese on an English one."""

import re
from collections.abc import Iterator

import pytest
from lxml import html
from werkzeug.test import TestResponse

from tenants.imports.encodings import CHOICES
from tests.browser import Browser
from tests.structure.furnished import FIRST_ROW, HEADERS
from tests.structure.routes import Route
from tests.structure.world import World

# What reads the same in both languages: names, formats, units, letters of a formula.
SAME_IN_BOTH = {"huitou", "csv", "tsv", "xlsx", "xls", "km", "mb", "rfm", "vin"}
SAME_IN_BOTH |= {"excel", "gbk", "unicode", "windows"}  # what people know an encoding by
SAME_IN_BOTH |= {word.lower() for name in CHOICES for word in re.findall(r"[A-Za-z]{2,}", name)}
# Values of the shop and of the world: plates, order numbers, addresses, file names, time zones.
VALUES = re.compile(
    r"[\u4e00-\u9fff]·?[A-Z]·?\w+|\b[A-Z]{2}\d+\b|\S+@\S+|\S+\.(?:csv|xlsx?)\b|\bWO\d+\b|\b[0-9a-f]{16}\b"
)
READ_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
# The columns of a file and the name of the other language are not ours to translate.
NOT_OURS = "//*[self::script or self::style or self::kbd or @lang or @data-raw]"


def sentences(page: str) -> Iterator[str]:
    """Everything on the page that is read or read aloud."""
    tree = html.document_fromstring(page)
    tree.attrib.pop("lang", None)
    for element in tree.xpath(NOT_OURS):
        element.drop_tree()
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield from (element.attrib[name] for name in READ_ATTRIBUTES if name in element.attrib)
            yield from (value for name, value in element.attrib.items() if name.startswith("data-") and " " in value)
    yield from tree.itertext()


def english(page: str) -> list[str]:
    words = {word for said in sentences(page) for word in re.findall(r"[A-Za-z]{2,}", VALUES.sub("", said))}
    return sorted(word for word in words if word.lower() not in SAME_IN_BOTH)


def chinese(page: str) -> list[str]:
    return sorted({said.strip() for said in sentences(page) if re.search(r"[\u4e00-\u9fff]{2}", VALUES.sub("", said))})


def is_page(answer: TestResponse) -> bool:
    return answer.status_code == 200 and answer.mimetype == "text/html"


def looked_at(world: World) -> list[Route]:
    return [route for route in world.routes if route.is_safe and route.endpoint != "home.health"]


@pytest.fixture
def owner(world: World) -> Browser:
    return world.members["owner"]


def test_every_chinese_page_is_chinese(world: World, owner: Browser) -> None:
    left, seen = {}, 0
    for route in looked_at(world):
        page = world.ask(owner, route, world.our_ids, headers={"Accept-Language": "zh-CN"})
        seen += is_page(page)
        if is_page(page) and (words := english(page.text)):
            left[str(route)] = words

    assert seen > 10
    assert left == {}, "Wrap it in _('...') and run `python -m saas.translations`."


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_error_page_speaks_one_language(world: World, owner: Browser, language: str) -> None:
    said = {"Accept-Language": language}
    pages = [
        owner.get("/no-such-page", headers=said),
        owner.post("/", headers=said),
        owner.post("/locale", {"csrf_token": "old"}, headers=said),
        owner.post("/locale", {"locale": "de"}, headers=said),
        world.members["viewer"].get(f"/s/{world.theirs.slug}/customers", headers=said),
        world.nobody.get("/sign-in", headers=said),
        world.nobody.post("/sign-in", {"email": "", "password": ""}, headers=said),
        world.nobody.post("/sign-in", {"email": "x@example.com", "password": "x"}, headers=said),
    ]

    assert [(english if language == "zh-CN" else chinese)(page.text) for page in pages] == [[] for _ in pages]
    assert {page.status_code for page in pages} == {200, 400, 404, 405, 422}


def test_a_page_says_the_same_in_english(world: World, owner: Browser) -> None:
    """Chinese words left on an English page are names from the shop's own files, or somebody forgot to translate."""
    names = {"王建国", "李婷", "城关店", "大众", "帕萨特", "老客户", "满意", "六月工单", "回头客", *HEADERS, *FIRST_ROW}
    names |= {"更换机油机滤", "精致服务", "无号", "冬季检查", "前刹车片", "明天见", "王会计", "途虎养车", "新来的"}
    left = {}
    for route in looked_at(world):
        page = world.ask(owner, route, world.our_ids, headers={"Accept-Language": "en"})
        words = chinese(page.text) if is_page(page) else []
        if unknown := [said for said in words if not any(name in said for name in names)]:
            left[str(route)] = unknown

    assert left == {}

"""Names of people and companies (domain.md 6.4)."""

import pytest

from tenants.customers.names import company_key, is_company, is_walk_in, similar


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("兰州顺达有限公司", True),
        ("甘肃省人民医院", True),
        ("Acme Ltd.", True),
        ("张三", False),
        ("Conan Cohen", False),
    ],
)
def test_a_company_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_company(name) is expected


@pytest.mark.parametrize("name", ["兰州顺达有限公司", "兰州顺达公司", "兰州顺达有限责任公司", " 兰州 顺达 "])
def test_the_legal_form_of_a_company_does_not_matter(name: str) -> None:
    assert company_key(name) == "兰州顺达"


def test_another_company_is_another() -> None:
    assert company_key("兰州顺达有限公司") != company_key("兰州顺达物流有限公司")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张三", "张 三", True),
        ("张三", "张三丰", True),
        ("张先生", "张三", True),
        ("张先生", "李四", False),
        ("张三", "李四", False),
        ("张", "张三", False),
        ("", "张三", False),
        ("Smith", "SMITH ", True),
    ],
)
def test_similar_names_may_be_one_person(one: str, other: str, expected: bool) -> None:
    assert similar(one, other) is similar(other, one) is expected


def test_a_walk_in_is_nobody() -> None:
    assert [is_walk_in(name) for name in ("散客", "Walk-in", "张三")] == [True, True, False]

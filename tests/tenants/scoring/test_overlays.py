import pytest

from tenants.scoring import overlays


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("3M 汽油添加剂", "additives"),
        ("燃油宝", "additives"),
        ("节气门清洗剂", "additives"),
        ("米其林轮胎 225/45R17", "tyres"),
        ("轮胎换位", None),
        ("轮胎动平衡", None),
        ("全车镀晶", "film"),
        ("隔热膜(前挡)", "film"),
        ("精洗套餐", "wash_card"),
        ("洗车卡 10 次", "wash_card"),
        ("全包围脚垫", "accessories"),
        ("Winter tyres", "tyres"),
        ("Tyre rotation", None),
        ("机油机滤 全合成", None),
        ("前刹车片", None),
    ],
)
def test_an_item_belongs_to_a_special_group_by_its_name(name: str, group: str | None) -> None:
    assert overlays.item_group(name) == group


def test_tv_g1_additives_in_four_visits_and_two_thirds_of_the_money() -> None:
    assert overlays.is_special(4, 200_00 + 220_00 + 200_00 + 210_00, 1250_00)


@pytest.mark.parametrize(
    ("visits", "spent", "monetary", "member"),
    [(3, 625_00, 1250_00, True), (2, 1250_00, 1250_00, False), (3, 624_99, 1250_00, False), (3, 0, 0, False)],
)
def test_a_special_item_takes_three_visits_and_half_of_the_money(
    visits: int, spent: int, monetary: int, member: bool
) -> None:
    assert overlays.is_special(visits, spent, monetary) is member


def test_tv_g2_three_promo_visits_of_four_two_of_them_by_an_event() -> None:
    assert overlays.promo(4, 3, 2) == "PROMO_EVENT"


@pytest.mark.parametrize(
    ("visits", "promo_visits", "event_visits", "overlay"),
    [
        (5, 3, 0, "PROMO_DISCOUNT"),
        (5, 3, 1, "PROMO_DISCOUNT"),
        (5, 3, 2, "PROMO_EVENT"),
        (10, 6, 0, "PROMO_DISCOUNT"),
        (20, 12, 7, "PROMO_DISCOUNT"),
        (25, 15, 9, "PROMO_EVENT"),
        (10, 5, 5, None),
        (2, 2, 2, None),
        (3, 0, 0, None),
    ],
)
def test_promo_driven_takes_three_visits_and_60_percent(
    visits: int, promo_visits: int, event_visits: int, overlay: str | None
) -> None:
    assert overlays.promo(visits, promo_visits, event_visits) == overlay

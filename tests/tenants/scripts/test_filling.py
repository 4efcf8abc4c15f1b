"""Values of slots: from the person, the car, the past and the reason; nothing is made up."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.follow_ups.triggers import TRIGGERS
from tenants.scripts import filling
from tenants.scripts.filling import fill
from tenants.scripts.known import Due, Known, Talk
from tenants.scripts.slots import OFFERS
from tenants.scripts.speaking import script_for

TODAY = date(2026, 7, 1)
OIL = Due("OIL_SEMI", "item", date(2026, 7, 8), "high", in_bundle=True)
BRAKES = Due("BRAKE_FLUID", "item", date(2026, 7, 12), "high", in_bundle=True)
WIPERS = Due("WIPER", "item", date(2026, 9, 1), "low", in_bundle=False)
WANG = Known("王建国", "male", plate="甘A12345", model="帕萨特", needs=(OIL, BRAKES, WIPERS))
DUE = Talk("MAINT_DUE", advisor="李婷", shop="城关店")


@pytest.mark.parametrize(
    ("name", "gender", "kind", "chinese", "english"),
    [
        ("王建国", "male", "personal", "王先生", "Mr 王"),
        ("欧阳静", "female", "personal", "欧阳女士", "Ms 欧阳"),
        ("李静", None, "personal", "李静", "李静"),
        ("张先生", "male", "personal", "张先生", "张先生"),
        ("John Smith", "male", "personal", "Smith先生", "Mr Smith"),
        ("兰州顺达物流有限公司", "male", "fleet", "兰州顺达物流有限公司", "兰州顺达物流有限公司"),
        ("", None, "personal", "车主", "dear customer"),
    ],
)
def test_a_customer_is_addressed_as_he_would_be(
    name: str, gender: str | None, kind: str, chinese: str, english: str
) -> None:
    known = Known(name, gender, kind)

    assert fill(known, DUE, "zh", TODAY)["title"] == chinese
    assert fill(known, DUE, "en", TODAY)["title"] == english


def test_what_falls_due_together_is_said_together() -> None:
    values = fill(WANG, DUE, "zh", TODAY)

    assert values["due_items"] == "半合成机油和机滤和刹车油"
    assert values["due_on"] == "7月8日"
    assert values["days_left"] == "7"
    assert fill(WANG, DUE, "en", TODAY)["due_on"] == "July 8"


def test_the_items_of_the_reason_come_before_those_of_the_car() -> None:
    talk = replace(DUE, facts={"items": "WIPER", "due_on": "2027-01-02"})

    values = fill(WANG, talk, "en", TODAY)

    assert (values["due_items"], values["due_on"]) == ("the wipers", "January 2, 2027")
    assert filling.codes_due(WANG, talk) == ["WIPER"]


@pytest.mark.parametrize(("confidence", "said"), [("high", "32000"), ("medium", "31500~32500"), ("low", "31000~33000")])
def test_the_odometer_is_a_range_as_wide_as_our_ignorance(confidence: str, said: str) -> None:
    known = replace(WANG, last_km=29_000, last_km_on=date(2026, 4, 2), km_per_day=33.3, confidence=confidence)

    assert fill(known, DUE, "zh", TODAY)["est_km"] == said


def test_without_a_reading_no_kilometres_are_said() -> None:
    assert "est_km" not in fill(WANG, DUE, "zh", TODAY)


def test_only_what_is_sure_may_be_called_due() -> None:
    low = replace(WANG, needs=(replace(OIL, confidence="low"),))

    assert filling.is_sure(WANG, DUE)
    assert not filling.is_sure(low, DUE)
    assert not filling.is_sure(replace(WANG, needs=()), DUE)
    assert filling.is_sure(low, replace(DUE, facts={"items": "OIL_SEMI"}))
    assert not filling.is_sure(WANG, replace(DUE, facts={"items": "OIL_SEMI", "wording": "low"}))


def test_the_past_is_told_from_the_last_visit() -> None:
    talk = Talk("D3", last_visit_on=date(2026, 6, 28), last_items=("更换机油", "换雨刮", "洗车"))

    values = fill(replace(WANG, last_maintenance_on=date(2026, 1, 5)), talk, "zh", TODAY)

    assert values["last_visit_on"] == "6月28日"
    assert values["last_items"] == "更换机油和换雨刮"
    assert values["months_since"] == "6"
    assert (values["since"], fill(WANG, replace(talk, trigger="M3"), "zh", TODAY)["since"]) == ("三天", "三个月")


def test_a_simpler_oil_has_a_better_one() -> None:
    values = fill(WANG, DUE, "zh", TODAY)

    assert (values["current"], values["proposed"], values["km_gap"]) == ("半合成机油和机滤", "全合成机油和机滤", "2500")
    assert "proposed" not in fill(replace(WANG, needs=(BRAKES,)), DUE, "zh", TODAY)


def test_a_related_item_comes_with_its_reason() -> None:
    values = fill(WANG, Talk("SECOND_VISIT"), "en", TODAY)

    assert values["related_item"] == "the air filter"
    assert "oil change" in values["reason"]


def test_nobody_is_told_of_what_he_had_done_within_a_year() -> None:
    filters = [Due("AIR_FILTER", "item", date(2027, 3, 1), "high", in_bundle=False, done_on=date(2026, 3, 1))]
    known = replace(WANG, needs=(OIL, *filters))

    assert fill(known, Talk("SECOND_VISIT"), "en", TODAY)["related_item"] == "the cabin filter"
    assert fill(known, Talk("SECOND_VISIT"), "en", date(2027, 3, 1))["related_item"] == "the air filter"


def test_the_reason_says_what_goes_together_and_the_shop_may_say_why() -> None:
    found = {"visit_on": "2026-06-01", "from": "TYRE", "items": "ALIGN", "kind": "COMPLEMENT"}

    ours, theirs = (fill(WANG, Talk("RELATED", facts), "zh", TODAY) for facts in (found, found | {"why": "胎刚换"}))

    assert (ours["related_item"], ours["reason"]) == ("四轮定位", "新胎配上不正的角度，几千公里就会偏磨")
    assert (theirs["related_item"], theirs["reason"]) == ("四轮定位", "胎刚换")


def test_a_better_grade_is_proposed_with_what_it_gains() -> None:
    found = {"from": "SPARK_NICKEL", "items": "SPARK_IRIDIUM", "kind": "UP"}

    values = fill(replace(WANG, needs=(BRAKES,)), Talk("RELATED", found), "en", TODAY)

    assert (values["current"], values["proposed"]) == ("the nickel spark plugs", "the iridium spark plugs")
    assert (values["km_gap"], values["evidence"]) == ("60000", "the records")


def test_who_is_told_of_a_filter_is_not_talked_into_another_oil() -> None:
    found = {"from": "OIL_UNKNOWN", "items": "AIR_FILTER", "kind": "COMPLEMENT"}
    talk = Talk("RELATED", found, last_visit_on=date(2026, 6, 1), last_items=("机油",))

    words = {each: script_for(each, WANG, talk, "zh", TODAY) for each in ("VALUE", "POTENTIAL", "NEW")}

    assert "proposed" not in fill(WANG, talk, "zh", TODAY)
    assert all(script and "空气滤" in script.rendered.text for script in words.values())


def test_what_the_shop_switched_off_is_not_spoken_of() -> None:
    silent = replace(WANG, relations=())

    assert "related_item" not in fill(silent, Talk("SECOND_VISIT"), "en", TODAY)


def test_an_event_brings_its_tip_and_a_festival_its_greeting() -> None:
    storm = fill(WANG, Talk("WEATHER", {"occasion": "rainstorm"}), "zh", TODAY)
    autumn = fill(WANG, Talk("HOLIDAY", {"occasion": "mid_autumn"}), "zh", TODAY)

    assert (storm["event"], storm["part"]) == ("暴雨", "雨刮")
    assert autumn["greeting_line"].startswith("中秋快乐")
    assert fill(WANG, Talk("SKY", {"occasion": "perseids"}), "en", TODAY)["event"] == "the meteor shower"


def test_what_the_shop_says_fills_its_slots_and_no_others() -> None:
    known = replace(WANG, words={"privilege": "一壶茶", "title": "亲"})

    values = fill(known, DUE, "zh", TODAY)

    assert (values["privilege"], values["title"]) == ("一壶茶", "王先生")


def test_facts_of_a_reason_mean_what_its_trigger_says() -> None:
    campaign = fill(WANG, Talk("CAMPAIGN", {"what": "开放日", "due_on": "2026-07-05"}), "zh", TODAY)
    coupon = fill(WANG, Talk("COUPON_END", {"what": "洗车券", "due_on": "2026-07-05"}), "zh", TODAY)

    assert (campaign["campaign"], campaign["campaign_on"]) == ("开放日", "7月5日")
    assert (coupon["benefit"], coupon["benefit_until"]) == ("洗车券", "7月5日")


@pytest.mark.parametrize("trigger", sorted(code for code, row in TRIGGERS.items() if row.is_reminder))
def test_a_reminder_offers_nothing_to_who_agreed_to_no_advertising(trigger: str) -> None:
    agreed = replace(WANG, words={"benefit": "九折", "benefit_until": "7月底", "booking_link": "u.example/1"})
    silent, talk = replace(agreed, agreed=False), Talk(trigger, {"items": "OIL_SEMI,BRAKE_FLUID"})

    offered, plain = fill(agreed, talk, "zh", TODAY), fill(silent, talk, "zh", TODAY)

    assert {"benefit", "benefit_until", "booking_link"} <= offered.keys()
    assert plain == {slot: said for slot, said in offered.items() if slot not in OFFERS}
    assert "benefit" in fill(silent, Talk("LAPSE"), "zh", TODAY)


@pytest.mark.parametrize(("years", "said"), [(1, "a year"), (3, "3 years")])
def test_one_year_is_said_as_one(years: int, said: str) -> None:
    anniversary = replace(DUE, trigger="ANNIVERSARY", facts={"years": years})

    assert fill(WANG, anniversary, "en", TODAY)["years"] == said


def test_an_appointment_is_said_with_its_hour() -> None:
    booked = replace(DUE, trigger="APPT_CONFIRM", facts={"due_on": "2026-07-02", "due_time": "15:00"})

    assert fill(WANG, booked, "en", TODAY)["appointment_at"] == "July 2 at 15:00"
    assert fill(WANG, booked, "zh", TODAY)["appointment_at"] == "7月2日 15:00"

"""The default words: complete in both languages, renderable, honest."""

import re
from collections.abc import Iterator

import pytest

from tenants.needs.relations import DEFAULTS, GOODS
from tenants.scoring.segments import RfmClass
from tenants.scripts import catalogue, template
from tenants.scripts.occasions import CLASSES, GROWS, PROMOTES, Medium, Occasion, Variant
from tenants.scripts.slots import CHINESE
from tenants.scripts.sms import compose, lint

LOCALES = ("zh", "en")
SERVICE = (Occasion.APPT_CONFIRM, Occasion.NO_SHOW, Occasion.COUPON_END, Occasion.ANNIVERSARY, Occasion.COMPLAINT)
# domain.md 5: who has not come back has nothing to recommend
NOT_USED = {(each, Occasion.REFER) for each in (RfmClass.RECALL, RfmClass.RETAIN, RfmClass.LOST)}


def spoken(locale: str) -> Iterator[tuple[RfmClass, Occasion, Variant, str]]:
    for rfm_class in CLASSES:
        for occasion in Occasion:
            for variant in Variant:
                if text := catalogue.default(rfm_class, occasion, locale, variant=variant):
                    yield rfm_class, occasion, variant, text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rfm_class", CLASSES)
def test_every_class_has_words_for_every_occasion(locale: str, rfm_class: RfmClass) -> None:
    other = Occasion.WINBACK if rfm_class in GROWS else Occasion.GROW

    for occasion in Occasion:
        text = catalogue.default(rfm_class, occasion, locale)
        assert (text is None) == (occasion is other), occasion
        assert (text == "") == ((rfm_class, occasion) in NOT_USED), occasion


@pytest.mark.parametrize("locale", LOCALES)
def test_every_default_can_be_rendered_and_claims_nothing_forbidden(locale: str) -> None:
    everything = dict.fromkeys(CHINESE, "x")

    for _, _, _, text in spoken(locale):
        template.check(text)
        rendered = template.render(text, everything)
        assert rendered.text
        assert not re.search(r"[\[\]{}|]", rendered.text)
        assert template.absolutes(text) == ()


def test_both_languages_say_the_same_slots() -> None:
    for rfm_class, occasion, variant, chinese in spoken("zh"):
        english = catalogue.default(rfm_class, occasion, "en", variant=variant)
        assert english is not None
        assert set(template.slots_of(chinese)) == set(template.slots_of(english)), (rfm_class, occasion, variant)


@pytest.mark.parametrize(("locale", "due"), [("zh", "到期"), ("en", "due")])
def test_what_is_not_sure_is_never_called_due(locale: str, due: str) -> None:
    for rfm_class in CLASSES:
        for variant in Variant:
            text = catalogue.default(rfm_class, Occasion.CHECK, locale, variant=variant) or ""
            assert due not in re.sub(r"\{\w+\}", "", text)
            assert "due_on" not in template.slots_of(text)


def test_an_overlay_has_words_of_its_own() -> None:
    value = RfmClass.VALUE

    assert catalogue.default(value, Occasion.DUE, "en", variant=Variant.KEY) != catalogue.default(
        value, Occasion.DUE, "en"
    )
    assert catalogue.default(value, Occasion.REFER, "en", variant=Variant.KEY) == catalogue.default(
        value, Occasion.REFER, "en"
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_message_would_pass_the_provider(locale: str) -> None:
    values = dict.fromkeys(CHINESE, "机油" if locale == "zh" else "oil")

    for occasion in Occasion:
        text = catalogue.default(RfmClass.VALUE, occasion, locale, Medium.SMS)
        if text:
            promotes = occasion in PROMOTES
            message = compose("安顺城关店", template.render(text, values).text, promotes=promotes)
            assert lint(message, promotes=promotes).flaws == (), occasion


def test_the_sheets_beside_the_scripts_are_complete() -> None:
    chinese, english = catalogue.sheets("zh"), catalogue.sheets("en")

    assert len(chinese["sheet"]["closing"]) == len(english["sheet"]["closing"]) == 4
    assert len(chinese["objection"]) == 3
    for section in ("phrases", "greeting", "event", "item", "related", "why", "sheet", "objection"):
        assert chinese[section].keys() == english[section].keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_relation_of_ours_has_its_reason_and_nothing_has_one_in_vain(locale: str) -> None:
    words = catalogue.sheets(locale)

    said = {(from_item, to_item) for from_item, reasons in words["related"].items() for to_item in reasons}

    assert said == {each.pair for each in DEFAULTS}
    assert all(catalogue.why_together(words, each) for each in DEFAULTS)
    assert set(GOODS) <= words["item"].keys()
    assert not any(template.absolutes(why) for reasons in words["related"].values() for why in reasons.values())


def test_english_words_fit_one_item_and_several() -> None:
    agreeing = re.compile(
        r"\{(?:last_items|due_items)\} (?:was|is|has|needs)\b|\b(?:was|is|has) the \{(?:last|due)_items\}"
    )

    assert [text for *_, text in spoken("en") if agreeing.search(text)] == []

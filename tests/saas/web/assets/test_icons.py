from pathlib import Path

from saas.web.assets import icons

DRAWINGS = {"phone": "<path d='1'/>", "circle-check": "<path d='2'/>", "x": "<path d='3'/>"}


def test_an_icon_is_taken_when_its_name_stands_quoted(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("""{{ icon('phone') }} {{ card(picture="circle-check") }} x""", encoding="utf-8")

    assert icons.used([page], DRAWINGS) == ["circle-check", "phone"]


def test_the_sprite_holds_one_symbol_per_icon() -> None:
    sprite = icons.sprite(["phone", "x"], DRAWINGS)

    assert sprite.count("<symbol ") == 2
    assert '<symbol id="phone" viewBox="0 0 24 24"><path' in sprite


def test_an_alias_is_drawn_like_its_icon(tmp_path: Path) -> None:
    collection = tmp_path / "icons.json"
    collection.write_text(
        '{"icons": {"house": {"body": "<path/>"}}, "aliases": {"home": {"parent": "house"}}}', encoding="utf-8"
    )

    assert icons.drawings(collection) == {"house": "<path/>", "home": "<path/>"}

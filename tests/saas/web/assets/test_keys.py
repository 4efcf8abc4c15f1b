"""The keys of outcomes stand in a script and in a style sheet: what a chip shows is what chooses it."""

import re
from pathlib import Path

from saas.web import assets
from tenants.follow_ups.outcomes import OUTCOMES

FOLDER = Path(assets.__path__[0])


def keys_of_outcomes() -> str:
    said = re.search(r'OUTCOME_KEYS = "(\w+)"', (FOLDER / "keys.js").read_text(encoding="utf-8"))
    assert said
    return said[1]


def test_a_chip_shows_the_key_that_chooses_it() -> None:
    symbols = re.search(r"@counter-style outcome-keys {.*?symbols: ([^;]+);", (FOLDER / "app.css").read_text(), re.S)

    assert symbols
    assert symbols[1].replace('"', "").split() == list(keys_of_outcomes())


def test_every_outcome_has_a_key_that_means_nothing_else() -> None:
    others = re.findall(r"^  (\w): ", (FOLDER / "keys.js").read_text(encoding="utf-8"), re.M)

    assert len(keys_of_outcomes()) >= len(OUTCOMES)
    assert len(set(keys_of_outcomes())) == len(keys_of_outcomes())
    assert {"j", "k", "d", "c", "o", "u"} == set(others)
    assert not set(others) & set(keys_of_outcomes())

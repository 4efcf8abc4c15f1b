"""What settings would change, in words: how many customers, from where to where."""

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext

from saas.web.labels import label
from saas.web.plurals import ngettext
from saas.web.setting_forms import Typed
from saas.web.setting_words import SECTIONS
from saas.web.tags import Label
from tenants.scoring.preview import Preview, preview
from tenants.scoring.runs import shown_run

ROWS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Move:
    before: Label
    after: Label
    customers: int


@dataclass(frozen=True, slots=True)
class Shown:
    """`cuts` None: they stay as they are. `others`: customers of the moves that are not listed."""

    sentence: str
    moves: list[Move]
    others: int
    cuts: Preview | None


def shown(section: str, told: Typed) -> Shown | None:
    """None for a section without a preview, and while there are mistakes."""
    if not SECTIONS[section].has_preview or told.problems():
        return None
    run = shown_run()
    if run is None:
        return Shown(gettext("Nobody is scored yet"), [], 0, None)
    found = preview(run.as_of, **told.values)
    if section == "cuts":
        count = found.class_changes
        return _shown(
            ngettext(
                "With these cuts %(num)d customer would change class.",
                "With these cuts %(num)d customers would change class.",
                count,
            ),
            "rfm_class",
            found.moves,
            found,
        )
    count = found.lifecycle_changes
    sentence = ngettext(
        "With these limits %(num)d customer would stand elsewhere.",
        "With these limits %(num)d customers would stand elsewhere.",
        count,
    )
    return _shown(sentence, "lifecycle", found.lifecycles, None)


def _shown(sentence: str, kind: str, moves: Counter[tuple[str, str]], cuts: Preview | None) -> Shown:
    real = [
        Move(label(kind, before), label(kind, after), customers)
        for (before, after), customers in moves.most_common()
        if before not in ("", after)
    ]
    return Shown(sentence, real[:ROWS_SHOWN], sum(each.customers for each in real[ROWS_SHOWN:]), cuts)

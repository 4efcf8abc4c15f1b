"""The sentences of the row problems."""

import re
from pathlib import Path

import pytest

from tenants import imports
from tenants.imports.problems import Flaw, problem, sentence
from tenants.imports.wordings import WORDINGS

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(imports.__path__[0]).glob("*.py"))
SLOT = re.compile(r"\{(\w+)\}")


def test_a_problem_names_row_column_value_and_remedy_in_both_languages() -> None:
    found = problem(17, Flaw("digits_lost"), "手机", "1.38E+10")

    assert sentence(found, "zh_Hans_CN") == "第 17 行「手机」：1.38E+10 丢了数字，请把该列设为文本后重新导出。"
    assert (
        sentence(found, "en") == "Row 17, 手机: 1.38E+10 lost its digits. Format the column as text and export again."
    )


def test_a_problem_of_the_whole_file_names_no_row() -> None:
    found = problem(0, Flaw("order_no_absent"))

    assert sentence(found, "zh").startswith("没有工单号列")


def test_a_long_or_hostile_value_is_shown_short_and_plain() -> None:
    found = problem(2, Flaw("digits_lost"), "手机", "a\n\u202eb" + "c" * 100)

    assert found.value == "a  b" + "c" * 55 + "…"


@pytest.mark.parametrize("code", WORDINGS)
def test_every_code_is_used_and_worded_with_the_same_slots(code: str) -> None:
    wording = WORDINGS[code]

    assert f'"{code}"' in SOURCES.replace(f'"{code}": Wording', "")
    assert set(SLOT.findall(wording.zh)) == set(SLOT.findall(wording.en))
    assert wording.zh.endswith("。")
    assert wording.en.endswith(".")

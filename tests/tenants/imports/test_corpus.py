"""Every file of the corpus, read by the real child process, comes to what is written beside it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tenants.errors import DomainError
from tenants.imports import columns
from tenants.imports.canonical import Options
from tenants.imports.intake import Intake
from tenants.imports.problems import ERROR, Problem, sentence
from tenants.imports.reader import reading
from tests.tenants.imports.corpus import TODAY, Case
from tests.tenants.imports.corpus_text import TEXTS
from tests.tenants.imports.corpus_values import VALUES
from tests.tenants.imports.corpus_workbooks import WORKBOOKS

CASES = [*TEXTS, *WORKBOOKS, *VALUES]


@pytest.mark.parametrize("case", [case for case in CASES if not case.refused], ids=lambda case: case.name)
def test_a_bad_file_gives_its_records_and_problems(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)

    records, problems, intake = read(case, path)

    assert len(records) == case.records
    assert Counter(problem.code for problem in problems) == case.codes
    assert case.says(records) == case.expected or not records
    assert not any("\\x00" in repr([record.customer, record.vehicle]) for record in records)
    kept_out = {problem.row_no for problem in problems if problem.severity == ERROR}
    assert intake.tally.quarantined == len(kept_out)
    for problem in problems:
        assert "{" not in sentence(problem, "zh") + sentence(problem, "en")


@pytest.mark.parametrize("case", [case for case in CASES if case.refused], ids=lambda case: case.name)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)

    with pytest.raises(DomainError) as refusal:
        read(case, path, only_cells=True)

    assert case.refused in str(refusal.value)
    assert str(refusal.value).endswith(".")


def written(case: Case, folder: Path) -> Path:
    path = folder / "export.xlsx"  # the name never matters
    path.write_bytes(case.make())
    if case.truncated_to:
        with path.open("r+b") as file:
            file.truncate(case.truncated_to)
    return path


def read(case: Case, path: Path, *, only_cells: bool = False) -> tuple[list[Any], list[Problem], Intake]:
    records: list[Any] = []
    problems: list[Problem] = []
    with reading(path, wanted=list(case.chosen.values()), **case.reading) as file:
        mapping = columns.resolve(file.source.header, case.kind, case.chosen)
        intake = Intake(file.source, mapping, Options(case.kind, TODAY, **case.options))
        if only_cells:
            for _ in file.chunks:
                pass
        for batch in intake.batches(file.chunks):
            records += batch.records
            problems += batch.problems
    return records, problems, intake

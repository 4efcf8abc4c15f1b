"""Some words may stand in one place only: who commits, who opens a shop, who names the tenant, who reads the clock."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("saas", "tenants", "workers")

# pattern -> the files that may hold it, and what everybody else does instead
PLACES = {
    r"\.commit\(\)": (
        {"saas/web/cycle.py", "workers/transaction.py"},
        "A request or a job is one transaction; the edge commits it.",
    ),
    r"\btenant_scope\(": (
        {"saas/web/shop.py", "tenants/db.py", "tenants/scope.py", "workers/transaction.py"},
        "A request finds its shop through a membership, a job carries it; nothing else opens a scope.",
    ),
    r"SET LOCAL app\.|set_config\(": (
        {"tenants/scope.py"},
        "Only tenants/scope.py names the tenant to PostgreSQL.",
    ),
    r"datetime\.now\(|date\.today\(|utcnow\(": (
        {"tenants/clock.py"},
        "Take `as_of`, `today` or `now` as an argument; the edge asks tenants/clock.py.",
    ),
    r"CREATE POLICY|ROW LEVEL SECURITY": (
        {"tenants/protection.py"},
        "Call protect_tenant_table: there is one shape of policy.",
    ),
}
SAMPLES = (
    "db.session.commit()",
    "with tenant_scope(7):",
    "SET LOCAL app.shop_id = 7",
    "datetime.now(UTC)",
    "CREATE POLICY mine ON customers",
)


def lines(pattern: str) -> dict[str, list[str]]:
    """Where the pattern stands outside of its places, by file; what a docstring says in backticks does not count."""
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            if "node_modules" not in file.parts:
                text = re.sub(r"`[^`\n]*`|#.*", "", file.read_text(encoding="utf-8"))
                if hits := [line.strip() for line in text.splitlines() if re.search(pattern, line)]:
                    found[str(file.relative_to(ROOT))] = hits
    return found


@pytest.mark.parametrize("pattern", PLACES)
def test_it_stands_in_its_place_only(pattern: str) -> None:
    allowed, instead = PLACES[pattern]
    found = lines(pattern)

    assert {file: hits for file, hits in found.items() if file not in allowed} == {}, instead
    assert found, "Nothing matches any more: the rule guards nothing."


@pytest.mark.parametrize(("pattern", "sample"), list(zip(PLACES, SAMPLES, strict=True)))
def test_the_rule_would_see_it(pattern: str, sample: str) -> None:
    assert re.search(pattern, sample)

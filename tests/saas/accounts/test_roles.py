"""The table of roles."""

import pytest

from saas.accounts.models import ROLES
from saas.accounts.roles import ACTIONS, ROLE_ACTIONS, may


def test_the_table_knows_the_roles_of_the_database() -> None:
    assert set(ROLE_ACTIONS) == set(ROLES)


def test_every_role_may_all_that_the_role_below_it_may() -> None:
    ranks = [ROLE_ACTIONS[role] for role in ("viewer", "advisor", "manager", "owner")]

    assert all(below < above for below, above in zip(ranks, ranks[1:], strict=False))


def test_a_viewer_only_looks() -> None:
    assert all(action.startswith("view_") for action in ROLE_ACTIONS["viewer"])


@pytest.mark.parametrize(
    ("role", "action", "answer"),
    [
        ("advisor", "record_outcome", True),
        ("viewer", "record_outcome", False),
        ("advisor", "import_files", False),
        ("manager", "import_files", True),
        ("manager", "manage_shop", False),
        ("owner", "manage_shop", True),
        ("nonsense", "view_queue", False),
    ],
)
def test_a_role_may_what_the_table_says(role: str, action: str, answer: bool) -> None:
    assert may(role, action) is answer


def test_a_misspelt_action_is_an_error_and_not_a_refusal() -> None:
    assert "veiw_queue" not in ACTIONS
    with pytest.raises(KeyError):
        may("owner", "veiw_queue")

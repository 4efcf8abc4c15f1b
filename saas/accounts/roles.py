"""Who may do what in a shop: one table, which the pages ask and the tests are generated from."""

_SEE = frozenset(
    {
        "view_queue",
        "view_appointments",
        "view_customers",
        "view_segments",
        "view_effect",
        "view_imports",
        "view_messages",
        "view_jobs",
        "view_settings",
        "view_data_quality",
        "view_staff",
    }
)
_ADVISE = _SEE | {
    "record_outcome",
    "record_consent",
    "correct_odometers",
    "keep_appointments",
    "send_messages",
    "keep_opportunities",
}
_MANAGE = _ADVISE | {
    "view_whole_queue",
    "import_files",
    "undo_import",
    "retry_job",
    "export_customers",
    "change_settings",
    "correct_data",
    "name_key_customers",
    "view_board",
    "reassign",
    "run_campaigns",
    "manage_staff",
}

ROLE_ACTIONS: dict[str, frozenset[str]] = {
    "viewer": _SEE,
    "advisor": _ADVISE,
    "manager": _MANAGE,
    "owner": _MANAGE | {"manage_shop"},
}
# whose access and role somebody of a role decides about, besides his own, which nobody does
_GOVERNED: dict[str, frozenset[str]] = {
    "manager": frozenset({"advisor", "viewer"}),
    "owner": frozenset(ROLE_ACTIONS),
}
ACTIONS = frozenset().union(*ROLE_ACTIONS.values())


def may(role: str, action: str) -> bool:
    """Raises KeyError for an action that no role holds: a misspelt rule must not pass for a refusal."""
    if action not in ACTIONS:
        raise KeyError(action)
    return action in ROLE_ACTIONS.get(role, frozenset())


def governs(role: str, other: str) -> bool:
    """Does somebody of `role` decide whether somebody of the `other` role stays a member?"""
    return other in _GOVERNED.get(role, frozenset())

"""What somebody can take on, and the minutes a day he has until the roster says otherwise (domain.md 4.5)."""

from collections.abc import Collection
from enum import StrEnum


class Skill(StrEnum):
    ADVISOR = "advisor"  # service advisor
    CALLS = "calls"  # call centre, 客服
    INSURANCE = "insurance"


MINUTES = {Skill.ADVISOR: 90, Skill.CALLS: 240, Skill.INSURANCE: 90}
USUAL_SKILLS = frozenset({Skill.ADVISOR})
MOST_MINUTES = 720  # of a working day


def usual_minutes(skills: Collection[str]) -> int:
    """Minutes a day for calls; who calls all day long counts as that."""
    return max((minutes for skill, minutes in MINUTES.items() if skill in skills), default=0)

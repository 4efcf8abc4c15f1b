"""The minutes a day that a role brings along (domain.md 4.5)."""

import pytest

from tenants.staff.roster import usual_place
from tenants.staff.skills import Skill, usual_minutes


@pytest.mark.parametrize(
    ("skills", "minutes"),
    [
        ({Skill.CALLS}, 240),
        ({Skill.ADVISOR}, 90),
        ({Skill.INSURANCE}, 90),
        ({Skill.ADVISOR, Skill.CALLS}, 240),
        (set(), 0),
    ],
)
def test_the_call_centre_has_four_hours_and_an_advisor_an_hour_and_a_half(skills: set[Skill], minutes: int) -> None:
    assert usual_minutes(skills) == minutes


def test_whom_the_roster_does_not_name_works_as_an_advisor_when_his_role_makes_calls() -> None:
    assert usual_place(makes_calls=True).minutes == (90,) * 7
    assert usual_place(makes_calls=False).minutes == (0,) * 7
    assert usual_place(makes_calls=True).is_usual

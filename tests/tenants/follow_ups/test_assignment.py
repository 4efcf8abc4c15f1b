"""Who makes a call, case by case (domain.md 4.5)."""

from typing import Any
from uuid import UUID

import pytest

from tenants.follow_ups.assignment import Assigned, Because, Task, assign, cost
from tenants.follow_ups.crew import NOBODY, Crew, Member
from tenants.follow_ups.triggers import Band, Channel
from tenants.staff.skills import Skill

WANG, LI, ZHAO, SUN = (UUID(int=number) for number in (901, 902, 903, 904))
MANAGER = UUID(int=999)
STRANGER = UUID(int=1)


def crew(**minutes: int) -> Crew:
    """Wang, Li (stands in for Wang) and Zhao are advisors, Sun sells insurance; 90 minutes each unless said."""
    skills = {"sun": frozenset({Skill.INSURANCE})}
    ids = {"wang": WANG, "li": LI, "zhao": ZHAO, "sun": SUN}
    return Crew(
        {
            member_id: Member(
                member_id,
                name,
                minutes=minutes.get(name, 90),
                skills=skills.get(name, frozenset({Skill.ADVISOR})),
                backup_id=LI if name == "wang" else None,
            )
            for name, member_id in ids.items()
        },
        manager_id=MANAGER,
    )


def task(**values: Any) -> Task:
    return Task(**{"trigger": "D3", "band": Band.PLANNED, "minutes": 6, **values})


@pytest.mark.parametrize(
    ("wanted", "away", "expected"),
    [
        (task(named_id=ZHAO, dedicated_id=WANG), {}, (ZHAO, Because.NAMED)),
        (task(dedicated_id=WANG, last_advisor_id=ZHAO), {}, (WANG, Because.DEDICATED)),
        (task(dedicated_id=WANG, last_advisor_id=ZHAO), {"wang": 0}, (LI, Because.BACKUP)),
        (task(dedicated_id=WANG, last_advisor_id=ZHAO), {"wang": 0, "li": 0}, (ZHAO, Because.LAST_ADVISOR)),
        (task(dedicated_id=STRANGER, last_advisor_id=ZHAO), {}, (ZHAO, Because.LAST_ADVISOR)),
        (task(last_advisor_id=WANG), {"wang": 0}, (LI, Because.POOL)),
        (task(named_id=WANG), {"wang": 0}, (LI, Because.BACKUP)),
    ],
)
def test_whose_it_is_before_the_pool_is_asked(wanted: Task, away: dict[str, int], expected: tuple[UUID, str]) -> None:
    assert assign(wanted, crew(**away), {}) == Assigned(*expected)


def test_the_pool_gives_to_the_lowest_load_ratio_and_then_to_the_lowest_id() -> None:
    people = crew(wang=60, li=240)

    first = assign(task(), people, {})
    by_ratio = assign(task(), people, {WANG: 12, LI: 24, ZHAO: 12})

    assert first.member_id == WANG
    assert by_ratio.member_id == LI


def test_the_pool_asks_for_the_skill_and_takes_anybody_when_nobody_has_it() -> None:
    insurance = task(trigger="INSURANCE")

    assert assign(insurance, crew(), {SUN: 60}).member_id == SUN
    assert assign(task(), crew(), {WANG: 6, LI: 6, ZHAO: 6}).member_id == WANG
    assert assign(insurance, crew(sun=0), {}).member_id == WANG


def test_a_complaint_goes_to_the_manager_unless_he_named_somebody() -> None:
    complaint = {"trigger": "COMPLAINT", "band": Band.MUST_TODAY, "dedicated_id": WANG, "is_complaint": True}

    assert assign(task(**complaint), crew(), {}) == Assigned(MANAGER, Because.MANAGER)
    assert assign(task(**complaint, named_id=ZHAO), crew(), {}) == Assigned(ZHAO, Because.NAMED)
    assert assign(task(**complaint), NOBODY, {}) == Assigned(None, Because.NOBODY)


def test_what_a_manager_takes_himself_is_his_without_a_place_on_the_roster() -> None:
    assert assign(task(named_id=MANAGER), crew(), {}) == Assigned(MANAGER, Because.NAMED)


@pytest.mark.parametrize("band", [Band.MUST_TODAY, Band.TIME_CRITICAL])
def test_what_cannot_wait_goes_to_a_colleague_when_no_minute_is_left(band: Band) -> None:
    urgent = task(dedicated_id=WANG, band=band)

    assert assign(urgent, crew(), {WANG: 84}) == Assigned(WANG, Because.DEDICATED)
    assert assign(urgent, crew(), {WANG: 85, LI: 6}) == Assigned(ZHAO, Because.OVERFLOW)


def test_what_cannot_wait_stays_with_its_owner_when_nobody_has_a_minute() -> None:
    full = dict.fromkeys((WANG, LI, ZHAO, SUN), 90)

    assert assign(task(dedicated_id=WANG, band=Band.TIME_CRITICAL), crew(), full) == Assigned(
        WANG, Because.DEDICATED, has_room=False
    )


def test_what_can_wait_never_goes_to_a_colleague() -> None:
    assert assign(task(dedicated_id=WANG), crew(), {WANG: 90}) == Assigned(WANG, Because.DEDICATED, has_room=False)


def test_a_message_of_no_minutes_always_fits() -> None:
    assert assign(task(dedicated_id=WANG, minutes=cost(Channel.SMS)), crew(), {WANG: 90}).has_room


def test_with_nobody_on_duty_it_lies_in_the_pool() -> None:
    assert assign(task(), NOBODY, {}) == Assigned(None, Because.NOBODY)
    assert assign(task(dedicated_id=WANG), crew(wang=0, li=0, zhao=0, sun=0), {}) == Assigned(None, Because.NOBODY)


def test_a_key_call_takes_twice_as_long_and_a_message_less() -> None:
    assert [cost(channel) for channel in Channel] == [6, 2, 0]
    assert [cost(channel, is_key=True) for channel in Channel] == [12, 2, 0]

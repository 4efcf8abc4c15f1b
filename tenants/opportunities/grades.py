"""How hot a lead is, and how often its customer hears from us (domain.md 2.7)."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

BY_HAND_DAYS = 14  # so long a grade set by a person stands
SOON_DAYS, MONTH_DAYS, QUARTER_DAYS = 7, 30, 90


class Grade(StrEnum):
    ORDERED = "O"  # order or deposit, not delivered or not done
    HOT = "H"
    WARM = "A"
    LATER = "B"
    COLD = "C"
    NEW = "N"  # nobody has graded it yet


EVERY_DAYS: Mapping[Grade, int] = {
    Grade.ORDERED: 7,
    Grade.HOT: 2,
    Grade.WARM: 7,
    Grade.LATER: 14,
    Grade.COLD: 30,
    Grade.NEW: 1,
}


def grade(expected_on: date | None, today: date, by_hand: Grade | None = None, by_hand_on: date | None = None) -> Grade:
    """The grade of a lead on a day: as a person set it lately, else by the day on which the customer will decide.

    A day that has passed says nothing any more: the lead is to be graded anew.
    """
    if by_hand is not None and by_hand_on is not None and today < by_hand_on + timedelta(BY_HAND_DAYS):
        return by_hand
    if by_hand is Grade.ORDERED:
        return Grade.ORDERED  # an order stays one until it is done
    if expected_on is None or expected_on < today:
        return Grade.NEW
    days = (expected_on - today).days
    if days <= SOON_DAYS:
        return Grade.HOT
    if days <= MONTH_DAYS:
        return Grade.WARM
    return Grade.LATER if days <= QUARTER_DAYS else Grade.COLD


def next_talk_on(of: Grade, last_talk_on: date, rounds: int = 1) -> date:
    """The day on which its customer should hear from us again at the latest; further rounds when nobody talked."""
    return last_talk_on + timedelta(rounds * EVERY_DAYS[of])

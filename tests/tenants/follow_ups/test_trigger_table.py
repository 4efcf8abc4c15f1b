"""Every row of the catalogue of triggers (domain.md 4.1), number by number: a slip of a digit is a wrong call.

Safety and expiries stand outside the hold-out, whatever the catalogue says of their row."""

from typing import Any

import pytest

from tenants.follow_ups.trigger_settings import DEFAULTS
from tenants.follow_ups.triggers import TRIGGERS, Trigger
from tenants.scoring.segments import RfmClass

# code: category, opens..deadline + grace, urgency %, band, channel, H where a control group may go without, * reminder
TABLE = """
COMPLAINT        S    0..1+7    100 0 call    -
CALLBACK         S    0..0+2    100 0 call    -
APPT_CONFIRM     S   -1..0+0     80 0 wechat  -
NO_SHOW          S    0..1+3     80 0 call    -
D3               S    3..5+2     70 1 call    -
W3               C   21..28+7    40 2 wechat  H
M3               C   90..104+14  40 2 wechat  H
MAINT_DUE        M  -14..7+30    40 2 call    H*
MAINT_DUE.safety M  -14..7+30    60 2 call    -*
ITEM_DUE         M  -14..7+30    40 2 call    H*
ITEM_DUE.safety  M  -14..7+30    60 2 call    -*
DEFERRED         M   30..45+30   50 2 call    H
DEFERRED.safety  S    7..14+30   50 1 call    -
INSURANCE        M  -60..0+7     30 2 call    -
INSPECT          M  -90..0+30    30 2 wechat  -*
WARRANTY_END     M  -60..0+7     30 2 wechat  H
COUPON_END       M   -7..0+7     30 2 wechat  H
LEAD             M    0..1+7     60 2 call    -
LEAD.H           M    0..1+7     90 1 call    -
LEAD.O           M    0..1+7     80 1 call    -
LEAD.N           M    0..1+7     80 2 call    -
LEAD.B           M    0..1+7     40 2 call    -
LEAD.C           M    0..1+7     20 2 call    -
KEY_CONTACT      C    0..7+7     50 2 call    -
VIP_CALL         C    0..14+7    30 2 call    H
REFER_THANKS     C    0..3+7     60 2 call    -
ANNIVERSARY      C    0..1+7     20 2 wechat  H
LOST_REASON      C    0..30+7    20 2 call    -
RELATED          M   30..45+7    30 2 wechat  H
RELATED.first    M   21..36+7    30 2 wechat  H
REFER_ASK        M    7..14+7    30 2 wechat  H
REPLACE_ASK      M    0..91+7    20 2 call    -
DATA_FILL        S    0..91+7     0 2 call    -
CAMPAIGN         M    0..366+0   30 2 wechat  H
CAMPAIGN.call    M    0..366+0   30 2 call    H
CAMPAIGN.sms     M    0..366+0   30 2 sms     H
LAPSE            M    0..30+30   50 2 call    H
DORMANT_REPEAT   M    0..30+30   40 2 call    H
SECOND_VISIT     M    0..30+7    50 2 wechat  H
WINBACK_IMP      M    0..30+7    30 2 call    H
WINBACK_GEN      M    0..2+2     10 2 sms     H
BIRTHDAY         C    0..0+2     60 2 wechat  H
BIRTHDAY.key     C   -3..0+2     60 2 call    H
BIRTHDAY.value   C   -3..0+2     60 2 wechat  H
HOLIDAY          C    0..1+0     20 2 wechat  H
HOLIDAY.mass     C    0..1+0     20 2 wechat  H
OCCUPATION       C    0..1+0     20 2 wechat  H
FAMILY           C    0..1+0     20 2 wechat  H
SOLAR_TERM       C    0..1+0     10 2 wechat  H
WEATHER          C    0..1+0     30 2 wechat  H
WEATHER.mass     C    0..1+0     30 2 wechat  H
SKY              C   -1..0+0     10 2 wechat  H
"""
ROWS = dict(line.split(maxsplit=1) for line in TABLE.strip().splitlines())
LEFT_TO_THE_CLASS = {"D3", "M3", "LAPSE", "DORMANT_REPEAT"}
HUMAN, WRITTEN, MASS = (
    (RfmClass.VALUE, RfmClass.RECALL, RfmClass.DEEPEN, RfmClass.RETAIN),
    (RfmClass.POTENTIAL, RfmClass.NEW),
    (RfmClass.MAINTAIN, RfmClass.LOST),
)


def told(row: Trigger) -> str:
    """A row as the table writes it."""
    window = f"{row.opens}..{row.deadline}+{row.grace}"
    marks = ("H" if row.hold_out else "-") + ("*" if row.is_reminder else "")
    return " ".join((row.category, window, str(row.urgency), str(int(row.band)), row.channel, marks))


@pytest.mark.parametrize("code", sorted(DEFAULTS))
def test_a_row_is_as_the_catalogue_has_it(code: str) -> None:
    assert told(DEFAULTS[code]) == " ".join(ROWS[code].split())


def test_the_table_has_no_row_that_nobody_fires() -> None:
    assert set(ROWS) == set(DEFAULTS)


@pytest.mark.parametrize(
    ("is_one", "codes"),
    [
        (lambda row: row.promised, {"COMPLAINT", "CALLBACK", "APPT_CONFIRM", "NO_SHOW"}),
        (lambda row: row.is_owed and not row.promised, {"DEFERRED.safety"}),
        (lambda row: row.freezes, {"COMPLAINT"}),
        (lambda row: row.is_of_its_day, {"APPT_CONFIRM"}),
        (lambda row: row.is_rider, {"REPLACE_ASK", "DATA_FILL"}),
        (lambda row: row.is_mass, {"WINBACK_GEN", "CAMPAIGN.sms", "HOLIDAY.mass", "WEATHER.mass"}),
        (lambda row: row.critical_days == 7, {"INSURANCE", "INSPECT"}),
        (lambda row: row.critical_days is not None, {"INSURANCE", "INSPECT"}),
        (lambda row: bool(row.channels), LEFT_TO_THE_CLASS),
    ],
    ids=[
        "promised",
        "warns",
        "freezes",
        "of its day",
        "rider",
        "mass",
        "critical in a week",
        "critical",
        "left to the class",
    ],
)
def test_marks_stand_where_the_catalogue_has_them(is_one: Any, codes: set[str]) -> None:
    assert {code for code, row in DEFAULTS.items() if is_one(row)} == codes


@pytest.mark.parametrize(
    ("code", "called"),
    [
        ("D3", {*HUMAN, *WRITTEN, RfmClass.NONE}),
        ("M3", {RfmClass.VALUE, RfmClass.DEEPEN}),
        ("LAPSE", {*HUMAN, RfmClass.NONE}),
        ("DORMANT_REPEAT", {*HUMAN, RfmClass.NONE}),
    ],
)
def test_the_depth_of_a_class_decides_between_a_call_and_a_message(code: str, called: set[RfmClass]) -> None:
    row = TRIGGERS[code]

    assert {each for each in RfmClass if row.channels.get(each, row.channel) == "call"} == called


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        ("MAINT_DUE", [(-14, "wechat"), (-7, "call"), (7, "call")]),
        ("ITEM_DUE", [(-14, "wechat"), (-7, "call"), (7, "call")]),
        ("INSPECT", [(-90, "wechat"), (-30, "call")]),
    ],
)
def test_the_steps_of_a_reason_are_those_of_the_catalogue(code: str, steps: list[tuple[int, str]]) -> None:
    assert [(step.day, step.channel) for step in TRIGGERS[code].steps] == steps


VISIT, GONE = "visit", "car_exit"


@pytest.mark.parametrize(
    ("codes", "events"),
    [
        ("COMPLAINT REFER_ASK LEAD COUPON_END REFER_THANKS ANNIVERSARY DATA_FILL", set()),
        ("D3 W3 M3 INSURANCE INSPECT WARRANTY_END REPLACE_ASK", {GONE}),
        ("MAINT_DUE ITEM_DUE DEFERRED RELATED", {VISIT, GONE}),
        ("LAPSE DORMANT_REPEAT SECOND_VISIT WINBACK_IMP WINBACK_GEN LOST_REASON CAMPAIGN", {VISIT}),
        ("CALLBACK APPT_CONFIRM KEY_CONTACT VIP_CALL", {VISIT}),
        ("NO_SHOW", {VISIT, "booked"}),
        ("BIRTHDAY HOLIDAY OCCUPATION FAMILY SOLAR_TERM WEATHER SKY", set()),
    ],
)
def test_events_end_what_they_make_pointless(codes: str, events: set[str]) -> None:
    assert {code: set(TRIGGERS[code].ended_by) for code in codes.split()} == dict.fromkeys(codes.split(), events)


def test_what_is_due_waits_while_an_appointment_is_booked() -> None:
    waiting = sorted(code for code, row in TRIGGERS.items() if row.waits_for_appointment)

    assert " ".join(waiting) == (
        "CAMPAIGN COUPON_END DEFERRED DORMANT_REPEAT ITEM_DUE LAPSE LOST_REASON MAINT_DUE RELATED SECOND_VISIT "
        "WARRANTY_END WINBACK_GEN WINBACK_IMP"
    )

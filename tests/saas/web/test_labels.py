from collections.abc import Iterable

import pytest

from saas.accounts.models import ROLES
from saas.web.labels import label
from tenants.customers.family import Tie
from tenants.follow_ups.calendar.festivals import FESTIVALS
from tenants.follow_ups.calendar.sky import Sight
from tenants.follow_ups.calendar.statutory import breaks
from tenants.follow_ups.calendar.weather import Weather
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.follow_ups.triggers import TRIGGERS
from tenants.imports.models import IMPORT_KINDS, IMPORT_STATUSES
from tenants.scoring.drawn import CYCLE_GROUPS
from tenants.scoring.segments import Daypart, FStage, Lifecycle, Mode, Overlay, RfmClass, Tier
from tenants.visits.models import ORDER_TYPES
from workers.models import JOB_STATES

REASONS = [reason for outcome in OUTCOMES.values() for reason in outcome.reasons]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("rfm_class", RfmClass),
        ("lifecycle", Lifecycle),
        ("f_stage", FStage),
        ("tier", Tier),
        ("mode", Mode),
        ("overlay", Overlay),
        ("daypart", Daypart),
        ("item_group", ("", *CYCLE_GROUPS)),
        ("trigger", TRIGGERS),
        ("calendar", [*(festival.code for festival in FESTIVALS), *Weather, *Sight]),
        ("weather", Weather),
        ("tie", Tie),
        ("holiday", {one.code for year in range(2024, 2030) for one in breaks(year)}),
        ("outcome", OUTCOMES),
        ("reason", REASONS),
        ("role", ROLES),
        ("order_type", ORDER_TYPES),
        ("import_kind", IMPORT_KINDS),
        ("import_status", IMPORT_STATUSES),
        ("job_state", JOB_STATES),
    ],
)
def test_every_stored_code_has_words(kind: str, codes: Iterable[str]) -> None:
    for code in codes:
        assert str(label(kind, str(code)).text), code

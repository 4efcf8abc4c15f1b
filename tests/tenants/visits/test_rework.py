"""What was done again so soon that it is probably rework."""

from datetime import date
from typing import Any

import pytest

from tenants.db import db
from tenants.visits.models import WorkOrderLine
from tenants.visits.rework import propose_rework
from tests.tenants.visits.derived import JUNE_2


@pytest.mark.parametrize(
    ("arrived_on", "km", "proposed"),
    [(date(2026, 6, 12), 60_000, True), (date(2026, 6, 13), 51_900, True), (date(2026, 6, 13), 52_001, False)],
)
def test_the_same_item_within_ten_days_or_2000_km_is_proposed_as_rework(
    order: Any, arrived_on: date, km: int, proposed: bool
) -> None:
    first, again = order(odometer_km=50_000), order(date(2026, 6, 14), arrived_on=arrived_on, odometer_km=km)
    for each in (first, again):
        db.session.add(WorkOrderLine(order_id=each.id, line_no=1, item_name="更换刹车片", net_fen=1))
    db.session.flush()

    found = [(each.order_no, each.earlier_no) for each in propose_rework(since=JUNE_2)]

    assert found == ([(again.order_no, first.order_no)] if proposed else [])

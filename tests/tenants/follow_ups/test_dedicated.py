"""Who must have an advisor of his own (domain.md 4.5)."""

import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups import dedicated
from tenants.scoring.models import CustomerProfile, RfmScore
from tenants.scoring.score import score
from tenants.scoring.segments import RfmClass, Tier
from tenants.visits.derive import derive_visits
from tests import factories

ADVISOR, MANAGER = uuid.uuid4(), uuid.uuid4()
AS_OF = date(2026, 6, 30)
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tier", "rfm_class", "must"),
    [
        *((tier, RfmClass.MAINTAIN, tier in (Tier.KEY, Tier.IMPORTANT)) for tier in Tier),
        *((Tier.NORMAL, each, each is RfmClass.VALUE) for each in RfmClass),
    ],
)
def test_key_important_and_value_customers_have_an_advisor(
    in_shop: Shop, tier: Tier, rfm_class: RfmClass, must: bool
) -> None:
    customer = factories.create_customer()
    factories.create_order(customer, factories.create_vehicle(customer), AS_OF)
    derive_visits()
    score(AS_OF)
    db.session.execute(update(RfmScore).values(rfm_class=rfm_class.value))
    db.session.execute(update(CustomerProfile).values(tier=tier.value))

    lacking = dedicated.count_unattended()
    dedicated.dedicate([customer.id], ADVISOR, by=MANAGER, now=NOW)

    assert (lacking, dedicated.count_unattended()) == (int(must), 0)

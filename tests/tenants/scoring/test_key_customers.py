import uuid
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.db import db
from tenants.errors import DomainError
from tenants.scope import tenant_scope
from tenants.scoring import key_customers
from tenants.scoring.acquaintance import acquaintance
from tenants.scoring.models import KeyCustomer
from tenants.scoring.score import score
from tests.factories import create_customer, create_order, create_scores

AS_OF, NOW = date(2026, 6, 30), datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_a_customer_named_key_is_one_until_he_is_unnamed(in_shop: Shop) -> None:
    rich, poor = create_customer("富"), create_customer("贫")
    for customer, yuan in ((rich, 5000), (poor, 50)):
        create_order(customer, None, date(2026, 6, 1), yuan)
    key_customers.name(poor.id, by=None, now=NOW)
    key_customers.name(poor.id, by=None, now=NOW)
    create_scores(AS_OF)

    named = acquaintance(poor.id, AS_OF)
    key_customers.unname(poor.id)
    score(AS_OF, [poor.id])
    unnamed = acquaintance(poor.id, AS_OF)

    assert named is not None
    assert unnamed is not None
    assert (named.tier, unnamed.tier) == ("KEY", "NORMAL")


def test_only_a_customer_on_file_can_be_named(in_shop: Shop) -> None:
    kept, gone = create_customer("留"), create_customer("并")
    merging.merge(gone.id, kept.id)

    for customer_id in (gone.id, uuid.uuid4()):
        with pytest.raises(DomainError, match="not on file"):
            key_customers.name(customer_id, by=None, now=NOW)


def test_another_shops_customer_cannot_be_named(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(other_shop.id):
        theirs = create_customer()
        db.session.commit()

    with tenant_scope(shop.id):
        with pytest.raises(DomainError):
            key_customers.name(theirs.id, by=None, now=NOW)
        assert db.session.scalars(select(KeyCustomer)).all() == []

"""What the charts draw, stored with the profiles."""

from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring.drawn import drawn
from tests.factories import create_customer, create_order
from tests.tenants.scoring.profiled import orders_of, profiled


def test_distributions_are_stored_for_the_pages(cast: dict[str, Customer]) -> None:
    create_order(None, None, date(2026, 6, 3), 50)
    profiled()

    found = drawn()

    assert found is not None
    assert (found.pareto.customers, found.pareto.needed) == (8, 4)
    assert found.pareto.top_share == pytest.approx(0.4975, abs=0.0001)
    # the gaps of C1, C2, C5 and C7 in the window
    assert found.cycle.count == 13
    # eight customers' 21 visits, C11 and one by nobody we know
    assert found.tickets.count == 23
    assert sum(found.habits.weekdays) == 22
    assert found.cycles == {}


def test_cycles_are_told_apart_by_the_kind_of_work(cast: dict[str, Customer]) -> None:
    for month in (1, 2, 4):
        create_order(cast["C6"], None, date(2026, month, 1), 30, order_type="beauty", wash_only=True)
    for order in db.session.scalars(orders_of(cast["C7"])):
        order.order_type = "maintenance"
    profiled()

    found = drawn()

    assert found is not None
    assert found.cycles["wash"].count == 2
    assert found.cycles["maintenance"].count == 3
    assert set(found.cycles) == {"wash", "maintenance"}


def test_an_empty_shop_is_profiled_without_trouble(in_shop: Shop) -> None:
    profiled()

    found = drawn()
    assert found is not None
    assert (found.cycle.count, found.pareto.customers) == (0, 0)


def test_another_shops_customers_are_no_peers(shop: Shop, other_shop: Shop) -> None:
    for each, yuan in ((shop, 100), (other_shop, 90_000)):
        with tenant_scope(each.id):
            create_order(create_customer(), None, date(2026, 6, 1), yuan)
            profiled()
            db.session.commit()

    with tenant_scope(shop.id):
        found = drawn()
        assert found is not None
        assert found.pareto.monetary_fen == 100_00

"""What domain.md 0.5 says of each kind of work, seen in a customer's score: R, F, M and class."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.scoring.models import CustomerProfile, RfmScore
from tenants.scoring.score import score
from tenants.visits.derive import derive_visits
from tests.factories import create_customer, create_order, create_vehicle

AS_OF, EARLIER, JUNE = date(2026, 6, 30), date(2026, 1, 10), date(2026, 6, 10)


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    return create_customer()


@pytest.fixture
def car(customer: Customer) -> Vehicle:
    """His car, serviced once in January for 500."""
    vehicle = create_vehicle(customer)
    create_order(customer, vehicle, EARLIER, 500)
    return vehicle


def scored(customer: Customer) -> RfmScore | None:
    derive_visits()
    score(AS_OF)
    return db.session.scalar(select(RfmScore).where(RfmScore.customer_id == customer.id))


@pytest.mark.parametrize(
    ("work", "last_paid_on", "frequency", "yuan"),
    [
        ({"customer_fen": 800_00}, JUNE, 2, 1300),
        ({"order_type": "accident", "customer_fen": 0, "insurer_fen": 9000_00}, JUNE, 2, 500),
        ({"order_type": "accident", "customer_fen": 600_00, "insurer_fen": 9000_00}, JUNE, 2, 1100),
        ({"customer_fen": 0, "package_fen": 300_00}, JUNE, 2, 800),
        ({"order_type": "beauty", "wash_only": True, "customer_fen": 30_00}, EARLIER, 1, 500),
        ({"order_type": "beauty", "wash_only": True, "customer_fen": 100_00}, JUNE, 2, 600),
        ({"order_type": "warranty", "customer_fen": 0, "warranty_fen": 2000_00}, EARLIER, 1, 500),
        ({"order_type": "warranty", "customer_fen": 0}, EARLIER, 1, 500),
        ({"order_type": "rework", "customer_fen": 0, "rework_fen": 400_00}, EARLIER, 1, 500),
        ({"customer_fen": 0, "goodwill_fen": 400_00}, EARLIER, 1, 500),
        ({"order_type": "internal", "customer_fen": 700_00}, EARLIER, 1, 500),
        ({"order_type": "repair", "customer_fen": 0, "internal_fen": 700_00}, EARLIER, 1, 500),
        ({"order_type": "stored_value", "customer_fen": 5000_00}, EARLIER, 1, 500),
        ({"order_type": "inspection", "customer_fen": 0}, EARLIER, 1, 500),
        ({"customer_fen": 800_00, "refund_fen": 800_00}, EARLIER, 1, 500),
        ({"customer_fen": 800_00, "refund_fen": 300_00}, JUNE, 2, 1000),
        ({"customer_fen": 800_00, "status": "voided"}, EARLIER, 1, 500),
    ],
    ids=[
        "paid work",
        "accident paid by the insurer",
        "accident with an own share",
        "a use of a package",
        "a cheap wash",
        "a dear wash",
        "warranty paid by the maker",
        "warranty at nothing",
        "rework",
        "goodwill",
        "internal work",
        "work the shop pays itself",
        "stored value sold",
        "a free check",
        "refunded wholly",
        "refunded in part",
        "voided",
    ],
)
def test_what_a_visit_in_june_adds(
    customer: Customer, car: Vehicle, work: dict[str, Any], last_paid_on: date, frequency: int, yuan: int
) -> None:
    create_order(customer, car, JUNE, **work)

    found = scored(customer)

    assert found is not None
    assert (found.last_paid_on, found.frequency, found.monetary_fen) == (last_paid_on, frequency, yuan * 100)


def test_accident_work_alone_makes_a_customer_without_money(customer: Customer) -> None:
    create_order(customer, create_vehicle(customer), JUNE, 0, order_type="accident", insurer_fen=50_000_00)

    found = scored(customer)

    assert found is not None
    assert (found.frequency, found.monetary_fen, found.lifecycle) == (1, 0, "ACTIVE")
    profile = db.session.scalars(select(CustomerProfile)).one()
    # dear repairs paid by others say nothing of his purse
    assert (profile.tier, profile.largest_visit_fen) == ("NORMAL", 0)


def test_who_only_washes_never_paid(customer: Customer) -> None:
    create_order(customer, create_vehicle(customer), JUNE, 30, order_type="beauty", wash_only=True)

    found = scored(customer)

    assert found is not None
    assert (found.rfm_class, found.lifecycle) == ("NONE", None)


def test_the_shops_own_cars_are_nobodys_score(in_shop: Shop) -> None:
    own = create_customer("本店", customer_type="internal")
    create_order(own, create_vehicle(own), JUNE, 900)

    assert scored(own) is None


def test_a_fleet_is_scored_and_is_a_key_customer(in_shop: Shop) -> None:
    fleet = create_customer("顺达物流", customer_type="fleet")
    create_order(fleet, create_vehicle(fleet), JUNE, 200)

    found = scored(fleet)

    assert found is not None
    assert found.rfm_class != "NONE"
    assert db.session.scalars(select(CustomerProfile.tier)).one() == "KEY"


def test_four_cars_make_a_fleet_three_do_not(in_shop: Shop) -> None:
    for name, cars in (("四辆", 4), ("三辆", 3)):
        owner = create_customer(name)
        mine = [create_vehicle(owner) for _ in range(cars)]
        create_order(owner, mine[0], JUNE, 200)
    scored(owner)

    tiers = dict(
        db.session.execute(
            select(Customer.name, CustomerProfile.tier).join(
                CustomerProfile, CustomerProfile.customer_id == Customer.id
            )
        ).all()
    )

    assert tiers["四辆"] == "KEY"
    assert tiers["三辆"] != "KEY"


def test_fleet_tickets_do_not_move_the_limits_of_people(in_shop: Shop) -> None:
    people = [create_customer(f"客{number}") for number in range(5)]
    for number, person in enumerate(people):
        create_order(person, None, JUNE, 100 * (number + 1))
    fleet = create_customer("顺达物流", customer_type="fleet")
    create_order(fleet, None, JUNE, 90_000)

    scored(people[4])

    tier = select(CustomerProfile.tier).where(CustomerProfile.customer_id == people[4].id)
    assert db.session.scalar(tier) == "IMPORTANT"


def test_an_anonymous_walk_in_is_no_customer(in_shop: Shop) -> None:
    create_order(None, None, JUNE, 300)
    derive_visits()

    assert score(AS_OF).customers == 0

"""Who reads odometers, and who reads them wrongly."""

from datetime import date, timedelta

import pytest

from tenants.needs.predict import predict
from tenants.needs.reading_care import Care, reading_care
from tests import factories

AS_OF = date(2026, 6, 30)
SINCE = AS_OF - timedelta(90)

pytestmark = pytest.mark.usefixtures("in_shop")


def test_the_shop_comes_first_and_then_who_took_in_most_cars() -> None:
    customer = factories.create_customer()
    car = factories.create_vehicle(customer, use="private")
    readings = (
        (80, 30_000, "李婷"),
        (60, 30_500, "李婷"),
        (40, 313_000, "李婷"),
        (20, None, "赵强"),
        (10, 32_000, None),
    )
    for days, km, advisor in readings:
        factories.create_order(customer, car, AS_OF - timedelta(days), odometer_km=km, advisor=advisor)
    factories.create_order(customer, car, SINCE, odometer_km=29_000, advisor="赵强")
    factories.create_order(customer, None, AS_OF, order_type="retail", advisor="赵强")
    predict(AS_OF)

    shop, *people = reading_care(SINCE)

    assert shop == Care(None, 5, 4, 1)
    assert shop.usable_share == 0.6
    assert people == [Care("李婷", 3, 3, 1), Care("赵强", 1, 0, 0)]


def test_a_shop_without_orders_has_no_share() -> None:
    (shop,) = reading_care(SINCE)

    assert (shop, shop.usable_share) == (Care(None, 0, 0, 0), None)

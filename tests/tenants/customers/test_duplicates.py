"""Two records of one customer are suggested, and only those."""

from datetime import UTC, date, datetime

import pytest

from tenants.customers import duplicates, merging
from tenants.customers.models import Customer, Ownership, Vehicle
from tenants.db import db
from tenants.errors import DomainError
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")


NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def alike() -> tuple[Customer, Customer]:
    return factories.create_customer("王建国", "13812340001"), factories.create_customer("王建国", "13812340002")


def own(customer: Customer, vehicle: Vehicle, from_on: date) -> None:
    db.session.add(Ownership(customer_id=customer.id, vehicle_id=vehicle.id, from_on=from_on))
    db.session.flush()


def pairs() -> list[tuple[str, str, tuple[str, ...]]]:
    duplicates.find()
    found, _ = duplicates.suggested(1)
    return [(one.one_name, one.other_name, one.because) for one in found]


def test_one_name_with_a_mistyped_phone_is_suggested() -> None:
    factories.create_customer("王建国", "13812340001")
    factories.create_customer("王 建国", "13812340010")
    factories.create_customer("王建国", "13999998888")

    assert pairs() == [("王建国", "王 建国", ("phone",))]
    assert duplicates.count() == 1


def test_two_owners_of_one_car_are_suggested_when_a_title_stands_for_the_name() -> None:
    full, titled, buyer = (factories.create_customer(name) for name in ("张三", "张先生", "李四"))
    car = factories.create_vehicle(full)
    for customer, year in ((full, 2020), (titled, 2022), (buyer, 2024)):
        own(customer, car, date(year, 1, 1))

    assert pairs() == [("张三", "张先生", ("vehicle",))]


def test_one_number_under_two_names_is_suggested_until_too_many_share_it() -> None:
    for name in ("张三", "李四"):
        factories.create_customer(name, "13812340001")
    for name in ("代办一", "代办二", "代办三", "代办四"):
        factories.create_customer(name, "13855556666")

    assert pairs() == [("张三", "李四", ("same_phone",))]


def test_strangers_of_one_name_and_walk_ins_are_not_suggested() -> None:
    for name in ("李娜", "散客"):
        factories.create_customer(name, "13812340001")
        factories.create_customer(name, "13977778888" if name == "李娜" else "13812340002")

    assert pairs() == []


def test_a_merge_takes_the_suggestion_away_and_an_unmerge_brings_it_back() -> None:
    one, other = alike()
    duplicates.find()

    merging.merge(other.id, one.id)
    assert duplicates.count() == 0

    duplicates.find()
    merging.unmerge(other.id)
    assert duplicates.count() == 1


def test_two_who_were_kept_apart_are_not_suggested_again_until_somebody_asks() -> None:
    one, other = alike()
    user = factories.create_user()
    duplicates.find()

    duplicates.keep_apart(other.id, one.id, by=user.id, now=NOW)
    assert pairs() == []
    assert [each.one_id for each in duplicates.kept_apart(1)[0]] == [one.id]

    duplicates.suggest_again(one.id, other.id)
    assert len(pairs()) == 1
    assert duplicates.kept_apart(1)[0] == []


def test_a_pair_that_is_no_longer_alike_is_forgotten() -> None:
    one, _ = alike()
    duplicates.find()

    one.name = "李四"
    db.session.flush()

    assert pairs() == []


def test_only_a_pair_can_be_kept_apart() -> None:
    one, other = (factories.create_customer(name) for name in ("王建国", "李四"))

    with pytest.raises(DomainError):
        duplicates.keep_apart(one.id, other.id, by=one.id, now=NOW)

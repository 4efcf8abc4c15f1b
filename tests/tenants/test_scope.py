"""The scope is the only way to a shop's rows."""

import threading
import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError, StatementError

from saas.accounts.models import Shop
from saas.config import Config
from saas.provision import Urls
from tenants.customers.models import Customer, Vehicle
from tenants.db import NoScope, db, new_id
from tenants.scope import tenant_scope
from tests import factories


def names() -> list[str]:
    return sorted(db.session.scalars(select(Customer.name)))


@pytest.fixture
def both(shop: Shop, other_shop: Shop) -> tuple[Shop, Shop]:
    for each, name in ((shop, "我们的"), (other_shop, "别人的")):
        with tenant_scope(each.id):
            factories.create_customer(name)
            db.session.commit()
    return shop, other_shop


def test_a_scope_sees_its_own_rows_only(both: tuple[Shop, Shop]) -> None:
    for each, name in zip(both, ("我们的", "别人的"), strict=True):
        with tenant_scope(each.id):
            assert names() == [name]


def test_without_a_scope_the_orm_refuses(both: tuple[Shop, Shop]) -> None:
    for statement in (
        select(Customer),
        update(Customer).values(name="x"),
        delete(Customer),
        select(func.count(Vehicle.id)),
    ):
        with pytest.raises(NoScope):
            db.session.execute(statement)
        db.session.rollback()
    db.session.add(Customer(name="x"))
    with pytest.raises(StatementError, match="no shop in scope"):
        db.session.flush()


def test_without_a_scope_raw_sql_finds_nothing(both: tuple[Shop, Shop]) -> None:
    assert db.session.execute(text("SELECT count(*) FROM customers")).scalar() == 0


def test_raw_sql_is_held_by_the_policy_even_when_it_names_another_shop(both: tuple[Shop, Shop]) -> None:
    ours, theirs = both

    with tenant_scope(ours.id):
        read = db.session.execute(text("SELECT count(*) FROM customers WHERE shop_id = :id"), {"id": theirs.id})
        changed = db.session.execute(text("UPDATE customers SET name = 'x' WHERE shop_id = :id"), {"id": theirs.id})

        assert read.scalar() == 0
        assert changed.rowcount == 0


def test_the_criterion_alone_keeps_shops_apart(database: Urls, both: tuple[Shop, Shop]) -> None:
    """The second wall without the third: a superuser passes every policy, the ORM still asks for one shop."""
    superuser = Flask("superuser")
    superuser.config["SQLALCHEMY_DATABASE_URI"] = database.owner
    db.init_app(superuser)

    with superuser.app_context(), tenant_scope(both[0].id):
        seen = names()
        changed = db.session.execute(update(Customer).values(remark="x")).rowcount
        db.session.rollback()
        db.engine.dispose()

    assert seen == ["我们的"]
    assert changed == 1


def test_a_row_cannot_be_written_for_another_shop(both: tuple[Shop, Shop]) -> None:
    ours, theirs = both
    with tenant_scope(ours.id), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(insert(Customer).values(shop_id=theirs.id, id=new_id(), name="x"))
    with tenant_scope(ours.id), pytest.raises(ProgrammingError, match="row-level security"):
        db.session.execute(text("UPDATE customers SET shop_id = :id"), {"id": theirs.id})


def test_a_key_cannot_point_into_another_shop(both: tuple[Shop, Shop]) -> None:
    ours, theirs = both
    with tenant_scope(theirs.id):
        their_customer = db.session.scalars(select(Customer.id)).one()
    with tenant_scope(ours.id):
        db.session.add(Vehicle(plate="甘A12345", customer_id=their_customer))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_a_committed_transaction_takes_the_shop_along_and_the_next_one_binds_again(both: tuple[Shop, Shop]) -> None:
    ours, _ = both

    with tenant_scope(ours.id):
        db.session.commit()

        assert names() == ["我们的"]


def test_a_transaction_begun_before_the_scope_joins_it(both: tuple[Shop, Shop]) -> None:
    ours, _ = both
    db.session.execute(text("SELECT 1"))

    with tenant_scope(ours.id):
        assert names() == ["我们的"]

    assert db.session.execute(text("SELECT count(*) FROM customers")).scalar() == 0


def test_another_shop_cannot_be_opened_inside_a_scope(both: tuple[Shop, Shop]) -> None:
    ours, theirs = both
    with tenant_scope(ours.id), pytest.raises(RuntimeError, match="another shop"), tenant_scope(theirs.id):
        pass


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT set_config('app.shop_id', '1', true)",
        "ALTER TABLE customers DISABLE ROW LEVEL SECURITY",
        "SET row_security = off; SELECT * FROM customers",
        "TRUNCATE customers",
        "CREATE TEMP TABLE t (id int)",
        "CREATE TABLE t (id int)",
        "SET ROLE huitou_owner",
        "SELECT lo_create(1)",
        "DROP POLICY tenant ON customers",
    ],
)
def test_the_app_role_cannot_step_around_the_walls(in_shop: Shop, attack: str) -> None:
    with pytest.raises(ProgrammingError):
        db.session.connection().exec_driver_sql(attack)


@pytest.fixture
def narrow_app(config: Config) -> Iterator[Flask]:
    """An application whose pool holds a single connection."""
    app = Flask("narrow")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 1, "max_overflow": 0},
    )
    db.init_app(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_two_threads_on_one_pooled_connection_never_carry_a_shop_over(
    narrow_app: Flask, both: tuple[Shop, Shop]
) -> None:
    """Commit, rollback and error in turn, both threads through a pool of one connection."""
    wrong: list[object] = []
    backends: set[int] = set()

    def work(shop_id: int, expected: str) -> None:
        with narrow_app.app_context():
            for turn in range(60):
                try:
                    with tenant_scope(shop_id):
                        backends.add(db.session.execute(text("SELECT pg_backend_pid()")).scalar_one())
                        if names() != [expected]:
                            wrong.append((shop_id, turn))
                        if turn % 3 == 0:
                            db.session.commit()
                        elif turn % 3 == 1:
                            db.session.execute(text("SELECT 1 / 0"))
                except Exception as error:
                    if "division" not in str(error):
                        wrong.append(error)
                count = db.session.execute(text("SELECT count(*) FROM customers")).scalar()
                if count:
                    wrong.append(("carried over", count))
                db.session.rollback()

    threads = [threading.Thread(target=work, args=(s.id, n)) for s, n in zip(both, ("我们的", "别人的"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert len(backends) == 1


def test_ids_sort_by_time_and_are_uuid_version_7() -> None:
    ids = [new_id() for _ in range(50)]

    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {uuid.RFC_4122}
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)


def test_ids_made_at_once_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_an_order_is_of_the_shop_in_scope(in_shop: Shop) -> None:
    order = factories.create_order(factories.create_customer(), settled_on=date(2026, 6, 2))

    assert order.shop_id == in_shop.id

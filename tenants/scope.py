"""The only writer of the tenant: a context variable, and `SET LOCAL` in every transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors

from tenants.db import Base, NoScope, TenantModel, TenantSession, current_shop_id, db, shop_of_context

__all__ = ["NoScope", "current_shop_id", "tenant_scope"]


@contextmanager
def tenant_scope(shop_id: int) -> Iterator[None]:
    """Work for one shop. A transaction already open joins the scope; one left open at the end is rolled back,
    because its `app.shop_id` would outlive the scope.

    Raises RuntimeError when another shop is in scope: a job or a request serves one shop.
    """
    held = shop_of_context.get()
    if held is not None and held != shop_id:
        raise RuntimeError("another shop is in scope")
    token = shop_of_context.set(int(shop_id))
    try:
        if db.session().in_transaction():
            _bind(db.session.connection())
        yield
    finally:
        if held is None:
            db.session.rollback()
        shop_of_context.reset(token)


@event.listens_for(TenantSession, "after_begin")
def _bind_transaction(session: Any, transaction: Any, connection: Connection) -> None:
    if shop_of_context.get() is not None:
        _bind(connection)


def _bind(connection: Connection) -> None:
    # Transaction-local: COMMIT and ROLLBACK both forget it, so a pooled connection carries nothing over.
    connection.exec_driver_sql(f"SET LOCAL app.shop_id = {int(current_shop_id())}")


@event.listens_for(TenantSession, "do_orm_execute")
def _add_criterion(state: ORMExecuteState) -> None:
    if shop_of_context.get() is None:
        _refuse_tenant_tables(state.statement)
        return
    if state.is_orm_statement and not state.is_insert:
        shop_id = current_shop_id()
        state.statement = state.statement.options(
            with_loader_criteria(
                TenantModel, lambda cls: cls.shop_id == shop_id, include_aliases=True, propagate_to_loaders=True
            )
        )


def _refuse_tenant_tables(statement: Any) -> None:
    # The policy would answer with no rows; an error names the mistake where it was made.
    tenant_tables = _tenant_tables(len(Base.metadata.tables))
    for element in visitors.iterate(statement):
        name = getattr(element, "name", None)
        if getattr(element, "__visit_name__", "") == "table" and name in tenant_tables:
            raise NoScope(f"table {name} was asked for without a shop in scope")


@lru_cache(maxsize=1)
def _tenant_tables(known: int) -> frozenset[str]:
    # looked for again when a module has made tables of its own known
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantModel)
    )

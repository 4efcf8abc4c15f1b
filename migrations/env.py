"""Runs the migrations as the owner role, one transaction for each."""

import importlib

from alembic import context
from sqlalchemy import create_engine, text

from tenants.db import Base
from tenants.protection import OWNER_ROLE

# They fill the metadata, so that `alembic check` can compare it with the database.
for package in (
    "saas.accounts",
    "tenants.appointments",
    "tenants.customers",
    "tenants.follow_ups",
    "tenants.imports",
    "tenants.messages",
    "tenants.needs",
    "tenants.opportunities",
    "tenants.scoring",
    "tenants.scripts",
    "tenants.settings",
    "tenants.staff",
    "tenants.visits",
    "workers",
):
    importlib.import_module(f"{package}.models")


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    # tenants/ does not know the table of shops, so its foreign keys to it live in the migrations alone
    return not (kind == "foreign_key_constraint" and reflected and name == f"fk_{thing.table.name}_shop_id")


engine = create_engine(context.config.get_main_option("sqlalchemy.url"), hide_parameters=True)
with engine.connect() as connection:
    connection.execute(text(f"SET ROLE {OWNER_ROLE}"))
    # A migration that cannot get its lock gives way to the running release instead of queueing in front of it.
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        include_object=_is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

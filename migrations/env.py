"""Runs the migrations as the owner role, one transaction for each."""

from alembic import context
from sqlalchemy import create_engine, text

import saas.accounts.models
import tenants.appointments.models
import tenants.customers.models
import tenants.follow_ups.models
import tenants.imports.models
import tenants.scoring.models
import tenants.settings.models
import tenants.visits.models
import workers.models  # noqa: F401  (the imports fill the metadata for `check`)
from tenants.db import Base
from tenants.protection import OWNER_ROLE

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), hide_parameters=True)
with engine.connect() as connection:
    connection.execute(text(f"SET ROLE {OWNER_ROLE}"))
    # A migration that cannot get its lock gives way to the running release instead of queueing in front of it.
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()

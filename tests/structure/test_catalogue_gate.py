"""The catalogue gate finds nothing on our schema, and finds everything that is planted."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from saas.provision import Urls
from tenants.db import Base
from tenants.protection import TENANT
from tests.structure.catalogue_gate import CHECKS, GLOBAL_TABLES, findings

GOOD = """
CREATE TABLE planted (shop_id bigint NOT NULL, id uuid NOT NULL, name text, PRIMARY KEY (shop_id, id));
ALTER TABLE planted OWNER TO huitou_owner;
ALTER TABLE planted ENABLE ROW LEVEL SECURITY;
ALTER TABLE planted FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON planted TO huitou_app;
"""
POLICY = f"CREATE POLICY tenant ON planted USING ({TENANT}) WITH CHECK ({TENANT});"
FUNCTION = "CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql {} AS 'SELECT count(*) FROM public.customers'"

# check -> what somebody might write one day
PLANTS = {
    "no_shop_id": "CREATE TABLE notes (id uuid PRIMARY KEY)",
    "shop_id_type": "CREATE TABLE notes (shop_id integer NOT NULL, id uuid, PRIMARY KEY (shop_id, id))",
    "shop_id_nullable": "CREATE TABLE notes (shop_id bigint, id uuid)",
    "shop_id_default": "ALTER TABLE visits ALTER shop_id SET DEFAULT 1",
    "rls_off": "ALTER TABLE visits DISABLE ROW LEVEL SECURITY",
    "rls_not_forced": "ALTER TABLE visits NO FORCE ROW LEVEL SECURITY",
    "no_policy": "DROP POLICY tenant ON visits",
    "second_policy": "CREATE POLICY support ON visits FOR SELECT USING (true)",
    "other_policy_using": "ALTER POLICY tenant ON visits USING (true)",
    "other_policy_with_check": f"DROP POLICY tenant ON visits; CREATE POLICY tenant ON visits USING ({TENANT})",
    "no_primary_key": "CREATE TABLE notes (shop_id bigint NOT NULL, id uuid)",
    "key_not_led_by_shop_id": "ALTER TABLE jobs ADD CONSTRAINT oops UNIQUE (id, actor)",
    "unique_index_not_led_by_shop_id": "CREATE UNIQUE INDEX oops ON jobs (id, actor)",
    "index_not_led_by_shop_id": "CREATE INDEX oops ON customers (name)",
    "foreign_key_without_shop_id": "CREATE UNIQUE INDEX oops ON jobs (id);"
    "ALTER TABLE imports ADD CONSTRAINT oops_fk FOREIGN KEY (id) REFERENCES jobs (id) NOT VALID",
    "global_key_into_a_shop": "ALTER TABLE users ADD shop_id bigint, ADD customer_id uuid,"
    " ADD CONSTRAINT oops FOREIGN KEY (shop_id, customer_id) REFERENCES customers",
    "owner_can_log_in": "ALTER TABLE visits OWNER TO huitou_app",
    "table_right": "GRANT TRUNCATE ON visits TO huitou_app",
    "public_right": "GRANT SELECT ON visits TO PUBLIC",
    "grant_option": "GRANT SELECT ON visits TO huitou_app WITH GRANT OPTION",
    "sequence_right": "CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO huitou_app",
    "view_of_its_owner": "CREATE VIEW all_customers AS SELECT * FROM customers",
    "copy_without_policy": "CREATE MATERIALIZED VIEW all_customers AS SELECT * FROM customers",
    "rewrite_rule": "CREATE RULE redirect AS ON INSERT TO visits DO INSTEAD NOTHING",
    "definer_function": FUNCTION.format("SECURITY DEFINER SET search_path = pg_catalog"),
    "definer_search_path": FUNCTION.format("SECURITY DEFINER"),
    "leakproof_function": FUNCTION.format("LEAKPROOF"),
    "forbidden_function": "GRANT EXECUTE ON FUNCTION set_config(text, text, boolean) TO huitou_app",
    "untrusted_language": "CREATE LANGUAGE wild HANDLER plpgsql_call_handler",
    "extension": "SET LOCAL allow_system_table_mods = on; INSERT INTO pg_extension"
    " SELECT 4242, 'dblink', extowner, extnamespace, false, '1.0' FROM pg_extension LIMIT 1",
    "role_power": "ALTER ROLE huitou_app BYPASSRLS",
    "role_member": "GRANT huitou_owner TO huitou_app",
    "role_setting": "ALTER ROLE huitou_app SET app.shop_id = '1'",
    "database_right": "DO $$BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO huitou_app', current_database()); END$$",
    "schema_right": "GRANT CREATE ON SCHEMA public TO huitou_app",
    "default_right": "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO huitou_app",
}

# What an attacker's migration would do to every tenant table in turn.
MUTATIONS = {
    "no_policy": "DROP POLICY tenant ON {}",
    "rls_off": "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
    "rls_not_forced": "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
    "other_policy_using": "ALTER POLICY tenant ON {} USING (true)",
    "other_policy_with_check": "ALTER POLICY tenant ON {} WITH CHECK (true)",
    "table_right": "GRANT TRUNCATE ON {} TO huitou_app",
}


@pytest.fixture
def catalogue(database: Urls) -> Iterator[psycopg.Connection]:
    """A superuser's transaction on a migrated database; whatever is planted is rolled back."""
    url = make_url(database.owner).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        # Roles are the cluster's: the lock of saas/provision.py keeps parallel workers off them.
        connection.execute("SELECT pg_advisory_xact_lock(7411001)")
        yield connection
        connection.rollback()


def test_the_schema_is_without_a_finding(catalogue: psycopg.Connection) -> None:
    assert [str(finding) for finding in findings(catalogue)] == []


def test_there_are_at_least_twenty_checks_and_each_has_a_plant() -> None:
    assert len(CHECKS) >= 20
    assert {check.name for check in CHECKS} == set(PLANTS)


@pytest.mark.parametrize("check", PLANTS)
def test_a_planted_flaw_is_found(catalogue: psycopg.Connection, check: str) -> None:
    catalogue.execute(PLANTS[check])

    assert check in {finding.check for finding in findings(catalogue)}


def test_a_table_made_as_it_should_be_is_no_finding(catalogue: psycopg.Connection) -> None:
    catalogue.execute(GOOD + POLICY)
    catalogue.execute("CREATE VIEW seen WITH (security_invoker = true) AS SELECT * FROM planted")

    assert [str(finding) for finding in findings(catalogue)] == []


@pytest.mark.parametrize("check", MUTATIONS)
def test_no_tenant_table_can_lose_a_wall_unseen(catalogue: psycopg.Connection, check: str) -> None:
    tables = sorted(table for table in Base.metadata.tables if table not in GLOBAL_TABLES)
    for table in tables:
        catalogue.execute(MUTATIONS[check].format(table))

    found = {finding.thing.split(".")[0].split(" ")[0] for finding in findings(catalogue) if finding.check == check}

    assert found == set(tables)


def test_every_global_table_exists_and_says_why() -> None:
    assert set(GLOBAL_TABLES) - {"alembic_version"} <= set(Base.metadata.tables)
    assert all(reason for reason in GLOBAL_TABLES.values())

"""The one shape of row-level security; migrations call it for every tenant table."""

from typing import Protocol

APP_ROLE = "huitou_app"
OWNER_ROLE = "huitou_owner"

# nullif: after a SET LOCAL has ended the setting is '' and not NULL. The sub-select runs once per statement.
TENANT = "shop_id = (SELECT nullif(current_setting('app.shop_id', true), '')::bigint)"


class Operations(Protocol):
    def execute(self, sqltext: str) -> object: ...


def protect_tenant_table(op: Operations, table: str) -> None:
    """Force row-level security on `table` and let the app role read and write rows of the shop in scope only."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}")


def open_global_table(op: Operations, table: str, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Give the app role exactly these rights on a table that no shop owns."""
    op.execute(f"GRANT {rights} ON {table} TO {APP_ROLE}")

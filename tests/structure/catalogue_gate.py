"""What the catalogue of PostgreSQL must say about every table, view, function and role. A row returned is a finding.

Each check is one SELECT of the offending names over the common table expressions of `_SETS`, and the sentence that
tells the author of a migration what to do.
"""

from dataclasses import dataclass

from psycopg import Connection

from tenants.protection import APP_ROLE

# Everything else that the app role can reach belongs to a shop.
GLOBAL_TABLES = {
    "alembic_version": "one row of Alembic; the app role has no right on it",
    "users": "a person may belong to several shops",
    "shops": "the list of tenants itself",
    "memberships": "read by person before a shop is known; its shop_id says which shops he has",
    "invitations": "read by its token before a shop is known; its shop_id says which shop it leads to",
    "sessions": "read by token before a shop is known",
    "sign_in_attempts": "counted before anybody is known",
    "outbox": "one sweep serves all shops; it holds ids and times only, the job itself is under the wall",
    "schedule_slots": "one scheduler serves all shops; it holds shop, job name and time",
}

# As PostgreSQL prints tenants.protection.TENANT, without the alias that it adds to the sub-select.
POLICY = "(shop_id = ( SELECT (NULLIF(current_setting('app.shop_id'::text, true), ''::text))::bigint))"

_SETS = """
WITH app AS (SELECT oid FROM pg_roles WHERE rolname = %(app)s),
schemas AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
tables AS (
  SELECT c.*, c.oid::regclass::text AS label FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p')
),
tenant AS (SELECT * FROM tables WHERE relname <> ALL (%(global)s)),
shop AS (SELECT t.oid, a.* FROM tenant t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'shop_id'
         AND NOT a.attisdropped),
keys AS (SELECT * FROM pg_constraint),
policies AS (
  SELECT t.label, t.oid, p.*,
    regexp_replace(pg_get_expr(p.polqual, p.polrelid), ' AS "?[a-z_]+"?', '') AS reads,
    regexp_replace(pg_get_expr(p.polwithcheck, p.polrelid), ' AS "?[a-z_]+"?', '') AS writes
  FROM tenant t JOIN pg_policy p ON p.polrelid = t.oid
),
functions AS (
  SELECT p.*, p.oid::regprocedure::text AS label FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace
)
"""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    remedy: str
    select: str


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    thing: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.check}: {self.thing}. {self.remedy}"


PROTECT = "Call protect_tenant_table(op, table) in the migration, or list the table as global with its reason."
KEYS = "Derive the model from TenantModel: every key starts with shop_id."

CHECKS = (
    Check(
        "no_shop_id", PROTECT, "SELECT label FROM tenant t WHERE NOT EXISTS (SELECT FROM shop WHERE attrelid = t.oid)"
    ),
    Check("shop_id_type", KEYS, "SELECT attrelid::regclass::text FROM shop WHERE atttypid <> 'bigint'::regtype"),
    Check("shop_id_nullable", KEYS, "SELECT attrelid::regclass::text FROM shop WHERE NOT attnotnull"),
    Check(
        "shop_id_default",
        "The scope fills shop_id; a default would hide a missing scope.",
        "SELECT attrelid::regclass::text FROM shop WHERE atthasdef OR attidentity <> '' OR attgenerated <> ''",
    ),
    Check("rls_off", PROTECT, "SELECT label FROM tenant WHERE NOT relrowsecurity"),
    Check("rls_not_forced", PROTECT, "SELECT label FROM tenant WHERE NOT relforcerowsecurity"),
    Check(
        "no_policy",
        PROTECT,
        "SELECT label FROM tenant t WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid"
        " AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}')",
    ),
    Check(
        "second_policy",
        "Permissive policies are joined by OR: one policy per table, the standard one.",
        "SELECT label FROM policies GROUP BY label HAVING count(*) > 1",
    ),
    Check(
        "other_policy_using",
        PROTECT,
        "SELECT label || '.' || polname FROM policies WHERE reads IS DISTINCT FROM %(policy)s",
    ),
    Check(
        "other_policy_with_check",
        PROTECT,
        "SELECT label || '.' || polname FROM policies WHERE writes IS DISTINCT FROM %(policy)s",
    ),
    Check(
        "no_primary_key",
        KEYS,
        "SELECT label FROM tenant t WHERE NOT EXISTS (SELECT FROM keys k WHERE k.conrelid = t.oid AND k.contype = 'p')",
    ),
    Check(
        "key_not_led_by_shop_id",
        KEYS,
        "SELECT t.label || '.' || k.conname FROM tenant t JOIN keys k ON k.conrelid = t.oid"
        " AND k.contype IN ('p', 'u', 'x') LEFT JOIN shop s ON s.attrelid = t.oid"
        " WHERE k.conkey[1] IS DISTINCT FROM s.attnum",
    ),
    Check(
        "unique_index_not_led_by_shop_id",
        "A unique key over all shops tells one shop what another one has.",
        "SELECT i.indexrelid::regclass::text FROM tenant t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique"
        " LEFT JOIN shop s ON s.attrelid = t.oid WHERE i.indkey[0] IS DISTINCT FROM s.attnum",
    ),
    Check(
        "index_not_led_by_shop_id",
        "Every query of a shop asks for its shop_id first: so does the index.",
        "SELECT i.indexrelid::regclass::text FROM tenant t JOIN pg_index i ON i.indrelid = t.oid AND NOT i.indisunique"
        " LEFT JOIN shop s ON s.attrelid = t.oid WHERE i.indkey[0] IS DISTINCT FROM s.attnum",
    ),
    Check(
        "foreign_key_without_shop_id",
        "PostgreSQL checks foreign keys past row-level security: lead both sides with shop_id.",
        "SELECT t.label || '.' || k.conname FROM tenant t JOIN keys k ON k.conrelid = t.oid AND k.contype = 'f'"
        " JOIN tenant p ON p.oid = k.confrelid LEFT JOIN shop s ON s.attrelid = t.oid"
        " LEFT JOIN shop r ON r.attrelid = p.oid"
        " WHERE k.conkey[1] IS DISTINCT FROM s.attnum OR k.confkey[1] IS DISTINCT FROM r.attnum",
    ),
    Check(
        "global_key_into_a_shop",
        "A global row would hold, or delete with itself, a row of a shop that it cannot see.",
        "SELECT t.label || '.' || k.conname FROM tables t JOIN keys k ON k.conrelid = t.oid AND k.contype = 'f'"
        " JOIN tenant p ON p.oid = k.confrelid WHERE t.relname = ANY (%(global)s)",
    ),
    Check(
        "owner_can_log_in",
        "Migrations run as huitou_owner, which is NOLOGIN: an owner can switch row-level security off.",
        "SELECT t.label FROM tables t JOIN pg_roles r ON r.oid = t.relowner WHERE r.rolcanlogin",
    ),
    Check(
        "table_right",
        "The app role needs SELECT, INSERT, UPDATE and DELETE; the others step around policies.",
        "SELECT t.label || ' ' || x FROM tables t, unnest(%(rights)s::text[]) x"
        " WHERE has_table_privilege(%(app)s, t.oid, x)",
    ),
    Check(
        "public_right",
        "Grant to huitou_app by name, never to everybody.",
        "SELECT t.label || ' ' || acl.privilege_type FROM tables t, aclexplode(t.relacl) acl WHERE acl.grantee = 0",
    ),
    Check(
        "grant_option",
        "The app role passes no right on.",
        "SELECT t.label || ' ' || acl.privilege_type FROM tables t, aclexplode(t.relacl) acl, app"
        " WHERE acl.grantee = app.oid AND acl.is_grantable",
    ),
    Check(
        "sequence_right",
        "A sequence counts over all shops: use UUIDv7 ids, or an identity column, which needs no right.",
        "SELECT c.oid::regclass::text FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind = 'S'"
        " AND (has_sequence_privilege(%(app)s, c.oid, 'USAGE') OR has_sequence_privilege(%(app)s, c.oid, 'SELECT'))",
    ),
    Check(
        "view_of_its_owner",
        "Create the view WITH (security_invoker = true): otherwise it reads with its owner's rights.",
        "SELECT c.oid::regclass::text FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace WHERE c.relkind = 'v'"
        " AND NOT coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)",
    ),
    Check(
        "copy_without_policy",
        "Materialised views and foreign tables know no policies: store derived rows in a tenant table.",
        "SELECT c.oid::regclass::text FROM pg_class c JOIN schemas s ON s.oid = c.relnamespace"
        " WHERE c.relkind IN ('m', 'f')",
    ),
    Check(
        "rewrite_rule",
        "A rule rewrites statements past the policy of the table they name.",
        "SELECT t.label || '.' || r.rulename FROM tables t JOIN pg_rewrite r ON r.ev_class = t.oid",
    ),
    Check(
        "definer_function",
        "SECURITY DEFINER runs with its owner's rights: do it as the caller, or list it with its reason.",
        "SELECT label FROM functions WHERE prosecdef",
    ),
    Check(
        "definer_search_path",
        "Pin it: ALTER FUNCTION ... SET search_path = pg_catalog, pg_temp.",
        "SELECT label FROM functions WHERE prosecdef AND NOT coalesce(proconfig::text ~ 'search_path=', false)",
    ),
    Check(
        "leakproof_function",
        "LEAKPROOF lets a function see rows before the policy has dropped them.",
        "SELECT label FROM functions WHERE proleakproof",
    ),
    Check(
        "forbidden_function",
        "saas/provision.py revokes it: one injected SELECT could switch the tenant or reach the server's files.",
        "SELECT oid::regprocedure::text FROM pg_proc WHERE has_function_privilege(%(app)s, oid, 'EXECUTE')"
        " AND proname ~ '^(set_config|lo_.*|loread|lowrite|pg_read_.*file|pg_ls_.*dir|pg_stat_file|dblink.*)$'",
    ),
    Check(
        "untrusted_language",
        "Drop it: its functions run as the server.",
        "SELECT lanname FROM pg_language WHERE lanispl AND NOT lanpltrusted",
    ),
    Check(
        "extension",
        "Huitou uses none: the schema must load on every managed PostgreSQL.",
        "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'",
    ),
    Check(
        "role_power",
        "ALTER ROLE huitou_app NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION.",
        "SELECT rolname FROM pg_roles WHERE rolname = %(app)s"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
    ),
    Check(
        "role_member",
        "Through a membership the app role could act as another role.",
        "SELECT r.rolname FROM pg_auth_members m JOIN app ON app.oid = m.member JOIN pg_roles r ON r.oid = m.roleid",
    ),
    Check(
        "role_setting",
        "Only tenants/scope.py sets the tenant, and row_security stays on.",
        "SELECT x FROM pg_db_role_setting d, unnest(d.setconfig) x WHERE x ~ '^(app\\.|row_security=|session_preload)'",
    ),
    Check(
        "database_right",
        "REVOKE it from PUBLIC and huitou_app: a temporary table could shadow a real one.",
        "SELECT x FROM unnest(ARRAY['TEMP', 'CREATE']) x WHERE has_database_privilege(%(app)s, current_database(), x)",
    ),
    Check(
        "schema_right",
        "The app role creates nothing.",
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'"
        " AND has_schema_privilege(%(app)s, oid, 'CREATE')",
    ),
    Check(
        "default_right",
        "Default privileges open tables that nobody looked at: grant in each migration.",
        "SELECT coalesce(defaclnamespace::regnamespace::text, '') || ' ' || defaclobjtype::text FROM pg_default_acl",
    ),
)

# (check, thing) -> why it may stay
ALLOWED: dict[tuple[str, str], str] = {}

RIGHTS = ["TRUNCATE", "REFERENCES", "TRIGGER"]
MAINTAIN_SINCE = 170_000


def findings(connection: Connection) -> list[Finding]:
    """Ask all checks, as a superuser, who sees the whole catalogue."""
    rights = RIGHTS + (["MAINTAIN"] if connection.info.server_version >= MAINTAIN_SINCE else [])
    values = {"app": APP_ROLE, "global": list(GLOBAL_TABLES), "policy": POLICY, "rights": rights}
    return [
        Finding(check.name, thing, check.remedy)
        for check in CHECKS
        for (thing,) in connection.execute(_SETS + check.select, values).fetchall()
        if (check.name, thing) not in ALLOWED
    ]

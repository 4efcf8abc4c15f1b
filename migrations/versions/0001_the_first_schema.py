"""The first schema"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import open_global_table, protect_tenant_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


TENANT_TABLES = (
    "customers",
    "import_mappings",
    "imports",
    "jobs",
    "rfm_cuts",
    "score_runs",
    "shop_settings",
    "visits",
    "appointments",
    "contacts",
    "customer_keys",
    "customer_phones",
    "follow_up_reasons",
    "follow_ups",
    "import_changes",
    "import_problems",
    "rfm_scores",
    "rfm_snapshots",
    "suppressions",
    "vehicles",
    "ownerships",
    "work_orders",
    "work_order_lines",
)
GLOBAL_TABLES = (
    "outbox",
    "schedule_slots",
    "shops",
    "sign_in_attempts",
    "users",
    "memberships",
    "sessions",
)
# the tables whose rows arrive one by one; the others hang on these through composite keys
SHOP_ROOTS = ("customers", "vehicles", "imports", "score_runs", "shop_settings", "jobs")


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_pinyin", sa.Text(), nullable=False),
        sa.Column("customer_type", sa.String(length=16), nullable=False),
        sa.Column("gender", sa.String(length=8), nullable=True),
        sa.Column("birthday", sa.String(length=16), nullable=True),
        sa.Column("wechat", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("emergency_contact", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("dedicated_advisor_id", sa.Uuid(), nullable=True),
        sa.Column("do_not_call", sa.Boolean(), nullable=False),
        sa.Column("do_not_market", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "customer_type IN ('personal', 'fleet', 'internal')", name=op.f("ck_customers_customer_type")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "merged_into_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_customers_shop_id_merged_into_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_customers")),
    )
    op.create_index("ix_customers_import", "customers", ["shop_id", "created_import_id"], unique=False)
    op.create_index(
        "ix_customers_merged_into_id",
        "customers",
        ["shop_id", "merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_customers_name", "customers", ["shop_id", "name"], unique=False)
    op.create_index("ix_customers_pinyin", "customers", ["shop_id", "name_pinyin"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source_system", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "source_system", "kind", name=op.f("pk_import_mappings")),
    )
    op.create_table(
        "imports",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("source_system", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stop_and_ask", sa.Boolean(), nullable=False),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('orders', 'customers_vehicles')", name=op.f("ck_imports_kind")),
        sa.CheckConstraint(
            "status IN ('uploaded', 'checking', 'checked', 'loading', 'loaded', 'failed', 'undoing', 'undone')",
            name=op.f("ck_imports_status"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_created_at", "imports", ["shop_id", "created_at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unique_key", sa.String(length=160), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("max_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_units", sa.Integer(), nullable=False),
        sa.Column("total_units", sa.Integer(), nullable=False),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_created_at", "jobs", ["shop_id", "created_at"], unique=False)
    op.create_index(
        "ix_jobs_line",
        "jobs",
        ["shop_id", "queue", "due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_index(
        "uq_jobs_unique_key",
        "jobs",
        ["shop_id", "unique_key"],
        unique=True,
        postgresql_where=sa.text("unique_key IS NOT NULL AND state = 'waiting'"),
    )
    op.create_table(
        "outbox",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], unique=False)
    op.create_table(
        "rfm_cuts",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("customer_type", sa.String(length=16), nullable=False),
        sa.Column("r_cut_days", sa.Integer(), nullable=False),
        sa.Column("f_cut", sa.Float(), nullable=False),
        sa.Column("m_cut_fen", sa.Float(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("computed_as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "month", "customer_type", name=op.f("pk_rfm_cuts")),
    )
    op.create_table(
        "schedule_slots",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "job", "slot", name=op.f("pk_schedule_slots")),
    )
    op.create_table(
        "score_runs",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("small_population", sa.Boolean(), nullable=False),
        sa.Column("r_cut_days", sa.Integer(), nullable=False),
        sa.Column("f_cut", sa.Float(), nullable=False),
        sa.Column("m_cut_fen", sa.Float(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "as_of", name=op.f("pk_score_runs")),
    )
    op.create_table(
        "shop_settings",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "name", name=op.f("pk_shop_settings")),
    )
    op.create_table(
        "shops",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shops")),
        sa.UniqueConstraint("slug", name=op.f("uq_shops_slug")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        "ix_sign_in_attempts_account_hash", "sign_in_attempts", ["account_hash", "attempted_at"], unique=False
    )
    op.create_index(
        "ix_sign_in_attempts_address_hash", "sign_in_attempts", ["address_hash", "attempted_at"], unique=False
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "visits",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("advisor", sa.Text(), nullable=True),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("order_count", sa.SmallInteger(), nullable=False),
        sa.Column("net_revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("m_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_revenue", sa.Boolean(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("is_service", sa.Boolean(), nullable=False),
        sa.Column("is_maintenance", sa.Boolean(), nullable=False),
        sa.Column("is_presence", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "party_id", "visit_on", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_customer_id", "visits", ["shop_id", "customer_id", "visit_on"], unique=False)
    op.create_index(
        "ix_visits_paid",
        "visits",
        ["shop_id", "customer_id", "visit_on"],
        postgresql_include=["m_fen"],
        unique=False,
        postgresql_where=sa.text("is_paid"),
    )
    op.create_index("ix_visits_visit_on", "visits", ["shop_id", "visit_on"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("origin IN ('outbound', 'inbound')", name=op.f("ck_appointments_origin")),
        sa.CheckConstraint(
            "status IN ('booked', 'arrived', 'no_show', 'cancelled', 'rescheduled')",
            name=op.f("ck_appointments_status"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_appointments_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_customer_id", "appointments", ["shop_id", "customer_id"], unique=False)
    op.create_index("ix_appointments_due_on", "appointments", ["shop_id", "due_on"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_contacts_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("shop_id", "request_key", name=op.f("uq_contacts_shop_id_request_key")),
    )
    op.create_index("ix_contacts_contacted_at", "contacts", ["shop_id", "contacted_at"], unique=False)
    op.create_index("ix_contacts_customer_id", "contacts", ["shop_id", "customer_id", "contacted_at"], unique=False)
    op.create_index("ix_contacts_follow_up_id", "contacts", ["shop_id", "follow_up_id"], unique=False)
    op.create_table(
        "customer_keys",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source_system", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_customer_keys_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "source_system", "key", name=op.f("pk_customer_keys")),
    )
    op.create_index("ix_customer_keys_customer_id", "customer_keys", ["shop_id", "customer_id"], unique=False)
    op.create_table(
        "customer_phones",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("invalid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('mobile', 'landline')", name=op.f("ck_customer_phones_kind")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_customer_phones_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", "number", name=op.f("pk_customer_phones")),
    )
    op.create_index("ix_customer_phones_number", "customer_phones", ["shop_id", "number"], unique=False)
    op.create_table(
        "follow_up_reasons",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("open_on", sa.Date(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.SmallInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("wake_on", sa.Date(), nullable=True),
        sa.Column("wake_half", sa.String(length=2), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_follow_up_reasons_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_follow_up_reasons")),
        sa.UniqueConstraint(
            "shop_id",
            "customer_id",
            "trigger",
            "vehicle_id",
            "anchor_on",
            name=op.f("uq_follow_up_reasons_shop_id_customer_id_trigger_vehicle_id_anchor_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_follow_up_reasons_open", "follow_up_reasons", ["shop_id", "closed_on", "deadline_on"], unique=False
    )
    op.create_table(
        "follow_ups",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("queue_on", sa.Date(), nullable=False),
        sa.Column("band", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("urgency", sa.Float(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("rfm_class", sa.String(length=16), nullable=False),
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("reason_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("carry", sa.SmallInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("wake_half", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'snoozed', 'carried', 'resolved', 'expired')", name=op.f("ck_follow_ups_state")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_follow_ups_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint(
            "shop_id", "customer_id", "queue_on", name=op.f("uq_follow_ups_shop_id_customer_id_queue_on")
        ),
    )
    op.create_index("ix_follow_ups_queue", "follow_ups", ["shop_id", "queue_on", "state", "band"], unique=False)
    op.create_table(
        "import_changes",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["imports.shop_id", "imports.id"],
            name=op.f("fk_import_changes_shop_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "import_id", "number", name=op.f("pk_import_changes")),
    )
    op.create_table(
        "import_problems",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("severity IN ('error', 'warning')", name=op.f("ck_import_problems_severity")),
        sa.ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["imports.shop_id", "imports.id"],
            name=op.f("fk_import_problems_shop_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "import_id", "number", name=op.f("pk_import_problems")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'manager', 'advisor', 'viewer')", name=op.f("ck_memberships_role")),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_memberships_shop_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("shop_id", "user_id", name=op.f("uq_memberships_shop_id_user_id")),
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"], unique=False)
    op.create_table(
        "rfm_scores",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.Column("class_since_on", sa.Date(), nullable=False),
        sa.Column("last_paid_on", sa.Date(), nullable=True),
        sa.Column("first_paid_on", sa.Date(), nullable=True),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.Column("monetary_fen", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_dates", sa.Integer(), nullable=False),
        sa.Column("rfm_class", sa.String(length=16), nullable=False),
        sa.Column("r_score", sa.SmallInteger(), nullable=False),
        sa.Column("f_score", sa.SmallInteger(), nullable=False),
        sa.Column("m_score", sa.SmallInteger(), nullable=False),
        sa.Column("lifecycle", sa.String(length=16), nullable=True),
        sa.Column("f_stage", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_rfm_scores_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", name=op.f("pk_rfm_scores")),
    )
    op.create_index("ix_rfm_scores_monetary_fen", "rfm_scores", ["shop_id", "monetary_fen"], unique=False)
    op.create_index("ix_rfm_scores_rfm_class", "rfm_scores", ["shop_id", "rfm_class", "monetary_fen"], unique=False)
    op.create_table(
        "rfm_snapshots",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("last_paid_on", sa.Date(), nullable=True),
        sa.Column("first_paid_on", sa.Date(), nullable=True),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.Column("monetary_fen", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_dates", sa.Integer(), nullable=False),
        sa.Column("rfm_class", sa.String(length=16), nullable=False),
        sa.Column("r_score", sa.SmallInteger(), nullable=False),
        sa.Column("f_score", sa.SmallInteger(), nullable=False),
        sa.Column("m_score", sa.SmallInteger(), nullable=False),
        sa.Column("lifecycle", sa.String(length=16), nullable=True),
        sa.Column("f_stage", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_rfm_snapshots_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", "as_of", name=op.f("pk_rfm_snapshots")),
    )
    op.create_index("ix_rfm_snapshots_as_of", "rfm_snapshots", ["shop_id", "as_of"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "suppressions",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_suppressions_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", "scope", "contact_id", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "vehicles",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("plate", sa.String(length=16), nullable=True),
        sa.Column("vin", sa.String(length=17), nullable=True),
        sa.Column("engine_no", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_year", sa.SmallInteger(), nullable=True),
        sa.Column("fuel", sa.String(length=16), nullable=True),
        sa.Column("use", sa.String(length=16), nullable=True),
        sa.Column("seats", sa.SmallInteger(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("compulsory_expires_on", sa.Date(), nullable=True),
        sa.Column("commercial_expires_on", sa.Date(), nullable=True),
        sa.Column("insurer", sa.Text(), nullable=True),
        sa.Column("inspection_expires_on", sa.Date(), nullable=True),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("odometer_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("exit_reason", sa.String(length=16), nullable=True),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_vehicles_shop_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_vehicles")),
        sa.UniqueConstraint("shop_id", "vin", name=op.f("uq_vehicles_shop_id_vin")),
    )
    op.create_index("ix_vehicles_customer_id", "vehicles", ["shop_id", "customer_id"], unique=False)
    op.create_index("ix_vehicles_import", "vehicles", ["shop_id", "created_import_id"], unique=False)
    op.create_index(
        "uq_vehicles_open_plate",
        "vehicles",
        ["shop_id", "plate"],
        unique=True,
        postgresql_where=sa.text("plate IS NOT NULL AND closed_on IS NULL"),
    )
    op.create_table(
        "ownerships",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_ownerships_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "vehicle_id"],
            ["vehicles.shop_id", "vehicles.id"],
            name=op.f("fk_ownerships_shop_id_vehicle_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", "from_on", name=op.f("pk_ownerships")),
    )
    op.create_index("ix_ownerships_customer_id", "ownerships", ["shop_id", "customer_id"], unique=False)
    op.create_table(
        "work_orders",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_system", sa.String(length=64), nullable=False),
        sa.Column("order_no", sa.String(length=128), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("order_type", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("advisor", sa.Text(), nullable=True),
        sa.Column("technician", sa.Text(), nullable=True),
        sa.Column("entry_reason", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("customer_fen", sa.BigInteger(), nullable=False),
        sa.Column("package_fen", sa.BigInteger(), nullable=False),
        sa.Column("insurer_fen", sa.BigInteger(), nullable=False),
        sa.Column("warranty_fen", sa.BigInteger(), nullable=False),
        sa.Column("internal_fen", sa.BigInteger(), nullable=False),
        sa.Column("goodwill_fen", sa.BigInteger(), nullable=False),
        sa.Column("rework_fen", sa.BigInteger(), nullable=False),
        sa.Column("refund_fen", sa.BigInteger(), nullable=False),
        sa.Column("discount_fen", sa.BigInteger(), nullable=False),
        sa.Column("wash_only", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_import_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "order_type IN ('maintenance', 'repair', 'bodywork', 'accident', 'warranty', 'rework', 'inspection',"
            " 'beauty', 'tyre', 'retail', 'stored_value', 'internal', 'other')",
            name=op.f("ck_work_orders_order_type"),
        ),
        sa.CheckConstraint("status IN ('draft', 'open', 'settled', 'voided')", name=op.f("ck_work_orders_status")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_work_orders_shop_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "vehicle_id"],
            ["vehicles.shop_id", "vehicles.id"],
            name=op.f("fk_work_orders_shop_id_vehicle_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint(
            "shop_id", "source_system", "order_no", name=op.f("uq_work_orders_shop_id_source_system_order_no")
        ),
    )
    op.create_index("ix_work_orders_created_import_id", "work_orders", ["shop_id", "created_import_id"], unique=False)
    op.create_index("ix_work_orders_customer_id", "work_orders", ["shop_id", "customer_id", "settled_on"], unique=False)
    op.create_index("ix_work_orders_vehicle_id", "work_orders", ["shop_id", "vehicle_id", "settled_on"], unique=False)
    op.create_table(
        "work_order_lines",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column("net_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('labour', 'part', 'package')", name=op.f("ck_work_order_lines_kind")),
        sa.CheckConstraint(
            "payer IN ('CUSTOMER', 'INSURER', 'PACKAGE', 'WARRANTY', 'INTERNAL', 'GOODWILL', 'REWORK')",
            name=op.f("ck_work_order_lines_payer"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["work_orders.shop_id", "work_orders.id"],
            name=op.f("fk_work_order_lines_shop_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "line_no", name=op.f("pk_work_order_lines")),
    )
    for table in TENANT_TABLES:
        protect_tenant_table(op, table)
    for table in GLOBAL_TABLES:
        open_global_table(op, table)
    for table in SHOP_ROOTS:
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    for table in SHOP_ROOTS:
        op.drop_constraint(f"fk_{table}_shop_id", table, type_="foreignkey")
    op.drop_table("work_order_lines")
    op.drop_index("ix_work_orders_vehicle_id", table_name="work_orders")
    op.drop_index("ix_work_orders_customer_id", table_name="work_orders")
    op.drop_index("ix_work_orders_created_import_id", table_name="work_orders")
    op.drop_table("work_orders")
    op.drop_index("ix_ownerships_customer_id", table_name="ownerships")
    op.drop_table("ownerships")
    op.drop_index(
        "uq_vehicles_open_plate",
        table_name="vehicles",
        postgresql_where=sa.text("plate IS NOT NULL AND closed_on IS NULL"),
    )
    op.drop_index("ix_vehicles_import", table_name="vehicles")
    op.drop_index("ix_vehicles_customer_id", table_name="vehicles")
    op.drop_table("vehicles")
    op.drop_table("suppressions")
    op.drop_index("ix_sessions_user_id", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_rfm_snapshots_as_of", table_name="rfm_snapshots")
    op.drop_table("rfm_snapshots")
    op.drop_index("ix_rfm_scores_rfm_class", table_name="rfm_scores")
    op.drop_index("ix_rfm_scores_monetary_fen", table_name="rfm_scores")
    op.drop_table("rfm_scores")
    op.drop_index("ix_memberships_user_id", table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("import_problems")
    op.drop_table("import_changes")
    op.drop_index("ix_follow_ups_queue", table_name="follow_ups")
    op.drop_table("follow_ups")
    op.drop_index("ix_follow_up_reasons_open", table_name="follow_up_reasons")
    op.drop_table("follow_up_reasons")
    op.drop_index("ix_customer_phones_number", table_name="customer_phones")
    op.drop_table("customer_phones")
    op.drop_index("ix_customer_keys_customer_id", table_name="customer_keys")
    op.drop_table("customer_keys")
    op.drop_index("ix_contacts_follow_up_id", table_name="contacts")
    op.drop_index("ix_contacts_customer_id", table_name="contacts")
    op.drop_index("ix_contacts_contacted_at", table_name="contacts")
    op.drop_table("contacts")
    op.drop_index("ix_appointments_due_on", table_name="appointments")
    op.drop_index("ix_appointments_customer_id", table_name="appointments")
    op.drop_table("appointments")
    op.drop_index("ix_visits_visit_on", table_name="visits")
    op.drop_index("ix_visits_paid", table_name="visits", postgresql_where=sa.text("is_paid"))
    op.drop_index("ix_visits_customer_id", table_name="visits")
    op.drop_table("visits")
    op.drop_table("users")
    op.drop_index("ix_sign_in_attempts_address_hash", table_name="sign_in_attempts")
    op.drop_index("ix_sign_in_attempts_account_hash", table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
    op.drop_table("shops")
    op.drop_table("shop_settings")
    op.drop_table("score_runs")
    op.drop_table("schedule_slots")
    op.drop_table("rfm_cuts")
    op.drop_index("ix_outbox_due_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(
        "uq_jobs_unique_key",
        table_name="jobs",
        postgresql_where=sa.text("unique_key IS NOT NULL AND state = 'waiting'"),
    )
    op.drop_index("ix_jobs_line", table_name="jobs", postgresql_where=sa.text("state IN ('waiting', 'running')"))
    op.drop_index("ix_jobs_created_at", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index("ix_imports_created_at", table_name="imports")
    op.drop_table("imports")
    op.drop_table("import_mappings")
    op.drop_index("ix_customers_pinyin", table_name="customers")
    op.drop_index("ix_customers_name", table_name="customers")
    op.drop_index("ix_customers_merged_into_id", table_name="customers")
    op.drop_index("ix_customers_import", table_name="customers")
    op.drop_table("customers")

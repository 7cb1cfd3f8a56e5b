"""The whole schema of the first release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    messages()
    tickets()
    outgoing()
    house()
    wechat()
    append_only()


def messages() -> None:
    """Messages as they came in, and what is remembered of a citizen."""
    op.create_table(
        "inbox",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("message", JSON, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("reply", JSON),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_citizen_received_at", "inbox", ["citizen", "received_at"])
    op.create_index(
        "ix_inbox_open_of_citizen",
        "inbox",
        ["citizen", "id"],
        postgresql_where=sa.text("NOT done AND NOT set_aside"),
        sqlite_where=sa.text("done = 0 AND set_aside = 0"),
    )
    op.create_index(
        "ix_inbox_open_since",
        "inbox",
        ["received_at"],
        postgresql_where=sa.text("NOT done AND NOT set_aside"),
        sqlite_where=sa.text("done = 0 AND set_aside = 0"),
    )
    op.create_table(
        "conversations",
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("memory", JSON, nullable=False),
        sa.Column("secrets", JSON, nullable=False),
        sa.Column("offered", JSON, nullable=False),
        sa.Column("last_at", MOMENT),
        sa.PrimaryKeyConstraint("citizen", name="pk_conversations"),
    )


def tickets() -> None:
    """The log, what is computed from it, and the calls of departments."""
    op.create_table(
        "ticket_events",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", "sequence", name="pk_ticket_events"),
    )
    op.create_index("ix_ticket_events_at", "ticket_events", ["at"])
    op.create_table(
        "tickets",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_tickets"),
    )
    op.create_index("ix_tickets_citizen_moved_at", "tickets", ["citizen", "moved_at"])
    op.create_index(
        "ix_tickets_department_state_due_at", "tickets", ["department", "state", "due_at"]
    )
    op.create_table(
        "department_calls",
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("record", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("department", "call_id", name="pk_department_calls"),
    )


def outgoing() -> None:
    """What leaves the house, and what citizens attached."""
    op.create_table(
        "outbox",
        sa.Column("seq", COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("channel", sa.Text()),
        sa.Column("delivered_at", MOMENT),
        sa.Column("leased_until", MOMENT),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_delivered",
        "outbox",
        ["target", "delivered_at"],
        postgresql_where=sa.text("state = 'delivered'"),
        sqlite_where=sa.text("state = 'delivered'"),
    )
    op.create_index(
        "ix_outbox_given_up",
        "outbox",
        ["seq"],
        postgresql_where=sa.text("state = 'given_up'"),
        sqlite_where=sa.text("state = 'given_up'"),
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["target", "seq"],
        postgresql_where=sa.text("state = 'held'"),
        sqlite_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_outbox_number", "outbox", ["number"])
    op.create_index(
        "ix_outbox_uncertain",
        "outbox",
        ["seq"],
        postgresql_where=sa.text("state = 'uncertain'"),
        sqlite_where=sa.text("state = 'uncertain'"),
    )
    op.create_index(
        "ix_outbox_waiting_due",
        "outbox",
        ["due_at"],
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_waiting_lane",
        "outbox",
        ["lane", "seq"],
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text()),
        sa.Column("sha256", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("path", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("leased_until", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_number", "attachments", ["number"])
    op.create_index(
        "ix_attachments_unclaimed",
        "attachments",
        ["citizen", "received_at"],
        postgresql_where=sa.text("number IS NULL"),
        sqlite_where=sa.text("number IS NULL"),
    )
    op.create_index(
        "ix_attachments_waiting",
        "attachments",
        ["received_at"],
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "pages",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_pages"),
    )


def house() -> None:
    """Alarms, and letters to learn from."""
    op.create_table(
        "alarms",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "hour", name="pk_alarms"),
    )
    op.create_index("ix_alarms_at", "alarms", ["at"])
    op.create_table(
        "letters",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("type", sa.Text()),
        sa.Column("department", sa.Text()),
        sa.Column("bureau", sa.Text()),
        sa.Column("answered", sa.Text()),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("source_id", name="uq_letters_source_id"),
        sqlite_autoincrement=True,
    )


def wechat() -> None:
    """The channel's own: who is who, rights used, consents, calls that are closed to us."""
    op.create_table(
        "contacts",
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("citizen", name="pk_contacts"),
    )
    op.create_table(
        "sends",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_sends"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sends_citizen_at", "sends", ["citizen", "at"])
    op.create_index("ix_sends_message_id", "sends", ["message_id"])
    op.create_index("ix_sends_parcel", "sends", ["parcel"])
    op.create_table(
        "permits",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("citizen", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_permits"),
        sa.UniqueConstraint("message", "line", name="uq_permits_message_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_permits_citizen_template", "permits", ["citizen", "template"])
    op.create_table(
        "capabilities",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_capabilities"),
    )


def append_only() -> None:
    """The database itself refuses to change the past of a ticket."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ticket_events_no_{verb.lower()} BEFORE {verb} ON ticket_events "
                "BEGIN SELECT RAISE(ABORT, 'ticket_events is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION ticket_events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'ticket_events is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ticket_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON ticket_events FOR EACH STATEMENT EXECUTE FUNCTION ticket_events_refuse()"
    )

"""The tables of the house. Every adapter that keeps something defines its tables on `metadata`."""

from typing import Any

import sqlalchemy as sa

from bot.adapters.store.columns import Moment, Words, json_column, number_column

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def index_where(
    name: str, *columns: sa.ColumnElement[Any], where: sa.ColumnElement[bool]
) -> sa.Index:
    """An index over the few rows of a big table that are still of interest."""
    return sa.Index(name, *columns, postgresql_where=where, sqlite_where=where)


# --- messages and conversations -------------------------------------------------------------------

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("key", Words, nullable=False, unique=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("message", json_column(), nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, default=False),
    sa.Column("late", sa.Boolean, nullable=False, default=False),
    sa.Column("set_aside", sa.Boolean, nullable=False, default=False),
    sa.Column("reply", json_column()),
    sa.Column("told", json_column()),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("error", Words),
    sqlite_autoincrement=True,
)
inbox_open = ~inbox.c.done & ~inbox.c.set_aside
sa.Index("ix_inbox_citizen_received_at", inbox.c.citizen, inbox.c.received_at)
index_where("ix_inbox_open_of_citizen", inbox.c.citizen, inbox.c.id, where=inbox_open)
index_where("ix_inbox_open_since", inbox.c.received_at, where=inbox_open)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("citizen", Words, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("memory", json_column(), nullable=False),
    sa.Column("secrets", json_column(), nullable=False),
    sa.Column("offered", json_column(), nullable=False),
    sa.Column("last_at", Moment),
)

# --- tickets --------------------------------------------------------------------------------------

ticket_events = sa.Table(  # the truth: rows are added, never changed (triggers refuse it)
    "ticket_events",
    metadata,
    sa.Column("number", Words, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("step", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", Words, nullable=False),
    sa.Column("data", json_column(), nullable=False),
    sa.Index("ix_ticket_events_at", "at"),
)
tickets = sa.Table(  # computed from the log, for looking things up
    "tickets",
    metadata,
    sa.Column("number", Words, primary_key=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("type", Words, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("department", Words),
    sa.Column("title", Words, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("moved_at", Moment, nullable=False),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("lead", Words),
    sa.Column("in_person", sa.Boolean, nullable=False),
    sa.Index("ix_tickets_citizen_moved_at", "citizen", "moved_at"),
    sa.Index("ix_tickets_department_state_due_at", "department", "state", "due_at"),
)
ticket_signs = sa.Table(  # of tickets that others may join: what the same matter is found by
    "ticket_signs",
    metadata,
    sa.Column("number", Words, primary_key=True),
    sa.Column("sign", Words, primary_key=True),
    sa.Column("department", Words, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Index("ix_ticket_signs_department_sign_opened_at", "department", "sign", "opened_at"),
)
department_calls = sa.Table(
    "department_calls",
    metadata,
    sa.Column("department", Words, primary_key=True),
    sa.Column("call_id", Words, primary_key=True),
    sa.Column("record", json_column(), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# --- on the way out -------------------------------------------------------------------------------

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("seq", number_column(), primary_key=True, autoincrement=True),
    sa.Column("id", Words, nullable=False, unique=True),
    sa.Column("addressee", Words, nullable=False),
    sa.Column("target", Words, nullable=False),
    sa.Column("lane", Words, nullable=False),
    sa.Column("body", json_column(), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("number", Words),
    sa.Column("state", Words, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", Words),
    sa.Column("channel", Words),
    sa.Column("delivered_at", Moment),
    sa.Column("leased_until", Moment),
    sqlite_autoincrement=True,
)


def outbox_state(state: str) -> sa.ColumnElement[bool]:
    """`state` written out, so that a query finds the index over just these rows."""
    return outbox.c.state == sa.literal_column(f"'{state}'", Words())


index_where("ix_outbox_waiting_lane", outbox.c.lane, outbox.c.seq, where=outbox_state("waiting"))
index_where("ix_outbox_waiting_due", outbox.c.due_at, where=outbox_state("waiting"))
index_where("ix_outbox_held", outbox.c.target, outbox.c.seq, where=outbox_state("held"))
index_where("ix_outbox_given_up", outbox.c.seq, where=outbox_state("given_up"))
index_where("ix_outbox_uncertain", outbox.c.seq, where=outbox_state("uncertain"))
index_where(
    "ix_outbox_delivered", outbox.c.target, outbox.c.delivered_at, where=outbox_state("delivered")
)
sa.Index("ix_outbox_number", outbox.c.number)

attachments = sa.Table(
    "attachments",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("kind", Words, nullable=False),
    sa.Column("reference", Words, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("number", Words),
    sa.Column("state", Words, nullable=False),
    sa.Column("content_type", Words),
    sa.Column("sha256", Words),
    sa.Column("size", sa.BigInteger),
    sa.Column("path", Words),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("leased_until", Moment),
)


def attachment_state(state: str) -> sa.ColumnElement[bool]:
    """As `outbox_state`, for attachments."""
    return attachments.c.state == sa.literal_column(f"'{state}'", Words())


index_where("ix_attachments_waiting", attachments.c.received_at, where=attachment_state("waiting"))
index_where(
    "ix_attachments_unclaimed",
    attachments.c.citizen,
    attachments.c.received_at,
    where=attachments.c.number.is_(None),
)
sa.Index("ix_attachments_number", attachments.c.number)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("token", Words, primary_key=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("made_at", Moment, nullable=False, server_default=sa.func.now()),
)

# --- the house ------------------------------------------------------------------------------------

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("kind", Words, primary_key=True),
    sa.Column("subject", Words, primary_key=True),
    sa.Column("hour", Moment, primary_key=True),
    sa.Column("text", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_alarms_at", "at"),
)
letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("source_id", Words, nullable=False, unique=True),
    sa.Column("title", Words, nullable=False),
    sa.Column("content", Words, nullable=False),
    sa.Column("type", Words),
    sa.Column("department", Words),
    sa.Column("bureau", Words),
    sa.Column("answered", Words),
    sa.Column("batch", Words, nullable=False),
    sa.Column("imported_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("number", Words),
    sa.Column("text", Words, nullable=False),
    sa.Column("was", Words, nullable=False),
    sa.Column("wanted", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("verdict", Words, nullable=False),
    sa.Index("ix_corrections_verdict_id", "verdict", "id"),
    sqlite_autoincrement=True,
)
templates = sa.Table(  # words that units answer with again and again
    "templates",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("department", Words),
    sa.Column("name", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("changed_by", Words, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index("ix_templates_department", "department"),
)
unit_ways = sa.Table(  # an address can be a key: nothing of it stands here in clear
    "unit_ways",
    metadata,
    sa.Column("department", Words, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False, unique=True),
    sa.Column("sealed", Words),
    sa.Column("changed_by", Words, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)
menu_pushes = sa.Table(
    "menu_pushes",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("menu", json_column(), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("error", Words),
    sqlite_autoincrement=True,
)
rounds = sa.Table(  # what one process does for all, and when it was begun last
    "rounds",
    metadata,
    sa.Column("job", Words, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)
understood = sa.Table(  # counts of what the model made of messages; the class "" stands for all
    "understood",
    metadata,
    sa.Column("day", Words, primary_key=True),
    sa.Column("model", Words, primary_key=True),
    sa.Column("class", Words, primary_key=True),
    sa.Column("messages", sa.Integer, nullable=False),
    sa.Column("total", sa.Float, nullable=False),
    sa.Column("squares", sa.Float, nullable=False),
    sa.Column("unsure", sa.Integer, nullable=False),
)

"""The knowledge base: revisions, the draft, trials, releases, models, and what found no answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    _contents()
    _trials()
    _models()
    _unanswered()


def _contents() -> None:
    op.create_table(
        "knowledge_contents",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_knowledge_contents"),
    )
    op.create_table(
        "knowledge_revisions",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("parent", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_revisions"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_draft",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", JSON, nullable=False),
        sa.Column("touched", JSON, nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_draft"),
    )


def _trials() -> None:
    op.create_table(
        "knowledge_trials",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("after", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("model", sa.Text()),
        sa.Column("report", JSON),
        sa.Column("override", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_trials"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_releases",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_releases"),
        sa.UniqueConstraint("after", name="uq_knowledge_releases_after"),
        sqlite_autoincrement=True,
    )


def _models() -> None:
    op.create_table(
        "knowledge_models",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("beside", JSON, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_knowledge_models"),
    )
    op.create_table(
        "knowledge_model_parts",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file", "part", name="pk_knowledge_model_parts"),
    )


def _unanswered() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("task", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unanswered_task_at", "unanswered", ["task", "at"])
    op.create_table(
        "unanswered_tasks",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("due", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered_tasks"),
        sqlite_autoincrement=True,
    )

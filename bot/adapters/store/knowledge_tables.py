"""The tables of the knowledge base."""

import sqlalchemy as sa

from bot.adapters.store.columns import Moment, Words, json_column, number_column
from bot.adapters.store.tables import index_where, metadata

contents = sa.Table(  # files by the SHA-256 of what is in them: added, never changed
    "knowledge_contents",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
revisions = sa.Table(  # added, never changed
    "knowledge_revisions",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("files", json_column(), nullable=False),
    sa.Column("authors", json_column(), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", Words, nullable=False),
    sa.Column("parent", sa.BigInteger),
    sqlite_autoincrement=True,
)
draft = sa.Table(  # one row
    "knowledge_draft",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("base", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed", json_column(), nullable=False),
    sa.Column("touched", json_column(), nullable=False),
    sa.Column("authors", json_column(), nullable=False),
)
shipments = sa.Table(  # revisions that a new version of the product brought into the draft
    "knowledge_shipments",
    metadata,
    sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
)
disputes = sa.Table(  # what both it and people have changed; undecided while `settled` is empty
    "knowledge_disputes",
    metadata,
    sa.Column("item", Words, primary_key=True),
    sa.Column("before", sa.BigInteger, nullable=False),
    sa.Column("after", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("settled", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
)
trials = sa.Table(
    "knowledge_trials",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("asked_by", Words, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("after", sa.BigInteger),
    sa.Column("state", Words, nullable=False),
    sa.Column("progress", Words, nullable=False),
    sa.Column("seen_at", Moment),
    sa.Column("model", Words),
    sa.Column("report", json_column()),
    sa.Column("override", json_column()),
    sqlite_autoincrement=True,
)
releases = sa.Table(  # added, never changed; each follows one other, so that two cannot follow one
    "knowledge_releases",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("after", sa.BigInteger, nullable=False, unique=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("note", Words, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("asked_by", Words, nullable=False),
    sqlite_autoincrement=True,
)
models = sa.Table(
    "knowledge_models",
    metadata,
    sa.Column("version", Words, primary_key=True),
    sa.Column("file", Words, nullable=False),
    sa.Column("beside", json_column(), nullable=False),
)
model_parts = sa.Table(  # of the files whose SHA-256 a model's row names
    "knowledge_model_parts",
    metadata,
    sa.Column("file", Words, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
unanswered = sa.Table(  # masked words that found no answer
    "unanswered",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("text", Words, nullable=False),
    sa.Column("why", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("task", sa.BigInteger),
    sa.Column("offer", Words),
    sa.Index("ix_unanswered_task_at", "task", "at"),
    sqlite_autoincrement=True,
)
index_where("ix_unanswered_offer", unanswered.c.offer, where=unanswered.c.offer.is_not(None))
unanswered_tasks = sa.Table(  # what somebody does about a group of them
    "unanswered_tasks",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("words", Words, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("owner", Words),
    sa.Column("due", Words),
    sa.Column("outcome", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
web_links = sa.Table(  # addresses in answers, by the SHA-256 of each, as the last look found them
    "web_links",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("url", Words, nullable=False),
    sa.Column("looked_at", Moment, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("why", Words, nullable=False),
    sa.Column("since", Moment),
)

"""What staff find and read tickets by: computed from the log, but for who has read what."""

import sqlalchemy as sa

from bot.adapters.store.columns import Moment, Words, number_column
from bot.adapters.store.tables import metadata, tickets

# a list begins at either end of one of these, for one unit or for all of them
sa.Index("ix_tickets_department_state_opened_at", *tickets.c["department", "state", "opened_at"])
sa.Index("ix_tickets_department_state_moved_at", *tickets.c["department", "state", "moved_at"])
sa.Index("ix_tickets_state_due_at_department", *tickets.c["state", "due_at", "department"])
sa.Index("ix_tickets_state_opened_at", *tickets.c["state", "opened_at"])
sa.Index("ix_tickets_state_moved_at", *tickets.c["state", "moved_at"])

case_reads = sa.Table(
    "case_reads",
    metadata,
    sa.Column("person", Words, primary_key=True),
    sa.Column("number", Words, primary_key=True),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
case_marks = sa.Table(  # whom a ticket stands out for, and by which event (domain/mentions.py)
    "case_marks",
    metadata,
    sa.Column("person", Words, primary_key=True),
    sa.Column("number", Words, primary_key=True),
    sa.Column("mark", Words, primary_key=True),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
search_queue = sa.Table(  # tickets that are found by something else now; the same one many times
    "search_queue",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("number", Words, nullable=False),
    sqlite_autoincrement=True,
)
ticket_texts = sa.Table(  # what a ticket is found by (domain/searching.py), as of so many steps
    "ticket_texts",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("number", Words, nullable=False, unique=True),
    sa.Column("department", Words),
    sa.Column("words", Words, nullable=False),
    sa.Column("whole", Words, nullable=False),
    sa.Column("steps", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
SEARCH = "ticket_search"
"""The index over the marks of `ticket_texts`, by its id. Of another kind on each database, so not
among the tables: FTS5 without the texts on SQLite, a tsvector under a GIN index on PostgreSQL."""

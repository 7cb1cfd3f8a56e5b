"""What staff find tickets by, and which they have read. Tickets that exist are put into the queue:
a worker indexes them, however many they are, while everybody goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LISTS = (
    ("department", "state", "opened_at"),
    ("department", "state", "moved_at"),
    ("state", "due_at", "department"),
    ("state", "opened_at"),
    ("state", "moved_at"),
)


def upgrade() -> None:
    for columns in LISTS:
        op.create_index(f"ix_tickets_{'_'.join(columns)}", "tickets", list(columns))
    make_tables()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE ticket_search USING fts5(marks, content='', detail='none')"
        )
    else:
        op.execute("CREATE TABLE ticket_search (id BIGINT PRIMARY KEY, marks TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_ticket_search_marks ON ticket_search USING GIN (marks)")
    # What comes last goes out first: what happens from now on. Of what was there before the oldest
    # go out first, because the numbers in the index grow with time.
    op.execute(
        "INSERT INTO search_queue (number) SELECT number FROM tickets ORDER BY opened_at DESC"
    )


def make_tables() -> None:
    op.create_table(
        "case_reads",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", "number", name="pk_case_reads"),
    )
    op.create_table(
        "search_queue",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_queue"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ticket_texts",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("department", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_texts"),
        sa.UniqueConstraint("number", name="uq_ticket_texts_number"),
        sqlite_autoincrement=True,
    )

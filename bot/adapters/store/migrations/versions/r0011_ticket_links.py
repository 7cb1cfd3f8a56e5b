"""Links in notices that open one ticket for one person."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "ticket_links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.Text()),
        sa.PrimaryKeyConstraint("digest", name="pk_ticket_links"),
    )
    op.create_index("ix_ticket_links_expires_at", "ticket_links", ["expires_at"])

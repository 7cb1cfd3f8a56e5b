"""Questions that were offered count as unanswered until one of them is taken."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("unanswered", sa.Column("offer", sa.Text()))
    offered = sa.text("offer IS NOT NULL")
    op.create_index(
        "ix_unanswered_offer",
        "unanswered",
        ["offer"],
        postgresql_where=offered,
        sqlite_where=offered,
    )

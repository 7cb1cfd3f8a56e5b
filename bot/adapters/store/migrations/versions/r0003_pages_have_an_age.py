"""When a page was made: old ones are removed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    made_at = sa.Column(
        "made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    # SQLite adds no column whose default is a moment: there the table is written anew
    anew = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("pages", recreate="always" if anew else "never") as batch:
        batch.add_column(made_at)

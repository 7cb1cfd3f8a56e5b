"""What was said at once to a message whose answer follows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    told = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("inbox", sa.Column("told", told))

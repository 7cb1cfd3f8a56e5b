"""What the same matter is found by, and which ticket another one is handled with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("lead", sa.Text()))
    op.create_table(
        "ticket_signs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", "sign", name="pk_ticket_signs"),
    )
    op.create_index(
        "ix_ticket_signs_department_sign_opened_at",
        "ticket_signs",
        ["department", "sign", "opened_at"],
    )

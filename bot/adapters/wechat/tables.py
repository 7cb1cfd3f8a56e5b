"""The tables of the WeChat channel, on the metadata of the house."""

import sqlalchemy as sa

from bot.adapters.store.columns import Moment, Words, number_column
from bot.adapters.store.tables import metadata

contacts = sa.Table(  # the one place where an openid stands
    "contacts",
    metadata,
    sa.Column("citizen", Words, primary_key=True),
    sa.Column("openid", Words, nullable=False),
    sa.Column("followed", sa.Boolean, nullable=False),
    sa.Column("as_of", Moment, nullable=False),
)

sends = sa.Table(  # every right we used, and what became of it
    "sends",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("parcel", Words, nullable=False),
    sa.Column("channel", Words, nullable=False),
    sa.Column("opened_by", Words),
    sa.Column("state", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("message_id", Words),
    sa.Column("result", Words),
    sa.Index("ix_sends_citizen_at", "citizen", "at"),
    sa.Index("ix_sends_parcel", "parcel"),
    sa.Index("ix_sends_message_id", "message_id"),
    sqlite_autoincrement=True,
)

permits = sa.Table(  # consents to notices, one row for each time a citizen agreed
    "permits",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("citizen", Words, nullable=False),
    sa.Column("template", Words, nullable=False),
    sa.Column("message", Words, nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("message", "line"),
    sa.Index("ix_permits_citizen_template", "citizen", "template"),
    sqlite_autoincrement=True,
)

capabilities = sa.Table(  # calls that WeChat does not let us make, and until when we believe it
    "capabilities",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("code", sa.Integer, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

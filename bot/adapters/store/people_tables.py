"""Who works at the console, and what is theirs alone; and the audit of what they did."""

import sqlalchemy as sa

from bot.adapters.store.columns import Moment, Words, json_column, number_column
from bot.adapters.store.tables import metadata

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("login", Words, nullable=False, unique=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("roles", json_column(), nullable=False),
    sa.Column("department", Words),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("password", Words),
    sa.Column("authenticator", Words),
    sa.Column("authenticator_works", sa.Boolean, nullable=False),
    sa.Column("last_step", number_column(), nullable=False),
    sa.Column("recovery", json_column(), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("joined_at", Moment),
)
invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("key", Words, primary_key=True),
    sa.Column("person", Words, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Index("ix_invitations_person", "person"),
)
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("key", Words, primary_key=True),
    sa.Column("person", Words, nullable=False),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("second_factor_done", sa.Boolean, nullable=False),
    sa.Index("ix_sessions_person", "person"),
    sa.Index("ix_sessions_began_at", "began_at"),
)
sign_in_tries = sa.Table(  # by the hash of a login or an address: also of logins that nobody has
    "sign_in_tries",
    metadata,
    sa.Column("key", Words, primary_key=True),
    sa.Column("wrong", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Index("ix_sign_in_tries_at", "at"),
)
ticket_links = sa.Table(  # a hash opens nothing: the word itself stands in the notice alone
    "ticket_links",
    metadata,
    sa.Column("digest", Words, primary_key=True),
    sa.Column("person", Words, nullable=False),
    sa.Column("number", Words, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("browser", Words),
    sa.Index("ix_ticket_links_expires_at", "expires_at"),
)
staff_contacts = sa.Table(  # how a person is reached is theirs: nothing of it stands here in clear
    "staff_contacts",
    metadata,
    sa.Column("person", Words, primary_key=True),
    sa.Column("sealed", Words, nullable=False),
)
audit = sa.Table(  # rows are added, never changed (triggers refuse it)
    "audit",
    metadata,
    sa.Column("id", number_column(), primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", Words, nullable=False),
    sa.Column("what", Words, nullable=False),
    sa.Column("subject", Words, nullable=False),
    sa.Column("details", json_column(), nullable=False),
    sa.Index("ix_audit_who_id", "who", "id"),
    sa.Index("ix_audit_what_id", "what", "id"),
    sa.Index("ix_audit_subject_id", "subject", "id"),
    sqlite_autoincrement=True,
)

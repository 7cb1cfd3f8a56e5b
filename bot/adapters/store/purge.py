"""Old rows are removed along a table's key: a piece at a time, never by a look at all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.knowledge_tables import unanswered
from bot.adapters.store.people_tables import invitations, sessions, sign_in_tries
from bot.adapters.store.search_tables import case_marks, case_reads
from bot.adapters.store.tables import (
    alarms,
    conversations,
    corrections,
    department_calls,
    inbox,
    outbox,
    pages,
    tickets,
)
from bot.domain.corrections import Verdict
from bot.domain.parcels import ParcelState
from bot.domain.tickets import LIVING
from bot.services.purging import Swept

PIECE = 200
"""Rows in one go: SQLite has one writer, and citizens wait for it."""
PIECES = 20
"""Of a table whose key says nothing of time, in one round; after some rounds all was seen."""
ANEW = timedelta(days=1)
"""So often a walk begins again for what could not go when it came by."""


@dataclass
class Walk:
    """Keeps the port `Shelf` for a table. What is older than its time, and `may_go`, goes.

    `in_time` says that the key grows with time: then the walk stops where nothing is old. Without
    it all rows are seen, some in each round.
    """

    db: Database
    table: sa.Table
    at: sa.Column[datetime]
    may_go: sa.ColumnElement[bool] = field(default_factory=sa.true)
    in_time: bool = True
    created: sa.Column[datetime] | None = None
    last: tuple[Any, ...] = ()
    _began: datetime | None = None
    _pieces: int = 0

    @property
    def name(self) -> str:
        return self.table.name

    async def sweep(self, before: datetime) -> Swept:
        if self._began is None or before - self._began >= ANEW:
            self._began, self.last = before, ()
        async with self.db.reading() as connection:
            rows = (await connection.execute(self.piece())).all()
        if not rows or (self.in_time and not any(row.at < before for row in rows)):
            return self._rested(Swept(0, False), at_end=not rows)
        last = tuple(rows[-1])[:-1]
        async with self.db.transaction() as connection:
            removed = (await connection.execute(self.removal(last, before))).rowcount
        self.last = last
        at_end = len(rows) < PIECE
        self._pieces += 1
        more = not at_end and (self.in_time or self._pieces < PIECES)
        swept = Swept(removed, more)
        return swept if more else self._rested(swept, at_end)

    def piece(self) -> sa.Select[Any]:
        """The keys of the next rows, and how old they are."""
        at = self.at if self.created is None else self.created
        keys = self._keys
        return sa.select(*keys, at.label("at")).where(self._after()).order_by(*keys).limit(PIECE)

    def removal(self, last: tuple[Any, ...], before: datetime) -> sa.Delete:
        """What may go of the piece that ends with this key."""
        until = _place(self._keys) <= _values(self._keys, last)
        return sa.delete(self.table).where(self._after(), until, self.at < before, self.may_go)

    @property
    def _keys(self) -> Sequence[sa.Column[Any]]:
        return tuple(self.table.primary_key)

    def _after(self) -> sa.ColumnElement[bool]:
        return _place(self._keys) > _values(self._keys, self.last) if self.last else sa.true()

    def _rested(self, swept: Swept, at_end: bool) -> Swept:
        """The round ends here; a walk through all rows goes on from the start after the end."""
        self._pieces = 0
        if at_end and not self.in_time:
            self.last = ()
        return swept


def _place(keys: Sequence[sa.Column[Any]]) -> sa.ColumnElement[Any]:
    return keys[0] if len(keys) == 1 else sa.tuple_(*keys)


def _values(keys: Sequence[sa.Column[Any]], values: tuple[Any, ...]) -> sa.ColumnElement[Any]:
    typed = [sa.literal(value, key.type) for key, value in zip(keys, values, strict=True)]
    return typed[0] if len(typed) == 1 else sa.tuple_(*typed)


def messages(db: Database) -> Walk:
    """Messages whose turn was taken, or that people took over."""
    return Walk(db, inbox, inbox.c.received_at, inbox.c.done | inbox.c.set_aside)


def parcels(db: Database) -> Walk:
    """What was delivered. What waits, is held or needs a human stays."""
    gone = outbox.c.state == ParcelState.DELIVERED.value
    return Walk(db, outbox, outbox.c.delivered_at, gone, created=outbox.c.created_at)


def calls(db: Database) -> Walk:
    """What departments were answered, for a call that they repeat."""
    return Walk(db, department_calls, department_calls.c.at, in_time=False)


def idle_conversations(db: Database) -> Walk:
    """What the dialogue remembers of citizens who were silent for long."""
    return Walk(db, conversations, conversations.c.last_at, in_time=False)


def old_alarms(db: Database) -> Walk:
    """What a human had to know."""
    return Walk(db, alarms, alarms.c.at, in_time=False)


def old_pages(db: Database) -> Walk:
    """Long answers; their links are long read."""
    return Walk(db, pages, pages.c.made_at, in_time=False)


def old_corrections(db: Database) -> Walk:
    """What citizens corrected, unless somebody accepted it as an example."""
    learned = corrections.c.verdict == Verdict.ACCEPTED.value
    return Walk(db, corrections, corrections.c.at, ~learned)


def old_unanswered(db: Database) -> Walk:
    """What found no answer: by then somebody has dealt with it, or nobody will."""
    return Walk(db, unanswered, unanswered.c.at)


def old_sessions(db: Database) -> Walk:
    """Visits to the console that ended by themselves."""
    return Walk(db, sessions, sessions.c.began_at, in_time=False)


def old_invitations(db: Database) -> Walk:
    """Links to join by that nobody took."""
    return Walk(db, invitations, invitations.c.ends_at, in_time=False)


def old_tries(db: Database) -> Walk:
    """Wrong tries to sign in, long after they are forgiven."""
    return Walk(db, sign_in_tries, sign_in_tries.c.at, in_time=False)


def old_reads(db: Database) -> Walk:
    """Who has read what, of tickets that are over: those are unread for nobody."""
    return Walk(db, case_reads, case_reads.c.at, _is_over(case_reads), in_time=False)


def old_marks(db: Database) -> Walk:
    """Whom a ticket stood out for, of tickets that are over."""
    return Walk(db, case_marks, case_marks.c.at, _is_over(case_marks), in_time=False)


def _is_over(table: sa.Table) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(
        tickets.c.number == table.c.number, tickets.c.state.in_(sorted(LIVING))
    )

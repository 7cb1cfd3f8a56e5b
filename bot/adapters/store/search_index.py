"""Keeps the index that tickets are found by in step with them, some moments behind.

A turn that says more about a ticket puts its number into a queue, in its own transaction: that is
all it costs. Whoever comes by next, a worker or a search, indexes what the queue holds. The newest
go first, so that a long queue (a new release, thousands of old tickets) keeps nobody waiting.

Who changes what tickets are found by (domain/searching.py) writes a migration that empties
`ticket_texts` and the index and puts every number into the queue: FTS5 forgets only what it is told
in the very words in which it learned it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot, Insert, Line
from bot.adapters.store.search_tables import SEARCH, search_queue, ticket_texts
from bot.adapters.store.tickets import replayed
from bot.domain.searching import Findable, findable
from bot.domain.tickets import Ticket

AT_ONCE = 50
"""Tickets in one go: SQLite has one writer, and citizens wait for it."""
PAUSE_S = 0.05
"""Between two goes: whoever answers citizens writes meanwhile."""


def _newer(insert: Insert) -> sa.Executable:
    new = insert.excluded
    values = {name: new[name] for name in ("department", "words", "whole", "steps")}
    return insert.on_conflict_do_update(
        index_elements=[ticket_texts.c.number],
        set_=values,
        where=ticket_texts.c.steps < new.steps,
    ).returning(ticket_texts.c.id)


KNOWN = Hot(
    sa.select(ticket_texts).where(ticket_texts.c.number == sa.bindparam("ticket")).with_for_update()
)
TEXT = Hot.inserting(ticket_texts, _newer)
DEQUEUED = Hot(sa.delete(search_queue).where(search_queue.c.id == sa.bindparam("row")))
_ID, _MARKS = sa.bindparam("row", type_=sa.BigInteger()), sa.bindparam("marks", type_=sa.Text())
_LIST = sa.bindparam("marks", type_=ARRAY(sa.Text()))
FORGOTTEN = Hot(  # FTS5 without texts forgets a row when it is told what it was
    sa.text(
        f"INSERT INTO {SEARCH} ({SEARCH}, rowid, marks) VALUES ('delete', :row, :marks)"
    ).bindparams(_ID, _MARKS)
)
FOUND_BY = Hot(
    {
        "sqlite": sa.text(f"INSERT INTO {SEARCH} (rowid, marks) VALUES (:row, :marks)").bindparams(
            _ID, _MARKS
        ),
        "postgresql": sa.text(
            f"INSERT INTO {SEARCH} (id, marks) VALUES (:row, array_to_tsvector(:marks)) "
            "ON CONFLICT (id) DO UPDATE SET marks = excluded.marks"
        ).bindparams(_ID, _LIST),
    }
)


class SearchIndex:
    """Indexes what the queue holds. Any number of processes may do so at once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def work_off(self) -> int:
        """Index until the queue is empty. Returns how many times a ticket came up."""
        total = 0
        while done := await self.catch_up():
            total += done
            if done < AT_ONCE:
                break
            await asyncio.sleep(PAUSE_S)
        return total

    async def catch_up(self) -> int:
        """Index what was put into the queue last, AT_ONCE at most. Returns how many it was."""
        newest = sa.select(search_queue).order_by(search_queue.c.id.desc()).limit(AT_ONCE)
        async with self._db.reading() as connection:
            queued = (await connection.execute(newest)).all()
            if not queued:
                return 0
            tickets = await replayed(connection, sorted({row.number for row in queued}))
        found = [(one, findable(one)) for one in tickets.values()]  # before anybody has to wait
        async with self._db.writing() as line:
            for ticket, new in found:
                await self.write(line, ticket, new)
            await line.many(DEQUEUED, [{"row": row.id} for row in queued])
        return len(queued)

    async def write(self, line: Line, ticket: Ticket, new: Findable) -> None:
        """Index this ticket, unless somebody else knew more of it already."""
        known = await line.rows(KNOWN, {"ticket": ticket.number})
        row = {
            "number": ticket.number,
            "department": new.department,
            "words": new.words,
            "whole": " ".join(sorted(new.keys)),
            "steps": len(ticket.log),
        }
        written = await line.rows(TEXT, row)
        if not written:
            return
        old = findable_of(known[0]) if known else None
        if old == new:
            return
        place = written[0].id
        if old and self._db.is_sqlite:
            await line.count(FORGOTTEN, {"row": place, "marks": self._as_given(old)})
        await line.count(FOUND_BY, {"row": place, "marks": self._as_given(new)})

    def _as_given(self, found: Findable) -> str | Sequence[str]:
        marks = sorted(found.marks)
        return " ".join(marks) if self._db.is_sqlite else marks


def findable_of(row: Any) -> Findable:
    """What a row of `ticket_texts` holds."""
    return Findable(row.words, frozenset(row.whole.split()), row.department)

"""Tickets that tell nearly the same as one: the newest of its unit are compared with it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.search_index import findable_of
from bot.adapters.store.search_tables import ticket_texts
from bot.adapters.store.tables import tickets
from bot.domain.searching import ALIKE, likeness
from bot.domain.tickets import State

LOOKED_AT = 150
"""Of each group so many are compared: those whose answer may help, and those still open."""
_ANSWERED = (State.REPLIED, State.ANSWERED, State.CLOSED)
_OPEN = (State.ACCEPTED, State.DISPATCHED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.RETURNED)


async def like_it(
    connection: AsyncConnection, ticket: Any, seen: sa.ColumnElement[bool], limit: int
) -> list[str]:
    """The numbers of those that are nearest to this row of `tickets`, the nearest first."""
    own = sa.select(ticket_texts).where(ticket_texts.c.number == ticket.number)
    told = (await connection.execute(own)).one_or_none()
    if told is None:  # it waits for the index
        return []
    parts = [_newest(ticket, state, seen) for state in (*_ANSWERED, *_OPEN)]
    others = sa.select(ticket_texts).where(ticket_texts.c.number.in_(sa.union_all(*parts)))
    near = [
        (likeness(findable_of(told), findable_of(row)), row.id, row.number)
        for row in await connection.execute(others)
    ]
    best = [one for one in sorted(near, reverse=True) if one[0] >= ALIKE]
    return [number for *_, number in best[:limit]]


def _newest(ticket: Any, state: State, seen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    newest = (
        sa.select(tickets.c.number)
        .where(
            tickets.c.department == ticket.department,
            tickets.c.state == state,
            tickets.c.number != ticket.number,
            seen,
        )
        .order_by(tickets.c.moved_at.desc())
        .limit(LOOKED_AT if state in _ANSWERED else LOOKED_AT // len(_OPEN))
        .subquery()
    )
    return sa.select(newest)

"""What was written down about some citizens, and what reached the outside world."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from bot.adapters.store.tables import alarms, inbox, outbox, ticket_events, tickets
from bot.adapters.wechat.names import Names
from bot.simulator.models import Bubble, DepartmentEvent
from tests.faults.crew import Crew

AT_ONCE = 400
"""So many names go into one question."""
LISTENING = 8
"""So many chats are read side by side."""

Row = sa.Row[Any]


@dataclass(frozen=True)
class Books:
    """Rows by citizen (our name for them) or by ticket number."""

    inbox: Mapping[str, Sequence[Row]]
    tickets: Mapping[str, Sequence[Row]]
    events: Sequence[Row]  # of their tickets, each ticket's in order
    parcels: Sequence[Row]  # for departments and citizens
    alarms: Sequence[Row]

    @cached_property
    def opened(self) -> Mapping[str, Row]:
        """By number: how each ticket was understood at first."""
        return {row.number: row for row in self.events if row.step == "opened"}


@dataclass(frozen=True)
class World:
    """What citizens saw, by openid, and what departments took."""

    chats: Mapping[str, Sequence[Bubble]]
    events: Sequence[DepartmentEvent]


def names_of(crew: Crew) -> Names:
    """How the house calls citizens."""
    return Names(crew.environment["HUIYING_CITIZEN_KEY"].encode())


async def read_books(crew: Crew, citizens: Collection[str]) -> Books:
    """Everything about these citizens. Nothing moves any more when this is called."""
    rows = await _of(crew, inbox, inbox.c.citizen, citizens, inbox.c.id)
    of_tickets = await _of(crew, tickets, tickets.c.citizen, citizens, tickets.c.opened_at)
    numbers = [row.number for row in of_tickets]
    of_number, in_order = ticket_events.c.number, ticket_events.c.sequence
    events = await _of(crew, ticket_events, of_number, numbers, in_order)
    parcels = [
        *await _of(crew, outbox, outbox.c.number, numbers, outbox.c.seq),
        *await _of(crew, outbox, outbox.c.target, citizens, outbox.c.seq),
    ]
    async with crew.database.reading() as connection:
        rung = list(await connection.execute(sa.select(alarms)))
    return Books(
        inbox=_by(rows, "citizen"),
        tickets=_by(of_tickets, "citizen"),
        events=sorted(events, key=lambda row: (row.number, row.sequence)),
        parcels=list({row.id: row for row in parcels}.values()),
        alarms=rung,
    )


async def read_world(crew: Crew, openids: Collection[str]) -> World:
    """What the simulator's citizens and departments have."""
    names = list(openids)
    hands = asyncio.Semaphore(LISTENING)

    async def chat(openid: str) -> list[Bubble]:
        async with hands:
            return await crew.sim.chat(openid)

    chats = await asyncio.gather(*(chat(name) for name in names))
    events = [
        event
        for code in await crew.sim.departments()
        for event in await crew.sim.department(code).events()
    ]
    return World(dict(zip(names, chats, strict=True)), events)


async def _of(
    crew: Crew,
    table: sa.Table,
    column: sa.Column[Any],
    wanted: Collection[str],
    order: sa.Column[Any],
) -> list[Row]:
    found: list[Row] = []
    async with crew.database.reading() as connection:
        for some in _portions(list(wanted)):
            query = sa.select(table).where(column.in_(some)).order_by(order)
            found += await connection.execute(query)
    return found


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), AT_ONCE):
        yield names[first : first + AT_ONCE]


def _by(rows: Sequence[Row], name: str) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found

"""Figures of a moment, for the overview: counted along the indexes over what is open."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.tables import inbox, tickets, understood
from bot.domain.tickets import OPEN, State, Type
from bot.domain.zone import SHANGHAI
from bot.services.ports.tally import AGES, Arrived, Tally, Waiting

BLOCK = 5000
"""So many messages are looked at together. They came in nearly in the order of their ids: after as
many of another day there is none of today."""
_OPEN = tickets.c.state.in_([state for state in State if state in OPEN])


async def tallied(
    connection: AsyncConnection, seen: sa.ColumnElement[bool], now: datetime
) -> Tally:
    """Everything that the overview tells."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    units = (await connection.execute(by_unit(seen, now))).all()
    states: Counter[str] = Counter()
    for row in units:
        states[row.state] += row.many
    heard = await _heard(connection, midnight)
    opened = {row.type: row.many for row in await connection.execute(_opened(seen, midnight))}
    recent = (await connection.execute(younger(seen, now))).one()
    return Tally(
        messages=heard.pop("", 0),
        heard=heard,
        opened_today={kind: opened.get(kind, 0) for kind in Type},
        states={state: states[state] for state in State if state in OPEN},
        ages=_ages(list(recent), states.total()),
        overdue=sum(row.overdue for row in units),
        waiting=_waiting(units),
        arrived=await _arrived(connection, midnight),
    )


def by_unit(seen: sa.ColumnElement[bool], now: datetime) -> sa.Select[Any]:
    """What is open, by unit and state. It is picked out first: asked for it in groups, SQLite would
    rather walk through all that is closed, which lies in the order of units."""
    columns = (tickets.c.department, tickets.c.state, tickets.c.due_at)
    alive = sa.select(*columns).where(_OPEN, seen).cte("alive").prefix_with("MATERIALIZED")
    overdue = sa.case((alive.c.due_at < now, 1), else_=0)
    return sa.select(
        alive.c.department,
        alive.c.state,
        sa.func.count().label("many"),
        sa.func.sum(overdue).label("overdue"),
        sa.func.min(alive.c.due_at).label("oldest"),
    ).group_by(alive.c.department, alive.c.state)


def _opened(seen: sa.ColumnElement[bool], midnight: datetime) -> sa.Select[Any]:
    return (
        sa.select(tickets.c.type, sa.func.count().label("many"))
        .where(tickets.c.state.in_(State), tickets.c.opened_at >= midnight, seen)
        .group_by(tickets.c.type)
    )


def younger(seen: sa.ColumnElement[bool], now: datetime) -> sa.Select[Any]:
    """How many open tickets are of at most so many days, for each of AGES."""
    return sa.select(
        *(
            sa.select(sa.func.count())
            .select_from(tickets)
            .where(_OPEN, tickets.c.opened_at >= now - timedelta(days=days), seen)
            .scalar_subquery()
            .label(f"in_{days}")
            for days in AGES
        )
    )


def _ages(younger: Sequence[int], total: int) -> Mapping[int | None, int]:
    between = [many - before for many, before in zip(younger, (0, *younger), strict=False)]
    return {**dict(zip(AGES, between, strict=True)), None: max(total - younger[-1], 0)}


async def _heard(connection: AsyncConnection, midnight: datetime) -> dict[str, int]:
    """By class; all of them under ""."""
    name, many = understood.c["class"], sa.func.sum(understood.c.messages)
    today = sa.select(name, many).where(understood.c.day == midnight.date().isoformat())
    return {row[0]: int(row[1]) for row in await connection.execute(today.group_by(name))}


async def _arrived(connection: AsyncConnection, midnight: datetime) -> Arrived:
    """Back from the newest message: no index tells the day, and every message would pay for one."""
    found = Arrived()
    upto = await connection.scalar(sa.select(sa.func.max(inbox.c.id))) or 0
    while upto > 0:
        row = (await connection.execute(_block(upto, midnight))).one()
        if not row.messages:
            break
        found = Arrived(
            found.messages + row.messages, found.at_once + row.at_once, found.later + row.later
        )
        upto -= BLOCK
    return found


def _block(upto: int, midnight: datetime) -> sa.Select[int, int, int]:
    answered = inbox.c.done & inbox.c.reply.is_not(sa.null())
    return sa.select(
        sa.func.count().label("messages"),
        _how_many(answered & ~inbox.c.late).label("at_once"),
        _how_many(answered & inbox.c.late).label("later"),
    ).where(inbox.c.id <= upto, inbox.c.id > upto - BLOCK, inbox.c.received_at >= midnight)


def _how_many(such: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((such, 1), else_=0)), 0)


def _waiting(units: Sequence[Any]) -> tuple[Waiting, ...]:
    by_unit: defaultdict[str | None, list[Any]] = defaultdict(list)
    for row in units:
        by_unit[row.department].append(row)
    waiting = [
        Waiting(
            department=unit,
            open=sum(row.many for row in rows),
            overdue=sum(row.overdue for row in rows),
            oldest_due_at=min(row.oldest for row in rows),
        )
        for unit, rows in by_unit.items()
    ]
    return tuple(sorted(waiting, key=lambda one: (-one.overdue, -one.open, one.department or "")))

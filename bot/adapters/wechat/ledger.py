"""How many messages may still be sent to a citizen by ourselves?

WeChat counts 5 within 48 hours after a citizen's message, and 3 within one minute after a menu
click, a follow or a scan. The ledger keeps the same account in the database, where every replica
sees it, so that a message which WeChat would refuse is never sent. How the two windows add up is
not documented: each is counted by itself, and the one that ends first is used first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.tables import inbox
from bot.adapters.wechat import tries
from bot.adapters.wechat.tables import contacts, sends
from bot.adapters.wechat.tries import End
from bot.domain.messages import SPOKEN, Kind

CHANNEL = "customer_service"


@dataclass(frozen=True)
class Window:
    """What opens a window, how long it stays open, and how much may go through."""

    name: str
    kinds: frozenset[Kind]
    lasts: timedelta
    holds: int


# a little shorter than WeChat's: our clock is not theirs, and a call takes its time
WINDOWS = (
    Window("action", frozenset({Kind.MENU, Kind.FOLLOWED, Kind.SCANNED}), timedelta(seconds=55), 3),
    Window("message", SPOKEN, timedelta(hours=48) - timedelta(minutes=1), 5),
)
"""The one that ends first stands first."""


class Ledger:
    """Rights to send, taken one by one before anything is sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, citizen: str, parcel: str, now: datetime) -> int | None:
        """Use one right and return the try's id, or None when none is left."""
        async with self._database.transaction() as connection:
            await _one_at_a_time(connection, citizen)
            left = await _left(connection, citizen, now)
            window = next((name for name, count in left.items() if count > 0), None)
            if window is None:
                return None
            return await tries.begin(connection, citizen, parcel, CHANNEL, now, window)

    async def close(self, citizen: str, parcel: str, now: datetime) -> None:
        """WeChat said no: no right is left until the citizen comes again."""
        async with self._database.transaction() as connection:
            for window in WINDOWS:
                await tries.begin(
                    connection, citizen, parcel, CHANNEL, now, window.name, End.CLOSED
                )

    async def left(self, citizen: str, now: datetime) -> int:
        """How many messages may be sent now."""
        async with self._database.reading() as connection:
            return sum((await _left(connection, citizen, now)).values())

    async def opened_since(self, citizen: str, since: datetime, now: datetime) -> bool:
        """Whether the citizen opened a window after `since` in which a right is left."""
        async with self._database.reading() as connection:
            heard = await _last_heard(connection, citizen, since)
            left = await _left(connection, citizen, now)
        opened = (w.name for w in WINDOWS if w.kinds.intersection(heard))
        return any(left.get(name, 0) > 0 for name in opened)


async def _one_at_a_time(connection: AsyncConnection, citizen: str) -> None:
    """PostgreSQL: two workers never count the same rights. SQLite has one writer anyway."""
    row = sa.select(contacts.c.citizen).where(contacts.c.citizen == citizen)
    await connection.execute(row.with_for_update())


async def _left(connection: AsyncConnection, citizen: str, now: datetime) -> Mapping[str, int]:
    """Rights left in each open window, the one that ends first before the other."""
    heard = await _last_heard(connection, citizen, now - max(w.lasts for w in WINDOWS))
    left = {}
    for window in WINDOWS:
        opened = max((at for kind, at in heard.items() if kind in window.kinds), default=None)
        if opened is not None and now - opened < window.lasts:
            left[window.name] = await _unused(connection, citizen, window, opened)
    return left


async def _last_heard(
    connection: AsyncConnection, citizen: str, since: datetime
) -> Mapping[str, datetime]:
    """When the citizen last came, by the kind of what they sent."""
    kind = inbox.c.message["kind"].as_string()
    query = (
        sa.select(kind, sa.func.max(inbox.c.received_at))
        .where(inbox.c.citizen == citizen, inbox.c.received_at > since)
        .group_by(kind)
    )
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def _unused(
    connection: AsyncConnection, citizen: str, window: Window, opened: datetime
) -> int:
    query = (
        sa.select(sends.c.state, sa.func.count())
        .where(sends.c.citizen == citizen, sends.c.opened_by == window.name, sends.c.at >= opened)
        .group_by(sends.c.state)
    )
    used = {row[0]: row[1] for row in (await connection.execute(query)).all()}
    return 0 if End.CLOSED.value in used else max(window.holds - sum(used.values()), 0)

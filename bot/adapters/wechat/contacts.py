"""Which openid stands behind a citizen's opaque name: the only place that knows."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.adapters.store.database import Database
from bot.adapters.store.hot import Hot, Insert
from bot.adapters.store.script import Script
from bot.adapters.wechat.tables import contacts
from bot.services.ports.clock import Clock

REMEMBERED = 10_000
FRESH = timedelta(minutes=5)
"""So long a process trusts what it wrote itself: another one may have seen the citizen leave."""


def _keeping(insert: Insert) -> sa.Executable:
    """Write a contact, or what is newer about it."""
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[contacts.c.citizen],
        set_={"openid": new.openid, "followed": new.followed, "as_of": new.as_of},
        # WeChat repeats events: an old one must not undo a newer one
        where=contacts.c.as_of <= new.as_of,
    )


KEEPING = Hot.inserting(contacts, _keeping)
MET = Hot.inserting(contacts, lambda insert: insert.on_conflict_do_nothing())


def keep(script: Script, citizen: str, openid: str, followed: bool, as_of: datetime) -> None:
    """They follow, or do not, since `as_of`."""
    row = {"citizen": citizen, "openid": openid, "followed": followed, "as_of": as_of}
    script.add(KEEPING, row)


def met(script: Script, citizen: str, openid: str, at: datetime) -> None:
    """As `keep`, for what says nothing on whether they follow."""
    script.add(MET, {"citizen": citizen, "openid": openid, "followed": True, "as_of": at})


@dataclass(frozen=True, repr=False)
class Contact:
    """A citizen's address. `followed` is False once they left the account."""

    citizen: str
    openid: str
    followed: bool


class Contacts:
    """Every citizen who ever wrote, kept with their first message."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._recent: OrderedDict[str, datetime] = OrderedDict()

    def knows(self, citizen: str) -> bool:
        """Whether this process has just written that they follow."""
        kept = self._recent.get(citizen)
        return kept is not None and self._clock() - kept <= FRESH

    def remember(self, citizen: str) -> None:
        """It is written and committed that they follow."""
        self._recent[citizen] = self._clock()
        self._recent.move_to_end(citizen)
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def forget(self, citizen: str) -> None:
        """They may have left."""
        self._recent.pop(citizen, None)

    async def followed(self, citizen: str, openid: str, at: datetime) -> None:
        """They follow the account since `at`, by the channel's clock."""
        await self._keep(citizen, openid, True, at)

    async def unfollowed(self, citizen: str, openid: str, at: datetime) -> None:
        """They left at `at`: nothing may be sent to them until they come back."""
        self.forget(citizen)
        await self._keep(citizen, openid, False, at)

    async def find(self, citizen: str) -> Contact | None:
        """The citizen's address, if they ever wrote."""
        async with self._database.reading() as connection:
            query = sa.select(contacts).where(contacts.c.citizen == citizen)
            row = (await connection.execute(query)).one_or_none()
        return Contact(row.citizen, row.openid, row.followed) if row else None

    async def _keep(self, citizen: str, openid: str, followed: bool, as_of: datetime) -> None:
        script = Script()
        keep(script, citizen, openid, followed, as_of)
        async with self._database.writing() as line:
            await script.run(line)

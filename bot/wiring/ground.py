"""What every part stands on: settings, stores, Redis, the catalogue, one clock."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from bot.adapters.catalogue import load_catalogue
from bot.adapters.departments.ways import Ways
from bot.adapters.redis import RedisWaker, connect
from bot.adapters.store import Database, SqlAttachments, SqlOutbox, SqlTickets, StoreClock
from bot.adapters.vault import FolderVault
from bot.adapters.wechat import parts
from bot.domain.dispatch import Catalogue
from bot.domain.errors import StoreAway, without_words
from bot.domain.zone import SHANGHAI
from bot.services.bell import AlarmBell, PatientBell
from bot.services.cutting import Cutter
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.wiring.present import Present

log = logging.getLogger(__name__)

BUSY_S = 8.0
"""So long SQLite waits for another process; who is asked to end cannot end before."""
SWITCH_S = 0.0005
"""A thread that comes back from the disk gets the interpreter after so long, not after Python's
5 ms: SQLite has one writer, and everybody waits for its commit."""


def now() -> datetime:
    """This machine's time in the only zone that citizens and departments live in.

    Gateways and workers go by the clock of their ground: they must agree.
    """
    return datetime.now(SHANGHAI)


@dataclass(frozen=True)
class Ground:
    """What gateway and worker both stand on."""

    settings: Settings
    database: Database
    clock: StoreClock
    redis: Redis
    present: Present
    ways: Ways
    waker: RedisWaker
    tickets: SqlTickets
    outbox: SqlOutbox
    attachments: SqlAttachments
    vault: FolderVault
    bell: PatientBell

    async def catch_up(self) -> None:
        """Upgrade the database that was away at the start.

        Raises StoreAway while it is, and BadSetting if a newer release has changed it meanwhile:
        whoever starts then takes over what we have on the disk.
        """
        if self.database.is_behind:
            await self.database.upgrade()
            await self.clock.look()

    @property
    def catalogue(self) -> Catalogue:
        """Units and topics as they stand, also for who keeps it."""
        return self.present.as_catalogue

    @property
    def cutter(self) -> Cutter:
        """Cuts what WeChat does not take at once; long answers are read on our own pages."""
        return Cutter(parts.fit, lambda token: f"{self.settings.own_url}/read/{token}")


@asynccontextmanager
async def ground(settings: Settings, may_be_away: bool = False) -> AsyncIterator[Ground]:
    """Open the stores; close them at the end. Raises BadSetting, BadFile and StoreAway.

    A database that `may_be_away` is waited for by `Ground.catch_up`.
    """
    sys.setswitchinterval(SWITCH_S)
    catalogue, deliveries = load_catalogue(settings.departments_file, department_secrets())
    present = Present(catalogue)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(a_database(settings, may_be_away))
        redis = await stack.enter_async_context(connect(settings.redis_url, settings.data_dir))
        waker = await stack.enter_async_context(RedisWaker.on(redis))
        tickets = SqlTickets(database)
        clock = StoreClock(database)
        if not database.is_behind:
            await clock.look()
        yield Ground(
            settings=settings,
            database=database,
            clock=clock,
            redis=redis,
            present=present,
            ways=Ways(present.as_catalogue, deliveries),
            waker=waker,
            tickets=tickets,
            outbox=SqlOutbox(database),
            attachments=SqlAttachments(database),
            vault=FolderVault(settings.data_dir / "attachments"),
            bell=PatientBell(AlarmBell(tickets, waker, catalogue.coordinating_centre)),
        )


@asynccontextmanager
async def a_database(settings: Settings, may_be_away: bool = False) -> AsyncIterator[Database]:
    """The database of the settings, brought up to date unless it `is_behind`; closed at the end."""
    url = settings.database_url or f"sqlite:///{settings.data_dir}/huiying.db"
    database = Database(url, busy_s=BUSY_S)
    try:
        await _upgraded(database, may_be_away)
        yield database
    finally:
        await database.close()


async def _upgraded(database: Database, may_be_away: bool) -> None:
    try:
        await database.upgrade()
    except StoreAway as error:
        if not may_be_away:
            raise
        log.error("the database is away, messages wait on the disk", extra=without_words(error))

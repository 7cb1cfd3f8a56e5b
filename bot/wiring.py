"""Puts the parts together: the only module that knows every class."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from redis.asyncio import Redis

from bot.adapters.calendar import WorkingDays, read_overrides
from bot.adapters.catalogue import load_catalogue
from bot.adapters.departments.gate import SignedGate
from bot.adapters.departments.guard import Guard
from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import SharedPace
from bot.adapters.departments.ways import Ways
from bot.adapters.redis import RedisWaker, connect, redis_answers
from bot.adapters.redis.rates import Limits, LocalRates, SharedRates
from bot.adapters.spool import FolderSpool, open_spool
from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
    SqlInbox,
    SqlOutbox,
    SqlPages,
    SqlTickets,
    StoreClock,
)
from bot.adapters.vault import FolderVault
from bot.adapters.watchdog import watched
from bot.adapters.wechat import parts
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.capabilities import Capabilities
from bot.adapters.wechat.channel import WeChatChannel
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.door import CallbackDoor
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.lessons import Lessons
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.replay import ReplayGuard
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.tries import Tries
from bot.adapters.wechat.ways import ways
from bot.adapters.wechat.wire import Wire
from bot.bookkeeping import REFUSED, SPOOL, UNFORESEEN, a_purger, a_reconciler
from bot.domain.dispatch import Catalogue
from bot.domain.errors import without_words
from bot.domain.parcels import Addressee
from bot.domain.zone import SHANGHAI
from bot.services.answers import Answers
from bot.services.bell import AlarmBell
from bot.services.breaker import WatchedDialogue
from bot.services.conversation import Talk
from bot.services.counting import CountedReceiver
from bot.services.cutting import Cutter
from bot.services.delivery import Courier
from bot.services.department_calls import DepartmentCalls
from bot.services.department_files import DepartmentFiles
from bot.services.desk import Desk, Shelf
from bot.services.limiting import LimitedReceiver
from bot.services.locks import Locks
from bot.services.media import Collector
from bot.services.ports import Heard, Keeper
from bot.services.reception import Reception
from bot.services.reconciling import Watch
from bot.services.spooling import SpoolingReceiver
from bot.services.turns import Turns
from bot.settings import Settings, department_secrets
from bot.web import wechat
from bot.web.app import Parts, create_app
from bot.web.checks import Check, Finding, Health, outbox_check
from bot.web.metrics import Metrics
from bot.web.near import Near
from bot.web.server import listen

if TYPE_CHECKING:
    # Rasa takes seconds to import, and worker and simulator never ask it anything
    from bot.adapters.rasa.engine import RasaEngine

log = logging.getLogger(__name__)

LEFT_BEHIND = timedelta(seconds=10)
"""A turn that is open so long after its message came in has lost its process."""
LOOK_AGAIN_S = 2.0
CLOCK_S = 30.0
DRAIN_S = 0.5
PROBE_S = 1.0
RECONCILE_S = 600.0
PURGE_S = 60.0
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
    catalogue: Catalogue
    ways: Ways
    waker: RedisWaker
    tickets: SqlTickets
    outbox: SqlOutbox
    attachments: SqlAttachments
    vault: FolderVault
    bell: AlarmBell

    @property
    def cutter(self) -> Cutter:
        """Cuts what WeChat does not take at once; long answers are read on our own pages."""
        return Cutter(parts.fit, lambda token: f"{self.settings.own_url}/read/{token}")


@asynccontextmanager
async def ground(settings: Settings) -> AsyncIterator[Ground]:
    """Open the stores; close them at the end. Raises BadSetting and BadFile."""
    sys.setswitchinterval(SWITCH_S)
    catalogue, deliveries = load_catalogue(settings.departments_file, department_secrets())
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(a_database(settings))
        redis = await stack.enter_async_context(connect(settings.redis_url, settings.data_dir))
        waker = await stack.enter_async_context(RedisWaker.on(redis))
        tickets = SqlTickets(database)
        clock = StoreClock(database)
        await clock.look()
        yield Ground(
            settings=settings,
            database=database,
            clock=clock,
            redis=redis,
            catalogue=catalogue,
            ways=Ways(catalogue, deliveries),
            waker=waker,
            tickets=tickets,
            outbox=SqlOutbox(database),
            attachments=SqlAttachments(database),
            vault=FolderVault(settings.data_dir / "attachments"),
            bell=AlarmBell(tickets, waker, catalogue.coordinating_centre),
        )


@asynccontextmanager
async def a_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, brought up to date; closed at the end."""
    url = settings.database_url or f"sqlite:///{settings.data_dir}/huiying.db"
    database = Database(url, busy_s=BUSY_S)
    try:
        await database.upgrade()
        yield database
    finally:
        await database.close()


# --- gateway --------------------------------------------------------------------------------------


async def gateway(settings: Settings, model: Path, stopping: asyncio.Event) -> None:
    """Answer WeChat, departments and operators until `stopping` is set."""
    from bot.adapters.rasa.engine import RasaEngine

    async with ground(settings) as base, a_spool(settings) as spool:
        engine = await RasaEngine.load(model)
        dialogue = a_watched_dialogue(base, engine)
        reception = a_reception(base, engine, dialogue)
        door = a_callback_door(base)
        spooling = SpoolingReceiver(reception, spool, door, base.bell, base.clock)
        doors = _doors(base, dialogue, spool, stopping.is_set)
        app = create_app(doors, more=wechat.ROUTES)
        receiver = CountedReceiver(with_limits(base, spooling), doors.metrics)
        wechat.add_wechat(app, door, receiver, base.clock)
        runner = await listen(app, settings.host, settings.port)
        log.info("the gateway listens", extra={"port": settings.port, "model": engine.model})
        try:
            async with watched():
                await asyncio.gather(
                    _every(
                        LOOK_AGAIN_S, lambda: reception.resume(base.clock() - LEFT_BEHIND), stopping
                    ),
                    _every(DRAIN_S, spooling.drain, stopping),
                    _every(PROBE_S, dialogue.look, stopping),
                    _every(CLOCK_S, base.clock.look, stopping, at_once=False),
                )
            log.info("the gateway drains")
            await asyncio.sleep(settings.drain_s)
        finally:
            await runner.cleanup()
            await reception.close()


def a_spool(settings: Settings) -> AbstractAsyncContextManager[FolderSpool]:
    """Where messages wait while the database is away."""
    return open_spool(settings.data_dir / SPOOL, settings.spool_mb << 20)


async def take_open_turns(base: Ground, model: Path) -> None:
    """Take every turn that is open at this moment, for whoever repairs without a gateway."""
    from bot.adapters.rasa.engine import RasaEngine

    reception = a_reception(base, await RasaEngine.load(model))
    await reception.resume(base.clock())
    await reception.close()


def a_watched_dialogue(base: Ground, engine: "RasaEngine") -> WatchedDialogue:
    """The engine, left alone while it breaks or hangs. A greeting tells whether it works again."""

    async def greet() -> None:
        nobody = Desk("probe", "你好", base.clock(), a_shelf(base, engine), secrets={})
        await engine.respond(Heard(nobody.citizen, nobody.words), (), nobody)

    people_after = timedelta(seconds=base.settings.people_after_s)
    return WatchedDialogue(engine, greet, base.bell, base.clock, people_after)


def a_reception(
    base: Ground, engine: "RasaEngine", watched: WatchedDialogue | None = None
) -> Reception:
    """The citizens' side over these stores and this model."""
    settings, inbox = base.settings, SqlInbox(base.database)
    dialogue = watched or a_watched_dialogue(base, engine)
    talk = Talk(
        inbox=inbox,
        outbox=base.outbox,
        dialogue=dialogue,
        shelf=a_shelf(base, engine),
        cutter=base.cutter,
        clock=base.clock,
        session=timedelta(minutes=settings.session_minutes),
    )
    patience = timedelta(seconds=settings.patience_s)
    turns = Turns(inbox, talk, base.waker, Locks())
    return Reception(
        inbox,
        turns,
        base.clock,
        patience,
        rests=lambda: dialogue.rests,
        hangs=lambda: dialogue.hangs,
    )


def a_shelf(base: Ground, engine: "RasaEngine") -> Shelf:
    """What the actions reach for."""
    return Shelf(
        tickets=base.tickets,
        attachments=base.attachments,
        knowledge=engine.knowledge,
        catalogue=base.catalogue,
        calendar=a_calendar(base.settings),
        habits=engine.habits,
    )


def with_limits(base: Ground, keeper: Keeper) -> LimitedReceiver:
    """The keeper behind a guard that knows how often each citizen may write."""
    limits = Limits(base.settings.messages_per_minute, base.settings.messages_per_hour)
    rates = SharedRates(base.redis, limits, LocalRates(limits))
    return LimitedReceiver(keeper, rates, base.bell, base.clock)


def a_calendar(settings: Settings) -> WorkingDays:
    """The national calendar with the operator's own days. Raises BadFile."""
    file = settings.calendar_file
    return WorkingDays(read_overrides(file) if file else None)


def _doors(
    base: Ground, dialogue: WatchedDialogue, spool: FolderSpool, leaving: Callable[[], bool]
) -> Parts:
    settings = base.settings
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    return Parts(
        calls=DepartmentCalls(
            base.tickets, base.catalogue, Answers(base.cutter), base.waker, base.clock
        ),
        files=DepartmentFiles(base.tickets, base.attachments, base.vault),
        gate=SignedGate(base.ways, base.clock),
        pages=SqlPages(base.database),
        health=replace(_health(base, dialogue, spool), leaving=leaving),
        metrics=Metrics(
            lambda: base.outbox.count(base.clock()),
            _alarm_counts(base),
            spooled=lambda: spool.waiting,
            dialogue_works=lambda: dialogue.works,
        ),
        near=Near(token),
    )


def _health(base: Ground, watched: WatchedDialogue, spool: FolderSpool) -> Health:
    async def database() -> Finding:
        await base.database.check()
        return Finding(True)

    async def redis() -> Finding:
        return Finding(bool(await redis_answers(base.redis)))

    async def dialogue() -> Finding:
        return Finding(watched.works, {"model": watched.model})

    async def on_the_disk() -> Finding:
        return Finding(spool.has_room, {"waiting": spool.waiting})

    async def wechat_account() -> Finding:
        shut = await Capabilities(base.database).shut_now(base.clock())
        return Finding(not shut, {name: one.code for name, one in shut.items()})

    async def alarms() -> Finding:
        return Finding(True, await _alarm_counts(base)())

    return Health(
        {
            # without it messages are still taken, onto the disk: nobody may take this door away
            "database": Check(database),
            "spool": Check(on_the_disk, vital=True),
            "redis": Check(redis),
            "dialogue": Check(dialogue),
            "wechat": Check(wechat_account),
            "outbox": Check(outbox_check(base.outbox, base.clock)),
            "alarms": Check(alarms),
        }
    )


def _alarm_counts(base: Ground) -> Callable[[], Awaitable[dict[str, float]]]:
    async def count() -> dict[str, float]:
        counts: dict[str, float] = {}
        for alarm in await SqlAlarms(base.database).recent(
            base.clock() - timedelta(days=1), limit=1000
        ):
            counts[alarm.kind] = counts.get(alarm.kind, 0) + 1
        return counts

    return count


def a_callback_door(base: Ground) -> CallbackDoor:
    settings = base.settings
    tolerance = timedelta(seconds=settings.wechat_clock_skew_s)
    register = Register(Contacts(base.database, base.clock), base.bell, base.clock)
    assert settings.citizen_key is not None  # settings.load makes one
    return CallbackDoor(
        account=account(settings),
        names=Names(settings.citizen_key.get_secret_value().encode()),
        guard=ReplayGuard(base.redis, tolerance),
        register=register,
        refused=SetAside(settings.data_dir / REFUSED),
        unforeseen=SetAside(settings.data_dir / UNFORESEEN),
        bell=base.bell,
        tolerance=tolerance,
    )


# --- worker ---------------------------------------------------------------------------------------


async def worker(settings: Settings, stopping: asyncio.Event) -> None:
    """Send what waits in the outbox and fetch what citizens attached, until `stopping` is set."""
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(ground(settings))
        centre = base.catalogue.coordinating_centre
        channel = await stack.enter_async_context(a_channel(base))
        guard = Guard.of(settings.allow_hosts, demo=settings.demo)
        departments = await stack.enter_async_context(
            open_departments(
                base.ways,
                base.attachments,
                guard,
                SharedPace(base.redis),
                base.clock,
                settings.own_url,
            )
        )
        # hands of their own for each: a WeChat that hangs does not keep the departments waiting
        couriers = [
            Courier(
                outbox=base.outbox,
                tickets=base.tickets,
                channel=channel,
                departments=departments,
                waker=await stack.enter_async_context(RedisWaker.on(base.redis)),
                clock=base.clock,
                centre=centre,
                addressee=addressee,
            )
            for addressee in Addressee
        ]
        collector = Collector(
            base.attachments, base.tickets, channel, base.vault, base.clock, centre
        )
        watch = Watch(a_reconciler(base, base.clock), base.bell, base.clock)
        log.info("the worker delivers")
        await asyncio.gather(
            *(courier.run(stopping) for courier in couriers),
            _every(LOOK_AGAIN_S, collector.collect, stopping),
            _every(CLOCK_S, base.clock.look, stopping, at_once=False),
            _every(RECONCILE_S, watch.look, stopping, at_once=False),
            _every(PURGE_S, a_purger(base, base.clock).sweep, stopping, at_once=False),
        )


@asynccontextmanager
async def a_channel(base: Ground) -> AsyncIterator[WeChatChannel]:
    """The way to citizens over the account of the settings."""
    settings, database = base.settings, base.database
    tries, capabilities = Tries(database), Capabilities(database)
    async with a_line(base) as (wire, tokens):
        client = Client(wire, tokens)
        yield WeChatChannel(
            client=client,
            ways=ways(
                client,
                tries,
                Ledger(database),
                Permits(database),
                Notice.read(
                    settings.wechat_notice_template or "", "HUIYING_WECHAT_NOTICE_TEMPLATE"
                ),
                Notice.read(
                    settings.wechat_service_template or "", "HUIYING_WECHAT_SERVICE_TEMPLATE"
                ),
            ),
            contacts=Contacts(database, base.clock),
            tries=tries,
            capabilities=capabilities,
            lessons=Lessons(capabilities, base.bell),
            clock=base.clock,
        )


@asynccontextmanager
async def a_line(base: Ground) -> AsyncIterator[tuple[Wire, Tokens]]:
    """A connection to WeChat's API, and the tokens it is used with."""
    the_account = account(base.settings)
    wire = Wire(the_account.api_url)
    try:
        yield wire, Tokens(wire, the_account, base.redis, base.clock)
    finally:
        await wire.close()


def account(settings: Settings) -> Account:
    """The official account of the settings. Without a safe mode there is no key."""
    keyless = settings.wechat_mode == "plain"
    return Account(
        app_id=settings.wechat_app_id,
        secret=settings.wechat_app_secret.get_secret_value(),
        token=settings.wechat_token.get_secret_value(),
        aes_key="" if keyless else settings.wechat_aes_key.get_secret_value(),
        previous_aes_key="" if keyless else settings.wechat_aes_key_previous.get_secret_value(),
        api_url=settings.wechat_api_url,
    )


async def _every(
    seconds: float,
    do: Callable[[], Awaitable[object]],
    stopping: asyncio.Event,
    at_once: bool = True,
) -> None:
    """Do it again and again until `stopping` is set; a failure is told and tried again."""
    while not stopping.is_set():
        try:
            if at_once:
                await do()
        except Exception as error:  # a loop's boundary: the database may be back the next time
            log.error("a round failed", extra=without_words(error))
        at_once = True
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            continue

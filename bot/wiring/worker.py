"""The process that delivers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import SharedPace
from bot.adapters.guard import Guard
from bot.adapters.redis import RedisWaker
from bot.adapters.store.search_index import SearchIndex
from bot.adapters.wechat.channel import WeChatChannel
from bot.adapters.wechat.client import Client
from bot.domain.parcels import Addressee
from bot.services.delivery import Courier
from bot.services.media import Collector
from bot.services.reconciling import Watch
from bot.settings import Settings
from bot.wiring.books import a_drift_watch, a_purger, a_reconciler
from bot.wiring.ground import Ground, ground
from bot.wiring.knowledge import RELEASED, TrialKeeper, a_follower, a_knowledge_base, keep_up
from bot.wiring.menus import a_menu_pusher
from bot.wiring.reaching import WAYS_S, a_reminder, a_teller, a_way_keeper
from bot.wiring.rounds import CLOCK_S, LOOK_AGAIN_S, every
from bot.wiring.stage import UnitsStage
from bot.wiring.upkeep import NEW_LINKS_S, UPKEEP_S, a_link_watch, a_weekly
from bot.wiring.wechat import a_channel, a_line

log = logging.getLogger(__name__)

RECONCILE_S = 600.0
PURGE_S = 60.0
DRIFT_S = 3600.0
REMIND_S = 300.0

Look = Callable[[], Awaitable[object]]


async def deliver(settings: Settings, stopping: asyncio.Event) -> None:
    """Send what waits in the outbox and fetch what citizens attached, until `stopping` is set."""
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(ground(settings))
        ways = a_way_keeper(base)
        await ways.look()  # before the first parcel leaves
        channel = await stack.enter_async_context(a_channel(base))
        menus = a_menu_pusher(base, Client(*await stack.enter_async_context(a_line(base))))
        couriers = await _couriers(base, channel, stack)
        trials = TrialKeeper(a_knowledge_base(base).trials, stopping)
        released = await stack.enter_async_context(RedisWaker.on(base.redis, channel=RELEASED))
        seldom = await _seldom(base, stack)
        often = (
            _collector(base, channel).collect,
            menus.look,
            trials.look,
            base.bell.ring_again,
            SearchIndex(base.database).work_off,
        )
        log.info("the worker delivers")
        await asyncio.gather(
            *(courier.run(stopping) for courier in couriers),
            keep_up(base, a_follower(base, UnitsStage(base), "worker"), released, stopping),
            every(WAYS_S, ways.look, stopping),
            *(every(LOOK_AGAIN_S, look, stopping) for look in often),
            *(every(seconds, look, stopping, at_once=False) for seconds, look in seldom),
        )


async def _couriers(base: Ground, channel: WeChatChannel, stack: AsyncExitStack) -> list[Courier]:
    """One for each kind of addressee: a WeChat that hangs does not keep the departments waiting."""
    departments = await stack.enter_async_context(
        open_departments(
            base.ways,
            base.attachments,
            Guard.of(base.settings.allow_hosts, demo=base.settings.demo),
            SharedPace(base.redis),
            base.clock,
            base.settings.own_url,
        )
    )
    teller = a_teller(base, departments)
    return [
        Courier(
            outbox=base.outbox,
            tickets=base.tickets,
            channel=channel,
            teller=teller,
            waker=await stack.enter_async_context(RedisWaker.on(base.redis)),
            clock=base.clock,
            centre=base.catalogue.coordinating_centre,
            addressee=addressee,
        )
        for addressee in Addressee
    ]


def _collector(base: Ground, channel: WeChatChannel) -> Collector:
    centre = base.catalogue.coordinating_centre
    return Collector(base.attachments, base.tickets, channel, base.vault, base.clock, centre)


async def _seldom(base: Ground, stack: AsyncExitStack) -> list[tuple[float, Look]]:
    """What is looked at every so many seconds, and not as soon as the process starts."""
    rounds: list[tuple[float, Look]] = [
        (CLOCK_S, base.clock.look),
        (PURGE_S, a_purger(base, base.clock).sweep),
        (REMIND_S, a_reminder(base).look),
        (RECONCILE_S, Watch(a_reconciler(base, base.clock), base.bell, base.clock).look),
        (UPKEEP_S, a_weekly(base).look),
        (DRIFT_S, a_drift_watch(base).look),
    ]
    if base.settings.check_links and not base.settings.demo:  # whose answers are only samples
        links = await stack.enter_async_context(a_link_watch(base))
        rounds += [(UPKEEP_S, links.look), (NEW_LINKS_S, links.look_at_new)]
    return rounds

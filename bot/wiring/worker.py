"""The process that delivers."""

import asyncio
import logging
from contextlib import AsyncExitStack

from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import SharedPace
from bot.adapters.guard import Guard
from bot.adapters.redis import RedisWaker
from bot.adapters.store.search_index import SearchIndex
from bot.adapters.wechat.client import Client
from bot.domain.parcels import Addressee
from bot.services.delivery import Courier
from bot.services.media import Collector
from bot.services.reconciling import Watch
from bot.settings import Settings
from bot.wiring.books import a_drift_watch, a_purger, a_reconciler
from bot.wiring.ground import ground
from bot.wiring.knowledge import RELEASED, TrialKeeper, a_follower, a_knowledge_base, keep_up
from bot.wiring.menus import a_menu_pusher
from bot.wiring.reaching import WAYS_S, a_reminder, a_teller, a_way_keeper
from bot.wiring.rounds import CLOCK_S, LOOK_AGAIN_S, every
from bot.wiring.stage import UnitsStage
from bot.wiring.upkeep import UPKEEP_S, a_link_watch, a_weekly
from bot.wiring.wechat import a_channel, a_line

log = logging.getLogger(__name__)

RECONCILE_S = 600.0
PURGE_S = 60.0
DRIFT_S = 3600.0
REMIND_S = 300.0


async def deliver(settings: Settings, stopping: asyncio.Event) -> None:
    """Send what waits in the outbox and fetch what citizens attached, until `stopping` is set."""
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(ground(settings))
        centre = base.catalogue.coordinating_centre
        channel = await stack.enter_async_context(a_channel(base))
        menus = a_menu_pusher(base, Client(*await stack.enter_async_context(a_line(base))))
        guard = Guard.of(settings.allow_hosts, demo=settings.demo)
        ways = a_way_keeper(base)
        await ways.look()  # before the first parcel leaves
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
        teller = a_teller(base, departments)
        couriers = [
            Courier(
                outbox=base.outbox,
                tickets=base.tickets,
                channel=channel,
                teller=teller,
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
        trials = TrialKeeper(a_knowledge_base(base).trials, stopping)
        released = await stack.enter_async_context(RedisWaker.on(base.redis, channel=RELEASED))
        rounds = []
        if settings.check_links and not settings.demo:  # whose answers are only samples
            links = await stack.enter_async_context(a_link_watch(base))
            rounds.append(every(UPKEEP_S, links.look, stopping, at_once=False))
        log.info("the worker delivers")
        await asyncio.gather(
            *(courier.run(stopping) for courier in couriers),
            every(LOOK_AGAIN_S, collector.collect, stopping),
            every(LOOK_AGAIN_S, menus.look, stopping),
            every(LOOK_AGAIN_S, trials.look, stopping),
            keep_up(base, a_follower(base, UnitsStage(base), "worker"), released, stopping),
            every(LOOK_AGAIN_S, base.bell.ring_again, stopping),
            every(LOOK_AGAIN_S, SearchIndex(base.database).work_off, stopping),
            every(WAYS_S, ways.look, stopping),
            every(CLOCK_S, base.clock.look, stopping, at_once=False),
            every(RECONCILE_S, watch.look, stopping, at_once=False),
            every(REMIND_S, a_reminder(base).look, stopping, at_once=False),
            every(DRIFT_S, a_drift_watch(base).look, stopping, at_once=False),
            *rounds,
            every(UPKEEP_S, a_weekly(base).look, stopping, at_once=False),
            every(PURGE_S, a_purger(base, base.clock).sweep, stopping, at_once=False),
        )

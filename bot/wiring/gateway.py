"""The process that answers."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.adapters.redis import RedisWaker
from bot.adapters.spool import FolderSpool
from bot.adapters.watchdog import watched
from bot.domain.errors import StoreAway
from bot.services.breaker import WatchedDialogue
from bot.services.counting import CountedReceiver
from bot.services.drift import Tally
from bot.services.reception import Reception
from bot.services.spooling import SpoolingReceiver
from bot.settings import Settings
from bot.web import wechat
from bot.web.app import create_app
from bot.web.console.door import doors as pages
from bot.web.server import listen
from bot.wiring.citizens import a_reception, a_spool, a_tally, a_watched_dialogue, with_limits
from bot.wiring.console import add_the_console
from bot.wiring.doors import the_doors
from bot.wiring.garbage import SET_ASIDE_S, Garbage
from bot.wiring.ground import Ground, ground
from bot.wiring.identity import welcome
from bot.wiring.knowledge import RELEASED, a_follower, a_shelving, keep_up
from bot.wiring.present import PresentKnowledge
from bot.wiring.reaching import WAYS_S, a_way_keeper
from bot.wiring.rounds import CLOCK_S, LOOK_AGAIN_S, every
from bot.wiring.stage import RasaStage
from bot.wiring.wechat import a_callback_door

log = logging.getLogger(__name__)

LEFT_BEHIND = timedelta(seconds=10)
"""A turn that is open so long after its message came in has lost its process."""
DRAIN_S = 0.5
PROBE_S = 1.0
COUNT_S = 60.0


@dataclass(frozen=True)
class Gateway:
    """The doors, and what goes on behind them."""

    base: Ground
    app: web.Application
    model: str
    dialogue: WatchedDialogue
    reception: Reception
    spooling: SpoolingReceiver
    stage: RasaStage
    tally: Tally
    garbage: Garbage

    async def keep_up(self, stopping: asyncio.Event) -> None:
        """All that is done beside answering, until `stopping` is set."""
        base, often = self.base, (self.base.catch_up, self.base.bell.ring_again, self._resume)
        async with watched(), RedisWaker.on(base.redis, channel=RELEASED) as calls:
            await asyncio.gather(
                keep_up(base, a_follower(base, self.stage, "gateway"), calls, stopping),
                *(every(LOOK_AGAIN_S, look, stopping) for look in often),
                every(DRAIN_S, self.spooling.drain, stopping),
                every(PROBE_S, self.dialogue.look, stopping),
                every(WAYS_S, a_way_keeper(base).look, stopping),
                every(CLOCK_S, base.clock.look, stopping, at_once=False),
                every(COUNT_S, self.tally.write_down, stopping, at_once=False),
                every(SET_ASIDE_S, self.garbage.set_aside, stopping, at_once=False),
            )

    async def close(self) -> None:
        """Let open turns end."""
        await self.reception.close()
        with suppress(StoreAway):  # counts of a minute are no reason not to end
            await self.tally.write_down()

    async def _resume(self) -> None:
        await self.reception.resume(self.base.clock() - LEFT_BEHIND)


async def serve(settings: Settings, model: Path, stopping: asyncio.Event) -> None:
    """Answer WeChat, departments and operators until `stopping` is set."""
    async with ground(settings, may_be_away=True) as base, a_spool(settings) as spool:
        gateway = await _gateway(base, spool, model, stopping.is_set)
        await gateway.garbage.set_aside()
        runner = await listen(gateway.app, settings.host, settings.port)
        log.info("the gateway listens", extra={"port": settings.port, "model": gateway.model})
        await welcome(base)
        try:
            await gateway.keep_up(stopping)
            log.info("the gateway drains")
            await asyncio.sleep(settings.drain_s)
        finally:
            await runner.cleanup()
            await gateway.close()


async def _gateway(
    base: Ground, spool: FolderSpool, model: Path, leaving: Callable[[], bool]
) -> Gateway:
    from bot.adapters.rasa.engine import RasaEngine

    engine = await RasaEngine.load(model)
    tally = a_tally(base)
    dialogue = a_watched_dialogue(base, engine, tally)
    reception = a_reception(base, engine, dialogue)
    door = a_callback_door(base)
    spooling = SpoolingReceiver(reception, spool, door, base.bell, base.clock)
    doors = the_doors(base, dialogue, spool, leaving)
    app = create_app(doors, more=(*wechat.ROUTES, *pages()))
    knowledge = PresentKnowledge(engine.knowledge)
    receiver = CountedReceiver(with_limits(base, spooling), doors.metrics)
    wechat.add_wechat(app, door, receiver, base.clock)
    garbage = Garbage()
    stage = RasaStage(
        base, engine, a_shelving(base), dialogue, reception.turns, knowledge, tally, garbage
    )
    add_the_console(app, base, doors, stage)
    return Gateway(base, app, engine.model, dialogue, reception, spooling, stage, tally, garbage)

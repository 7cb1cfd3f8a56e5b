"""The process that answers."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.adapters.redis import RedisWaker
from bot.adapters.watchdog import watched
from bot.domain.errors import StoreAway
from bot.services.counting import CountedReceiver
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
from bot.wiring.ground import ground
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


async def serve(settings: Settings, model: Path, stopping: asyncio.Event) -> None:
    """Answer WeChat, departments and operators until `stopping` is set."""
    from bot.adapters.rasa.engine import RasaEngine

    async with ground(settings, may_be_away=True) as base, a_spool(settings) as spool:
        engine = await RasaEngine.load(model)
        tally = a_tally(base)
        dialogue = a_watched_dialogue(base, engine, tally)
        reception = a_reception(base, engine, dialogue)
        door = a_callback_door(base)
        spooling = SpoolingReceiver(reception, spool, door, base.bell, base.clock)
        doors = the_doors(base, dialogue, spool, stopping.is_set)
        app = create_app(doors, more=(*wechat.ROUTES, *pages()))
        knowledge = PresentKnowledge(engine.knowledge)
        receiver = CountedReceiver(with_limits(base, spooling), doors.metrics)
        wechat.add_wechat(app, door, receiver, base.clock)
        garbage = Garbage()
        stage = RasaStage(
            base, engine, a_shelving(base), dialogue, reception.turns, knowledge, tally, garbage
        )
        add_the_console(app, base, doors, stage)
        await garbage.set_aside()
        runner = await listen(app, settings.host, settings.port)
        log.info("the gateway listens", extra={"port": settings.port, "model": engine.model})
        await welcome(base)
        try:
            async with watched(), RedisWaker.on(base.redis, channel=RELEASED) as calls:
                await asyncio.gather(
                    keep_up(base, a_follower(base, stage, "gateway"), calls, stopping),
                    every(LOOK_AGAIN_S, base.catch_up, stopping),
                    every(LOOK_AGAIN_S, base.bell.ring_again, stopping),
                    every(
                        LOOK_AGAIN_S, lambda: reception.resume(base.clock() - LEFT_BEHIND), stopping
                    ),
                    every(DRAIN_S, spooling.drain, stopping),
                    every(PROBE_S, dialogue.look, stopping),
                    every(WAYS_S, a_way_keeper(base).look, stopping),
                    every(CLOCK_S, base.clock.look, stopping, at_once=False),
                    every(COUNT_S, tally.write_down, stopping, at_once=False),
                    every(SET_ASIDE_S, garbage.set_aside, stopping, at_once=False),
                )
            log.info("the gateway drains")
            await asyncio.sleep(settings.drain_s)
        finally:
            await runner.cleanup()
            await reception.close()
            with suppress(StoreAway):  # counts of a minute are no reason not to end
                await tally.write_down()

"""Redis forgets everything and dies, again and again: it costs nobody a message or an answer."""

import asyncio
import random
from collections.abc import Sequence

from tests.faults import account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import stories
from tests.faults.crew import Crew
from tests.faults.figures import Figure, none_of, told
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch

METHOD = (
    "While citizens write without a pause, Redis is flushed three times and killed three times in "
    "turn; it starts again on what it kept. Every message is then accounted for as in kills, and "
    "none may have needed a second try of WeChat."
)
HANDS = 8
BLOWS = 6


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """So many messages."""
    traffic = Traffic(crew, watch)
    blows = asyncio.create_task(_strike(traffic, messages))
    await traffic.at_once(stories(chance, messages), HANDS)
    await blows
    found = await account.figures(traffic)
    repeated = [one.who for one in traffic.said if one.exchange.tries > 1]
    return [*found, told("flushed and killed", BLOWS), none_of("brought twice", repeated)]


async def _strike(traffic: Traffic, messages: int) -> None:
    blows = (traffic.crew.flush_redis, traffic.crew.kill_redis) * (BLOWS // 2)
    for number, blow in enumerate(blows, 1):
        await traffic.reached(number * messages // (BLOWS + 2))
        traffic.watch.say(blow.__name__)
        await blow()


CAMPAIGN = Campaign(name="redis", method=METHOD, run=run, size=1_000, counts="messages")

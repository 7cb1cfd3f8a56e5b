"""The dialogue of one gateway hangs: citizens hear in time that they were heard, and more later."""

import asyncio
import os
import random
from collections.abc import Sequence
from pathlib import Path

from bot.services.later import LATER
from bot.simulator.models import Bubble
from tests.faults import account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import Story, stories
from tests.faults.crew import Crew
from tests.faults.figures import Figure, in_time, none_late, none_of, told
from tests.faults.traffic import Said, Traffic
from tests.faults.watch import Watch

METHOD = (
    "Five messages a second at a steady rate. The dialogue of one of two gateways hangs from the "
    "beginning until two thirds of the messages are sent, then works again. Every message must get "
    "its 200 at WeChat's first try and within 4.5 s, and every citizen the answer itself in the "
    "end; the messages are accounted for as in kills."
)
A_SECOND = 5
HANGING = "gateway-2"


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """So many messages."""
    sign = crew.folder / "hangs"
    await crew.kill(HANGING)
    await crew.start(HANGING, fate={"hang_while": str(sign)})
    await crew.balancer.knows_well(crew.port(HANGING))
    traffic = Traffic(crew, watch)
    whole = list(stories(chance, messages))
    await traffic.meet(*whole)
    await _with_a_hanging_dialogue(traffic, sign, whole, messages)
    slowest = max(one.slowest_s for one in traffic.said)
    repeated = [one.who for one in traffic.said if one.exchange.tries > 1 or not one.acknowledged]
    heard = [one for one in traffic.said if _told_later(one.exchange.passive_reply)]
    return [
        told("told 已收到 at once", len(heard)),
        in_time("slowest answer", slowest, 4.5),
        none_late("heard nothing at once", [one.who for one in traffic.said if _silent(one)]),
        none_of("not taken at the first try", repeated),
        *await account.figures(traffic),
    ]


async def _with_a_hanging_dialogue(
    traffic: Traffic, sign: Path, stories: Sequence[Story], messages: int
) -> None:
    """It works again when two thirds of the messages are sent."""

    async def heal() -> None:
        await traffic.reached(messages * 2 // 3)
        os.unlink(sign)
        traffic.watch.say("the dialogue works again")

    os.close(os.open(sign, os.O_CREAT))
    traffic.watch.say(f"the dialogue of {HANGING} hangs")
    async with asyncio.TaskGroup() as both:
        both.create_task(heal())
        both.create_task(traffic.at_rate(stories, A_SECOND))


def _told_later(said: Bubble | None) -> bool:
    return said is not None and said.text.startswith(LATER.text[:6])


def _silent(said: Said) -> bool:
    """Neither the answer nor a word that it follows."""
    return said.exchange.passive_reply is None


CAMPAIGN = Campaign(name="hang", method=METHOD, run=run, size=300, counts="messages")

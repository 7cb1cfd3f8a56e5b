"""Gateways are replaced one after the other under load: WeChat notices nothing."""

import asyncio
import random
from collections.abc import Sequence

from tests.faults import account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import stories
from tests.faults.crew import GATEWAYS, Crew
from tests.faults.figures import Figure, none_of, told
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch

METHOD = (
    "Citizens write without a pause while each gateway in turn gets SIGTERM and is started again "
    "once it ended; one round of both is a rolling restart. The balancer asks /health every half "
    "second, sends nobody to a gateway that says it is draining, and repairs nothing but a "
    "refused connection. A delivery that WeChat had to repeat counts as failed."
)
HANDS = 6
DRAIN_S = "4"
"""The balancer hears of it within its half second, and on a slow machine a little later."""


async def run(crew: Crew, watch: Watch, chance: random.Random, restarts: int) -> Sequence[Figure]:
    """So many rolling restarts."""
    traffic, over = Traffic(crew, watch), asyncio.Event()
    codes: list[int] = []
    writing = asyncio.create_task(traffic.until(over, stories(chance, ENDLESS), HANDS))
    for _ in range(restarts):
        for gateway in GATEWAYS:
            watch.say(f"{gateway} is replaced")
            codes.append(await crew.ask_to_stop(gateway))
            await crew.start(gateway)
            await crew.balancer.knows_well(crew.port(gateway))
        watch.advance()
    over.set()
    await writing
    failed = [one.who for one in traffic.said if one.exchange.tries > 1 or not one.acknowledged]
    return [
        told("rolling restarts", restarts),
        none_of("failed deliveries", failed),
        none_of("gateways that did not end by themselves", [str(code) for code in codes if code]),
        *await account.figures(traffic),
    ]


ENDLESS = 10**9
CAMPAIGN = Campaign(
    name="rolling",
    method=METHOD,
    run=run,
    size=5,
    counts="restarts",
    settings={"HUIYING_DRAIN_S": DRAIN_S},
)

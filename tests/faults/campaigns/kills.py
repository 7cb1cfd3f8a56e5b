"""Everybody is killed while citizens write: nothing is lost and nothing is doubled."""

import asyncio
import random
from collections.abc import Sequence

from bot.simulator.client import SimulatorClient
from tests.faults import account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import stories
from tests.faults.crew import WORKERS, Crew
from tests.faults.figures import Figure, at_least, told
from tests.faults.reaper import POSTGRES, REDIS, Reaper, a_plan
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch

METHOD = (
    "Two gateways behind a balancer, two workers, the simulator as WeChat (cut at 5 s, three "
    "tries) and as departments that refuse 10 % of deliveries and drop 5 % after taking them. "
    "Gateways and workers die by SIGKILL at random and at named moments (tests/faults/moments.py, "
    "and with an answer in their hands), PostgreSQL and Redis by SIGKILL; all start again on what "
    "they kept. Citizens tell questions, matters, forms and small talk without a pause. "
    "Afterwards every message that got a 200 is looked up in the database, in the simulator's "
    "chats and in what departments took. What waits for a next try is then made due at once."
)
HANDS, A_FEW = 12, 2
ENDLESS = 10**9
A_KILL_IN = 180
FEWEST_KILLS = 3
IN_TWENTY = 20
REFUSED, LATE = 2, 1
"""Of twenty deliveries: 10 % and 5 %."""
LATE_S = 2.0
OF_ONE_UNIT = 100
"""No unit gets more than twenty parcels of so many messages."""


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """A death of a process for every so many messages, and one of each server that can die."""
    kills, fate = max(FEWEST_KILLS, messages // A_KILL_IN), random.Random(chance.random())
    await let_departments_fail(crew.sim, messages)
    traffic = Traffic(crew, watch)
    reaper = Reaper(traffic, fate)
    servers = [REDIS, *([POSTGRES] if crew.postgres else [])]
    over = asyncio.Event()

    reaping = asyncio.create_task(reaper.reap(a_plan(fate, messages, kills, servers)))
    reaping.add_done_callback(lambda _: over.set())
    await traffic.at_once(stories(chance, messages), HANDS)
    # nobody dies unnoticed: citizens go on until the last one is dead
    await traffic.until(over, stories(chance, ENDLESS), A_FEW)
    watch.say("letting everything finish")
    await reaping
    # each of the dead may have sent what nobody knows of; the workers die once more for a rest
    found = await account.figures(traffic, reaper.killed.total() + len(WORKERS))
    await crew.sim.clear_faults()
    processes = sorted((who, n) for who, n in reaper.killed.items() if who not in servers)
    return [
        *found,
        at_least("processes killed", reaper.processes, kills),
        *(at_least(f"killed: {who}", reaper.killed[who], 1) for who in servers),
        *(told(f"killed: {who}", times) for who, times in processes),
        *(told(f"at: {moment}", times) for moment, times in sorted(reaper.moments.items())),
    ]


async def let_departments_fail(sim: SimulatorClient, messages: int) -> None:
    """Of twenty deliveries two are refused, and one is taken but answered too late."""

    async def fail(code: str) -> None:
        unit = sim.department(code)
        for _ in range(1 + messages // OF_ONE_UNIT):
            await unit.fail(times=REFUSED, skip=IN_TWENTY - REFUSED - LATE, status=503)
            await unit.fail(times=LATE, hang_s=LATE_S, after_effect=True)

    await asyncio.gather(*(fail(code) for code in await sim.departments()))


CAMPAIGN = Campaign(
    name="kills", method=METHOD, run=run, size=10_000, counts="messages", per_seed=True
)

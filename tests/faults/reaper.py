"""Kills processes while citizens write, by a plan that a seed draws."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults import moments
from tests.faults.crew import GATEWAYS, WORKERS
from tests.faults.traffic import Traffic

POSTGRES, REDIS = "postgresql", "redis"
AT_ANY_MOMENT = "any moment"
IN_ITS_HANDS = "an answer was given, but not heard"
DOOMED_S = 15.0
"""A moment that does not come within so long is waited for no more: it dies by our hand."""
LONGEST_WAIT_S = 0.3
LONGEST_AWAY_S = 4.0


@dataclass(frozen=True)
class Death:
    """Who dies when so many messages were sent, at which moment, the how-many-th time it comes."""

    at: int
    who: str
    moment: str = AT_ANY_MOMENT
    times: int = 1


def a_plan(
    chance: random.Random, messages: int, processes: int, servers: Sequence[str]
) -> list[Death]:
    """So many deaths of processes, and one of each server named, spread over the messages."""
    whole = [*servers, *(chance.choice((*GATEWAYS, *WORKERS)) for _ in range(processes))]
    chance.shuffle(whole)
    times = sorted(chance.randint(messages // 20, messages * 9 // 10) for _ in whole)
    return [_a_death(chance, at, who) for at, who in zip(times, whole, strict=True)]


def _a_death(chance: random.Random, at: int, who: str) -> Death:
    if who in (POSTGRES, REDIS):
        return Death(at, who)
    named = (*moments.OF_GATEWAYS, IN_ITS_HANDS) if who in GATEWAYS else moments.OF_WORKERS
    # every other one at a named moment
    moment = chance.choice((AT_ANY_MOMENT, chance.choice(named)))
    return Death(at, who, moment, chance.randrange(1, 12))


@dataclass
class Reaper:
    """Carries a plan out. Whoever died is started again at once, beside everything else."""

    traffic: Traffic
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    _coming_up: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def reap(self, plan: Sequence[Death]) -> None:
        """One death after the other; returns when everybody is up again."""
        for death in plan:
            await self.traffic.reached(death.at)
            self.traffic.watch.say(f"{death.who}: {death.moment}")
            await self._carry_out(death)
        await asyncio.gather(*self._coming_up.values())

    @property
    def processes(self) -> int:
        """How many gateways and workers died."""
        return sum(self.killed[name] for name in (*GATEWAYS, *WORKERS))

    async def _carry_out(self, death: Death) -> None:
        crew = self.traffic.crew
        if death.who == POSTGRES and crew.postgres:
            await crew.postgres.kill()
            await asyncio.sleep(self.chance.random() * LONGEST_AWAY_S)
            await crew.postgres.start()
        elif death.who == REDIS:
            await crew.kill_redis()
        else:
            await self._kill(death)
        self.killed[death.who] += 1

    async def _kill(self, death: Death) -> None:
        crew, who = self.traffic.crew, death.who
        await self._until_up(*(GATEWAYS if who in GATEWAYS else (who,)))
        if death.moment == IN_ITS_HANDS:
            await self._kill_with_an_answer(who)
        elif death.moment == AT_ANY_MOMENT:
            await asyncio.sleep(self.chance.random() * LONGEST_WAIT_S)
        else:
            await crew.doom(who, death.moment, death.times)
            await self._wait_for(who)
        by_itself = bool(crew.dead(who))
        self.moments[death.moment if by_itself else AT_ANY_MOMENT] += 1
        await crew.kill(who)
        self._coming_up[who] = asyncio.create_task(crew.revive(who))

    async def _until_up(self, *names: str) -> None:
        """One gateway at a time: while both are down, nobody can promise anything."""
        await asyncio.gather(*(self._coming_up[who] for who in names if who in self._coming_up))

    async def _kill_with_an_answer(self, who: str) -> None:
        crew = self.traffic.crew
        port, passes = crew.port(who), crew.balancer.on_answer

        async def kill_first(answering: int) -> bool:
            if answering != port:
                return True
            crew.balancer.on_answer = passes
            await crew.kill(who)
            return False

        crew.balancer.on_answer = kill_first
        await self._wait_for(who)
        crew.balancer.on_answer = passes

    async def _wait_for(self, who: str) -> None:
        try:
            async with asyncio.timeout(DOOMED_S):
                await self.traffic.crew.died(who)
        except TimeoutError:
            return  # the messages were too few, or are over

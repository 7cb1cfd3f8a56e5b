"""Citizens who write through the simulated WeChat, and what WeChat made of each message."""

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.simulator.models import Exchange
from tests.faults.citizens import Line, Story
from tests.faults.crew import Crew
from tests.faults.watch import Watch

MEETING = 8
"""So many new citizens follow at a time."""


@dataclass(frozen=True)
class Said:
    """One message and its way: `exchange` has every try of WeChat. `began` by time.monotonic."""

    who: str
    line: Line
    began: float
    exchange: Exchange

    @property
    def acknowledged(self) -> bool:
        """We took it: WeChat will not bring it again."""
        return self.exchange.status == 200

    @property
    def slowest_s(self) -> float:
        """The longest of the tries until its answer, in seconds."""
        return max(answer.elapsed_s for answer in self.exchange.answers)

    @property
    def openid(self) -> str:
        """The writer, as WeChat knows them."""
        return self.exchange.citizen


@dataclass
class Traffic:
    """Sends stories, and keeps what became of every line."""

    crew: Crew
    watch: Watch
    said: list[Said] = field(default_factory=list)
    sent: int = 0
    _followers: set[str] = field(default_factory=set)
    _doorstep: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MEETING))
    _grew: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def acknowledged(self) -> Sequence[Said]:
        """The messages that we may not lose."""
        return [one for one in self.said if one.acknowledged]

    async def at_once(self, stories: Iterable[Story], hands: int) -> None:
        """So many citizens write at a time, each their whole story, without a pause."""
        waiting = iter(stories)
        await asyncio.gather(*(self._tell(waiting) for _ in range(hands)))

    async def interleaved(
        self, chance: random.Random, stories: Sequence[Story], hands: int
    ) -> None:
        """Chance says who writes next; so many write at a time, each one line after the other."""
        await self.meet(*stories)
        waiting = {story.who: iter(story.lines) for story in stories}
        await asyncio.gather(*(self._take_turns(chance, waiting) for _ in range(hands)))

    async def at_rate(self, stories: Sequence[Story], per_second: float) -> None:
        """So many lines a second, however slow the answers are (open loop): first everybody's
        first line, then everybody's second."""
        await self.meet(*stories)
        most = max(len(story.lines) for story in stories)
        lines = [(one.who, one.lines[n]) for n in range(most) for one in stories if one.lines[n:]]
        began = time.monotonic()
        async with asyncio.TaskGroup() as writing:
            for number, (who, line) in enumerate(lines):
                await asyncio.sleep(max(began + number / per_second - time.monotonic(), 0))
                writing.create_task(self.say(who, line))

    async def until(self, over: asyncio.Event, stories: Iterator[Story], hands: int) -> None:
        """So many citizens write at a time, until it is over; who began comes to the end."""

        def while_it_lasts() -> Iterator[Story]:
            while not over.is_set():
                yield next(stories)

        await self.at_once(while_it_lasts(), hands)

    async def tell(self, story: Story) -> None:
        """One story to its end: the next line follows the answer to the one before."""
        await self.meet(story)
        for line in story.lines:
            await self.say(story.who, line)

    async def meet(self, *stories: Story) -> None:
        """Their writers follow the account, once."""
        strangers = {story.who for story in stories} - self._followers
        self._followers |= strangers
        async with asyncio.TaskGroup() as following:
            for who in strangers:
                following.create_task(self._follows(who))

    async def say(self, who: str, line: Line) -> Said:
        """One message."""
        self.sent += 1
        self._notice()
        began = time.monotonic()
        said = Said(who, line, began, await self.crew.sim.say(who, line.words))
        self.said.append(said)
        self.watch.advance()
        return said

    async def reached(self, messages: int) -> None:
        """Return when so many messages were sent."""
        while self.sent < messages:
            await self._grew.wait()

    async def _follows(self, who: str) -> None:
        async with self._doorstep:
            await self.crew.sim.follow(who)

    async def _take_turns(self, chance: random.Random, waiting: dict[str, Iterator[Line]]) -> None:
        """Whoever writes is taken out meanwhile: nobody overtakes themselves."""
        while waiting:
            who = chance.choice(list(waiting))
            lines = waiting.pop(who)
            if line := next(lines, None):
                await self.say(who, line)
                waiting[who] = lines

    async def _tell(self, waiting: Iterator[Story]) -> None:
        for story in waiting:
            await self.tell(story)

    def _notice(self) -> None:
        self._grew.set()
        self._grew = asyncio.Event()

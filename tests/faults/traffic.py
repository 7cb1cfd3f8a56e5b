"""Citizens who write through the simulated WeChat, and what WeChat made of each message."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.simulator.models import Exchange
from tests.faults.citizens import Line, Story
from tests.faults.crew import Crew
from tests.faults.watch import Watch


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
    _grew: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def acknowledged(self) -> Sequence[Said]:
        """The messages that we may not lose."""
        return [one for one in self.said if one.acknowledged]

    @property
    def taken_at_first(self) -> Sequence[Said]:
        """Those that WeChat had to bring only once."""
        return [one for one in self.said if one.acknowledged and one.exchange.tries == 1]

    async def at_once(self, stories: Iterable[Story], hands: int) -> None:
        """So many citizens write at a time, each their whole story, without a pause."""
        waiting = iter(stories)
        await asyncio.gather(*(self._tell(waiting) for _ in range(hands)))

    async def at_rate(self, stories: Sequence[Story], per_second: float) -> None:
        """So many first lines a second, however slow the answers are (open loop)."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as writing:
            for number, story in enumerate(stories):
                await asyncio.sleep(began + number / per_second - time.monotonic())
                writing.create_task(self.tell(story))

    async def tell(self, story: Story) -> None:
        """One story to its end: the next line follows the answer to the one before."""
        await self.meet(story)
        for line in story.lines:
            await self.say(story.who, line)

    async def meet(self, story: Story) -> None:
        """Its writer follows the account, once."""
        if story.who not in self._followers:
            self._followers.add(story.who)
            await self.crew.sim.follow(story.who)

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

    async def _tell(self, waiting: Iterator[Story]) -> None:
        for story in waiting:
            await self.tell(story)

    def _notice(self) -> None:
        self._grew.set()
        self._grew = asyncio.Event()

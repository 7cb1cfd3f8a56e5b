"""Whole houses of real processes for tests: simulator, worker and gateway on ports of their own."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import sqlalchemy as sa

from benchmarks.ports import held_port
from bot.adapters.processes import end, tied
from bot.adapters.redis import embedded
from bot.adapters.store import Database, SqlTickets
from bot.adapters.store.tables import outbox
from bot.demo.credentials import DemoSecrets, demo_secrets
from bot.demo.equipment import prepare
from bot.demo.house import a_house
from bot.demo.places import HOST, Places
from bot.demo.supervisor import Supervisor
from bot.domain.numbers import find_number
from bot.domain.parcels import ParcelState
from bot.domain.tickets import State
from bot.services.later import is_put_off
from bot.simulator.client import SimulatorClient
from bot.simulator.models import Bubble, Exchange

ANSWER_S = 60.0
"""Far longer than anything takes: a machine may be slow, and busy with other tests."""
COMES_UP_S = 300.0
LOOK_S = 0.05
Found = TypeVar("Found")


@dataclass(frozen=True)
class House:
    """A running house, and everything a test reaches it by."""

    places: Places
    secrets: DemoSecrets
    supervisor: Supervisor
    sim: SimulatorClient
    web: aiohttp.ClientSession

    async def a_citizen(self, name: str) -> "Person":
        """A citizen who just followed the account."""
        await self.sim.follow(name)
        return Person(name, self.sim)

    @asynccontextmanager
    async def books(self) -> AsyncIterator[Database]:
        """The database: for what is written down and told to nobody."""
        database = Database(f"sqlite:///{self.places.data_dir}/huiying.db")
        try:
            yield database
        finally:
            await database.close()

    async def ticket_is(self, state: State, number: str) -> None:
        """Return when the ticket is in this state: what a worker did is written down last."""
        async with self.books() as database:

            async def look() -> bool:
                return (await SqlTickets(database).find(number)).state is state

            await eventually(look)

    async def answer_is(self, state: ParcelState, number: str) -> None:
        """Return when the answer on its way to the citizen is in this state."""
        wanted = (outbox.c.number == number, outbox.c.id.startswith("answer-"))
        query = sa.select(outbox.c.id).where(*wanted, outbox.c.state == state.value)
        async with self.books() as database:

            async def look() -> str | None:
                async with database.reading() as connection:
                    found: str | None = await connection.scalar(query)
                    return found

            await eventually(look)

    async def hurry(self, number: str) -> None:
        """Let the pause before the answer's next try be over."""
        failed = (outbox.c.number == number, outbox.c.attempts > 0, outbox.c.leased_until.is_(None))
        past = sa.update(outbox).where(*failed, outbox.c.state == "waiting")
        async with self.books() as database:

            async def look() -> int:
                async with database.transaction() as connection:
                    done = await connection.execute(past.values(due_at=outbox.c.created_at))
                    return done.rowcount

            await eventually(look)


@dataclass(frozen=True)
class Person:
    """A citizen with the account open on their phone."""

    name: str
    sim: SimulatorClient

    async def says(self, words: str, **how: Any) -> str:
        """Write, and read what comes back."""
        return await self.reads(await self.sim.say(self.name, words, **how))

    async def reads(self, exchange: Exchange) -> str:
        """What the account said to this message, passively or later.

        A house on a slow machine may say first that the answer follows.
        """
        said = exchange.passive_reply or await self.hears(after=exchange.index)
        while is_put_off(said.text):
            said = await self.hears(after=said.index)
        return said.text

    async def is_told_at_once(self, words: str) -> Bubble:
        """Write, and read the passive answer. A machine that stands still delays one, not all."""

        async def ask() -> Bubble | None:
            said = (await self.sim.say(self.name, words)).passive_reply
            return None if said is None or is_put_off(said.text) else said

        return await eventually(ask)

    async def hears(self, containing: str = "", after: int = 0) -> Bubble:
        """The account's next words after this place in the chat."""
        return await self.sim.wait_for_bubble(
            self.name, after=after, containing=containing, timeout_s=ANSWER_S
        )

    async def complains(self, words: str = "人民路23号门口路灯坏了三天没人修") -> str:
        """Write a complete complaint; returns the ticket's number."""
        return number_in(await self.says(words))

    async def was_told(self) -> list[str]:
        """Everything the account ever said to this citizen."""
        return [bubble.text for bubble in await self.sim.chat(self.name) if _by_account(bubble)]

    async def where(self) -> int:
        """The place in the chat where it ends now."""
        chat = await self.sim.chat(self.name)
        return chat[-1].index if chat else 0


def _by_account(bubble: Bubble) -> bool:
    return bubble.side == "account"


def number_in(words: str) -> str:
    """The ticket's number in a reply."""
    number = find_number(words)
    assert number, f"no number in: {words}"
    return number


NO_LIMITS = {
    "HUIYING_MESSAGES_PER_MINUTE": "0",
    "HUIYING_MESSAGES_PER_HOUR": "0",
    "HUIYING_TIME_TO_JOIN_S": "0",
}
"""A journey's citizen writes as fast as the test runs, often of what others told before."""


@asynccontextmanager
async def an_open_house(data_dir: Path, model: Path, **more: str) -> AsyncIterator[House]:
    """A house with an empty database and the trained model; `more` are settings of its parts."""
    models = data_dir / "models"
    models.mkdir(parents=True)
    shutil.copy(model, models)
    places = Places(data_dir, held_port(), held_port())
    async with (
        a_house(places, lambda told: None, more=NO_LIMITS | more) as supervisor,
        SimulatorClient(places.simulator_url) as sim,
        aiohttp.ClientSession() as web,
    ):
        yield House(places, demo_secrets(data_dir), supervisor, sim, web)


@asynccontextmanager
async def another_gateway(
    house: House, module: tuple[str, ...] = ("bot",), **more: str
) -> AsyncIterator[str]:
    """A second gateway over the same stores, with these settings; gives WeChat's door in it.

    `module` is what becomes it, and its first arguments.
    """
    port = held_port()
    url = f"http://{HOST}:{port}"
    own = {"HUIYING_PORT": str(port), "HUIYING_PUBLIC_URL": house.places.gateway_url}
    async with embedded(house.places.data_dir / "redis") as redis_url:
        environment = prepare(house.places, redis_url) | own | NO_LIMITS | more
        process = await asyncio.create_subprocess_exec(
            *tied(sys.executable, "-m", *module, "gateway"), env={**os.environ, **environment}
        )
        try:
            await eventually(lambda: answers(house.web, f"{url}/health"), COMES_UP_S)
            yield f"{url}/wechat"
        finally:
            await end(process)


async def answers(web: aiohttp.ClientSession, url: str) -> bool:
    """Does anybody answer there?"""
    try:
        async with web.get(url):
            return True
    except aiohttp.ClientError:
        return False


async def eventually(
    look: Callable[[], Awaitable[Found | None]], within_s: float = ANSWER_S
) -> Found:
    """What `look` finds at last: for effects in another process that nobody announces."""
    async with asyncio.timeout(within_s):
        while not (found := await look()):  # noqa: ASYNC110 (another process sets no event)
            await asyncio.sleep(LOOK_S)
    return found

"""Where the milliseconds of a message go: the gateway's parts, each under two stopwatches.

Run as `python -m benchmarks.stages`. Everything happens in this process and one message at a time,
so that the parts add up to the whole. "waited" is time on the wall, "worked" the processor time of
this process, which other work on the machine changes much less. The last line of a table is the
processor time with many at once, when commits are shared.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.houses import Site, a_site, postgresql
from benchmarks.kinds import Kind
from benchmarks.post import PostOffice, Push
from benchmarks.stopwatch import Spent, Stopwatch
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.redis.embedded import embedded
from bot.adapters.wechat.door import CallbackDoor
from bot.services.ports.receivers import Receiver
from bot.services.reception import Reception
from bot.settings.environment import load
from bot.wiring.citizens import a_reception, with_limits
from bot.wiring.ground import ground, now
from bot.wiring.wechat import a_callback_door

WARM_UP = 30
HANDS = 16
console = Console(highlight=False, width=132)


@dataclass(frozen=True)
class Gateway:
    """Door and receivers as the wiring puts them together, under a stopwatch."""

    door: CallbackDoor
    receiver: Receiver
    watch: Stopwatch

    async def take(self, push: Push) -> None:
        """As bot/web/wechat.py does it, without HTTP."""
        head, _, body = push.request.partition(b"\r\n\r\n")
        query = dict(parse_qsl(urlsplit(head.split()[1].decode()).query))
        began = self.watch.began()
        call = await self.door.open(query, body, now())
        self.watch.ended("door: verify, decrypt, read", began)
        began = self.watch.began()
        reply, at = await self.receiver.answer(call)
        self.watch.ended("receivers and turn themselves", began)
        began = self.watch.began()
        call.seal(reply.words if reply else "", at)
        self.watch.ended("door: encrypt", began)


@asynccontextmanager
async def a_gateway(site: Site, database_url: str) -> AsyncIterator[Gateway]:
    """A gateway in this process over this database."""
    async with embedded(site.folder / "redis stages") as redis_url:
        own = {"HUIYING_DATABASE_URL": database_url, "HUIYING_REDIS_URL": redis_url}
        os.environ.update({**site.environment, **own})  # this process is the gateway
        async with ground(load()) as base:
            watch = Stopwatch()
            engine = await RasaEngine.load(site.model)
            reception = _watched(a_reception(base, engine), watch)
            limited = with_limits(base, reception)
            limited = replace(limited, rates=watch.watch(limited.rates, "limits (Redis)"))
            yield Gateway(a_callback_door(base), limited, watch)
            await reception.close()


def _watched(reception: Reception, watch: Stopwatch) -> Reception:
    inbox = watch.watch(reception.inbox, "inbox")
    talk = reception.turns.talk
    shelf = replace(
        talk.shelf,
        tickets=watch.watch(talk.shelf.tickets, "tickets"),
        attachments=watch.watch(talk.shelf.attachments, "attachments"),
    )
    talk = replace(
        talk,
        inbox=inbox,
        outbox=watch.watch(talk.outbox, "outbox"),
        dialogue=watch.watch(talk.dialogue, "dialogue"),
        shelf=shelf,
    )
    waker = watch.watch(reception.turns.waker, "waker (Redis)")
    turns = replace(reception.turns, inbox=inbox, talk=talk, waker=waker)
    return replace(reception, inbox=inbox, turns=turns)


@dataclass(frozen=True)
class Found:
    """Milliseconds a message: by part one at a time, and in all with many at once."""

    parts: Mapping[str, Spent]
    together: Spent

    @property
    def whole(self) -> Spent:
        """All parts."""
        return sum(self.parts.values(), Spent())


async def stages(gateway: Gateway, office: PostOffice, kind: Kind, many: int) -> Found:
    """What `many` messages of one kind spent, one at a time and then many at once."""
    await _take_all(gateway, await _ready(gateway, office, kind, WARM_UP), 1)
    one_by_one = await _ready(gateway, office, kind, many)
    gateway.watch.spent.clear()
    await _take_all(gateway, one_by_one, 1)
    parts = {name: spent.each(many) for name, spent in gateway.watch.spent.items()}
    side_by_side = await _ready(gateway, office, kind, many)
    began = Spent.now()
    await _take_all(gateway, side_by_side, HANDS)
    return Found(parts, (Spent.now() - began).each(many))


async def _ready(gateway: Gateway, office: PostOffice, kind: Kind, many: int) -> list[Push]:
    """So many messages that can be taken now."""
    pushes = [office.push(kind) for _ in range(many)]
    if kind is Kind.PLACE:
        await _take_all(gateway, [office.push(Kind.STEP, push.citizen) for push in pushes], 1)
    return pushes


async def _take_all(gateway: Gateway, pushes: Sequence[Push], hands: int) -> None:
    """All of them, by so many hands at once."""
    waiting = iter(pushes)

    async def take() -> None:
        for push in waiting:
            await gateway.take(push)

    await asyncio.gather(*(take() for _ in range(hands)))


def _table(found: Mapping[Kind, Found], title: str) -> Table:
    table = Table(title=f"Milliseconds a message, waited / worked, one at a time: {title}")
    table.add_column("part")
    for kind in found:
        table.add_column(kind.title, justify="right")
    names = {name for one in found.values() for name in one.parts}
    for name in sorted(names, key=lambda name: -_most(found, name)):
        table.add_row(name, *(_cell(one.parts.get(name, Spent())) for one in found.values()))
    table.add_section()
    table.add_row("all, one at a time", *(_cell(one.whole) for one in found.values()))
    together = (f"{one.together.worked:.2f}" for one in found.values())
    table.add_row(f"all, {HANDS} at once, worked", *together)
    return table


def _most(found: Mapping[Kind, Found], name: str) -> float:
    return max(one.parts.get(name, Spent()).worked for one in found.values())


def _cell(spent: Spent) -> str:
    return f"{spent.waited:.2f} / {spent.worked:.2f}"


async def measure(many: int, postgres: bool) -> None:
    """Print one table for each store."""
    async with a_site() as site:
        with postgresql() as server:
            stores = {"SQLite": f"sqlite:///{site.folder}/stages.db", "PostgreSQL": server}
            for name, url in stores.items() if postgres else [("SQLite", stores["SQLite"])]:
                async with a_gateway(site, url) as gateway:
                    found = {kind: await stages(gateway, site.office, kind, many) for kind in Kind}
                    console.print(_table(found, name))


def main(
    many: Annotated[int, typer.Option(help="Messages of each kind")] = 100,
    postgres: Annotated[bool, typer.Option(help="PostgreSQL besides SQLite")] = True,
) -> None:
    """Print where the milliseconds of a message go."""
    asyncio.run(measure(many, postgres))


if __name__ == "__main__":
    typer.run(main)

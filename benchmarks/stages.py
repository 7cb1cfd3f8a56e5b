"""Where the milliseconds of a message go: the gateway's parts, each under a stopwatch.

Run as `python -m benchmarks.stages`. Everything happens in this process and one message at a time,
so that the parts add up to the whole.
"""

import asyncio
import inspect
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.houses import Site, a_site, postgresql
from benchmarks.kinds import Kind
from benchmarks.post import PostOffice, Push
from bot import settings, wiring
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.redis.embedded import embedded
from bot.adapters.wechat.door import CallbackDoor
from bot.services.reception import Reception

WARM_UP = 30
console = Console(highlight=False, width=132)


@dataclass
class Stopwatch:
    """Seconds by part, without what other watched parts took inside of it."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: list[float] = field(default_factory=lambda: [0.0])

    def watch(self, part: Any, name: str) -> Any:
        """`part`, with every call timed as `name.method`."""
        return _Watched(part, name, self)

    def began(self) -> float:
        """A watched call begins."""
        self._inner.append(0.0)
        return time.perf_counter()

    def ended(self, name: str, began: float) -> None:
        """It ends: its time counts for itself once, and against whoever called."""
        whole = time.perf_counter() - began
        self.spent[name] += whole - self._inner.pop()
        self._inner[-1] += whole


class _Watched:
    """Stands before another object; calls go through and are timed."""

    def __init__(self, part: Any, name: str, watch: Stopwatch) -> None:
        self.__dict__.update(_part=part, _name=name, _watch=watch)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return _timed(found, f"{self._name}.{name}", self._watch) if callable(found) else found


def _timed(call: Callable[..., Any], name: str, watch: Stopwatch) -> Callable[..., Any]:
    async def later(*given: Any, **named: Any) -> Any:
        began = watch.began()
        try:
            return await call(*given, **named)
        finally:
            watch.ended(name, began)

    def now(*given: Any, **named: Any) -> Any:
        began = watch.began()
        try:
            return call(*given, **named)
        finally:
            watch.ended(name, began)

    return later if inspect.iscoroutinefunction(call) else now


@dataclass(frozen=True)
class Gateway:
    """Door and reception as the wiring puts them together, under a stopwatch."""

    door: CallbackDoor
    reception: Reception
    watch: Stopwatch

    async def take(self, push: Push) -> None:
        """As bot/web/wechat.py does it, without HTTP."""
        head, _, body = push.request.partition(b"\r\n\r\n")
        query = dict(parse_qsl(urlsplit(head.split()[1].decode()).query))
        began = self.watch.began()
        call = await self.door.open(query, body, wiring.now())
        self.watch.ended("door: verify, decrypt, read", began)
        began = self.watch.began()
        reply, at = await self.reception.answer(call)
        self.watch.ended("reception and turn themselves", began)
        began = self.watch.began()
        call.seal(reply.words if reply else "", at)
        self.watch.ended("door: encrypt", began)


@asynccontextmanager
async def a_gateway(site: Site, database_url: str) -> AsyncIterator[Gateway]:
    """A gateway in this process over this database."""
    async with embedded(site.folder / "redis stages") as redis_url:
        own = {"HUIYING_DATABASE_URL": database_url, "HUIYING_REDIS_URL": redis_url}
        os.environ.update({**site.environment, **own})  # this process is the gateway
        async with wiring.ground(settings.load()) as base:
            reception = wiring.a_reception(base, await RasaEngine.load(site.model))
            watch = Stopwatch()
            door = _door(wiring.a_callback_door(base), watch)
            yield Gateway(door, _watched(reception, watch), watch)
            await reception.close()


def _door(door: CallbackDoor, watch: Stopwatch) -> CallbackDoor:
    return replace(
        door,
        guard=watch.watch(door.guard, "replay guard (Redis)"),
        register=watch.watch(door.register, "contacts (database)"),
    )


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


async def stages(
    gateway: Gateway, office: PostOffice, kind: Kind, many: int
) -> Mapping[str, float]:
    """Milliseconds a message by part, over `many` messages of one kind."""
    pushes = [office.push(kind) for _ in range(many + WARM_UP)]
    if kind is Kind.PLACE:
        asking = [office.push(Kind.STEP, push.citizen) for push in pushes]
        for push in asking:
            await gateway.take(push)
    for push in pushes[:WARM_UP]:
        await gateway.take(push)
    gateway.watch.spent.clear()
    for push in pushes[WARM_UP:]:
        await gateway.take(push)
    return {name: 1000 * spent / many for name, spent in gateway.watch.spent.items()}


def _table(found: Mapping[Kind, Mapping[str, float]], title: str) -> Table:
    table = Table(title=f"Milliseconds a message, one at a time: {title}")
    table.add_column("part")
    for kind in found:
        table.add_column(kind.title, justify="right")
    names = dict.fromkeys(name for parts in found.values() for name in parts)
    for name in sorted(names, key=lambda name: -max(p.get(name, 0.0) for p in found.values())):
        table.add_row(name, *(f"{parts.get(name, 0.0):.2f}" for parts in found.values()))
    table.add_section()
    table.add_row("all", *(f"{sum(parts.values()):.2f}" for parts in found.values()))
    return table


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

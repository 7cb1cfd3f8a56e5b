"""Two gateways and two workers behind a real load balancer: one is killed, one is asked to end."""

import asyncio
import os
import secrets
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.balancers import BALANCERS, a_balancer, missing
from benchmarks.driver import Door, Run, at_rate
from benchmarks.houses import House, huiying
from benchmarks.kinds import NUMBER, Kind
from benchmarks.plan import Bench, Load, figures
from benchmarks.processes import a_process, answers
from benchmarks.sections import Goal, Section
from benchmarks.workshop import POSTGRESQL, Workshop
from bot.adapters.store import Database
from bot.adapters.store.tables import inbox, inbox_open, tickets

PER_SECOND = 20.0
PHASE_S = 9.0
SETTLED_S, LOOK_S = 180.0, 0.5
SEEN_S = 5.0
"""After so long every balancer sends calls to a gateway that has come back."""
DRAIN = {"HUIYING_DRAIN_S": "5"}
"""Longer than the balancer needs to see that a gateway drains."""

METHOD = f"""\
Two gateways and two workers over PostgreSQL behind the balancer with the configuration of deploy/
(without TLS, on loopback); complaints at {PER_SECOND:g}/s in an open loop, sent once and never
again by the client. "killed": a gateway gets SIGKILL in the middle. "drained": the other one gets
SIGTERM when the first is back. A message is lost when it was answered with 200 and is not in the
database, or when the number that its citizen was told is not; doubled when there are more tickets
than messages; without a turn when no gateway has taken it up {SETTLED_S:g} s after the end.
"failed" is what WeChat would have had to bring again."""

COLUMNS = ("balancer", "phase", "messages", "p50", "p99", "later", "failed")


async def measure(workshop: Workshop) -> list[Section]:
    """Every balancer that this machine has."""
    rows: list[Sequence[object]] = []
    goals: list[Goal] = []
    remarks: list[str] = []
    for name in BALANCERS:
        if why := missing(name):
            remarks.append(why)
            continue
        workshop.say(f"two gateways behind {name}")
        async with workshop.a_store(POSTGRESQL) as url:
            told = await behind(workshop, [name], url)
        rows += told.rows
        goals += [
            Goal(f"lost behind {name}", told.lost, 0, "messages"),
            Goal(f"doubled behind {name}", told.doubled, 0, "tickets"),
            Goal(f"failed behind {name}", told.failed, 0, "messages"),
            Goal(f"without a turn behind {name}", told.waiting, 0, "messages"),
        ]
    return [Section("Behind a load balancer", COLUMNS, rows, METHOD, goals, remarks)]


@dataclass(frozen=True)
class Told:
    """What became of all messages."""

    rows: Sequence[Sequence[object]]
    messages: int
    tickets: int
    failed: int
    lost: int
    doubled: int
    waiting: int


async def behind(workshop: Workshop, names: Sequence[str], url: str) -> Told:
    """Let citizens write while one gateway dies and another one ends.

    They come through these balancers in turn, all before the same gateways.
    """
    name = " and ".join(names)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(
            huiying(workshop.site, f"behind {name}", url, gateways=2, workers=2, more=DRAIN)
        )
        doors = []
        for one in names:
            folder = workshop.site.folder / f"balancer-{one}-{secrets.token_hex(4)}"
            _, door = await stack.enter_async_context(a_balancer(one, house.doors, folder))
            doors.append(door)
        await Bench(workshop.site.office).warm_up(house, 10)
        before = await _books(url)
        crew = Crew(workshop, stack, house)
        runs = {"undisturbed": await _load(workshop, doors, _nothing)}
        runs["killed"] = await _load(workshop, doors, lambda: crew.kill(0))
        workshop.say("the gateway that was killed starts again")
        await crew.start_again(0)
        runs["drained"] = await _load(workshop, doors, lambda: crew.ask_to_end(1))
        await _settled(url)
        return _told(workshop, name, runs, before, await _books(url))


@dataclass(frozen=True)
class Crew:
    """The gateways of a house, to be killed, started again and asked to end."""

    workshop: Workshop
    stack: AsyncExitStack
    house: House

    async def kill(self, number: int) -> None:
        """SIGKILL, by its pid."""
        gateway = self._alive(number)
        os.kill(gateway.pid, signal.SIGKILL)
        await gateway.wait()

    async def start_again(self, number: int) -> None:
        """Return when it answers."""
        gone = self.house.gateways[number]
        folder = self.workshop.site.folder
        part = a_process(folder, gone.name, gone.command, gone.environment)
        back = await self.stack.enter_async_context(part)
        await answers(self.house.doors[number][1], back)
        await asyncio.sleep(SEEN_S)

    async def ask_to_end(self, number: int) -> None:
        """SIGTERM; return when it has ended."""
        gateway = self._alive(number)
        gateway.terminate()
        await gateway.wait()

    def _alive(self, number: int) -> asyncio.subprocess.Process:
        """Raises RuntimeError with the end of its log if it died by itself."""
        gateway = self.house.gateways[number]
        if gateway.process.returncode is None:
            return gateway.process
        tail = gateway.log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{gateway.name} ended with {gateway.process.returncode}:\n{tail}")


async def _nothing() -> None:
    """Nobody is disturbed."""


async def _load(
    workshop: Workshop, doors: Sequence[Door], disturb: Callable[[], Awaitable[None]]
) -> Run:
    """Citizens write at a steady rate, and something happens in the middle of it."""
    seconds = workshop.seconds(PHASE_S)
    pushes = [workshop.site.office.push(Kind.TICKET) for _ in range(int(PER_SECOND * seconds))]
    run = asyncio.create_task(at_rate(doors, pushes, PER_SECOND))
    await asyncio.sleep(seconds / 3)
    await disturb()
    return await run


@dataclass(frozen=True)
class Books:
    """What stands in the database."""

    messages: int
    waiting: int
    tickets: frozenset[str]


async def _books(url: str) -> Books:
    database = Database(url)
    try:
        async with database.reading() as connection:
            return Books(
                messages=await connection.scalar(sa.select(sa.func.count(inbox.c.id))) or 0,
                waiting=await connection.scalar(
                    sa.select(sa.func.count(inbox.c.id)).where(inbox_open)
                )
                or 0,
                tickets=frozenset((await connection.scalars(sa.select(tickets.c.number))).all()),
            )
    finally:
        await database.close()


async def _settled(url: str) -> None:
    """Return when every message has had its turn, or when it has taken too long."""
    for _ in range(int(SETTLED_S / LOOK_S)):
        if not (await _books(url)).waiting:
            return
        await asyncio.sleep(LOOK_S)


def _told(
    workshop: Workshop, name: str, runs: Mapping[str, Run], before: Books, after: Books
) -> Told:
    opened = workshop.site.office.opened
    acknowledged = [one for run in runs.values() for one in run.answers if one.status == 200]
    kept, made = after.messages - before.messages, len(after.tickets - before.tickets)
    said = {found[0] for one in acknowledged if (found := NUMBER.search(opened(one.body)))}
    lost = max(len(acknowledged) - kept, 0) + len(said - after.tickets)
    rows, failed = [], 0
    for phase, run in runs.items():
        one = figures(name, Load(Kind.TICKET, 0, per_second=PER_SECOND), run, opened)
        failed += one.failed
        rows.append((name, phase, one.messages, one.p50, one.p99, one.later, one.failed))
    return Told(rows, kept, made, failed, lost, max(made - kept, 0), after.waiting)

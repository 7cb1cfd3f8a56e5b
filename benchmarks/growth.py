"""Does a message cost more when the city has a million tickets? Every statement, every store."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import plans, seeding
from benchmarks.driver import Run, at_once
from benchmarks.houses import House, huiying
from benchmarks.kinds import NUMBER, Kind, Later, Said
from benchmarks.plan import Bench, Figures, Load, figures
from benchmarks.post import Push
from benchmarks.sections import Goal, Section
from benchmarks.stages import Gateway, a_gateway
from benchmarks.workshop import POSTGRESQL, STORES, Workshop
from bot.adapters.departments.signing import sign
from bot.adapters.store import Database, SqlAlarms, SqlInbox, SqlOutbox, SqlTickets
from bot.adapters.store.tables import tickets
from bot.demo.credentials import secret_variable
from bot.demo.places import HOST
from bot.domain.zone import SHANGHAI

SIZES, QUICK_SIZES = (1, 10_000, 1_000_000), (1, 10_000, 50_000)
MANY = 120
"""Messages of each kind at each size, one after another."""
FLAT = 1.5
"""A machine that others use gives the same work up to so much more time from one minute to the
next; a scan of a table that is a thousand times longer would be far beyond it."""

METHOD = f"""\
One gateway and one worker; {MANY} messages of each kind one after another, so that nothing queues.
"ms" is the processor time a message took of gateway, worker and database server together (from
/proc), which does not depend on what else the machine does; p50 is what the citizen waited. The
small database is the one that these messages made themselves. For the larger ones its finished
tickets, with their events, parcels, messages, conversations, contacts and sends, are copied inside
the database under other names and days of a year; then VACUUM ANALYZE on PostgreSQL, nothing on
SQLite, and processes that start anew. "claim" is one look of a worker at the outbox. Below stands
which statements of a message read a whole table at the largest size (EXPLAIN of all of them)."""


@dataclass(frozen=True)
class Cost:
    """Of one message: processor ms of all parts together, and what its citizen waited."""

    ms: float
    p50: float


Found = dict[str, dict[int, dict[str, Cost]]]


async def measure(workshop: Workshop) -> list[Section]:
    """Both stores grow side by side and are measured one after the other."""
    sizes = QUICK_SIZES if workshop.quick else SIZES
    found: Found = {kind: {} for kind in STORES}
    remarks: list[str] = []
    async with AsyncExitStack() as stack:
        urls = {kind: await stack.enter_async_context(workshop.a_store(kind)) for kind in STORES}
        for size in sizes:
            if size > 1:
                growing = (seeding.grow(url, size, workshop.say) for url in urls.values())
                await asyncio.gather(*growing)
            for kind, url in urls.items():
                workshop.say(f"{kind}, {size:,} ticket(s)")
                if size == sizes[-1]:
                    found[kind][size], scans = await _with_plans(workshop, kind, url, size)
                    remarks += [f"{kind} reads a whole table: {line}" for line in scans]
                else:
                    found[kind][size] = await _at_size(workshop, kind, url, size)
    return [_section(found, sizes, remarks or ["no large table was read whole"])]


def _section(found: Found, sizes: Sequence[int], remarks: Sequence[str]) -> Section:
    columns = ["message", "store"]
    for size in sizes:
        columns += [f"ms, {size:,} tickets", f"p50, {size:,} tickets"]
    rows: list[Sequence[object]] = []
    goals: list[Goal] = []
    for kind, by_size in found.items():
        for what in by_size[sizes[0]]:
            costs = [by_size[size][what] for size in sizes]
            ratio = round(costs[-1].ms / max(costs[0].ms, 0.01), 2)
            rows.append((what, kind, *(value for c in costs for value in (c.ms, c.p50)), ratio))
            goals.append(Goal(f"growth, {what}, {kind}", ratio, FLAT, "times"))
    title = "Cost with the number of tickets"
    return Section(title, [*columns, "times"], rows, METHOD, goals, remarks)


async def _with_plans(
    workshop: Workshop, kind: str, url: str, size: int
) -> tuple[dict[str, Cost], list[str]]:
    """The costs, and what was read whole: PostgreSQL counts it, SQLite is asked afterwards."""
    if kind == POSTGRESQL:
        before = await plans.scans_until_now(url)
        costs = await _at_size(workshop, kind, url, size)
        after = await plans.scans_until_now(url)
        times = {table: many - before.get(table, 0) for table, many in after.items()}
        return costs, [f"{table}, {many} times" for table, many in times.items() if many]
    costs = await _at_size(workshop, kind, url, size)
    workshop.say("SQLite: asking how it would find everything")
    with plans.statements() as heard:
        async with a_gateway(workshop.site, url) as gateway:
            await _one_of_each(workshop, gateway, url)
    return costs, plans.sqlite_scans(Path(url.removeprefix("sqlite:///")), heard)


async def _one_of_each(workshop: Workshop, gateway: Gateway, url: str) -> None:
    """Everything that happens with messages and tickets, once, in this process."""
    office = workshop.site.office
    for kind in (Kind.FAQ, Kind.STEP, Kind.TICKET):
        push = office.push(kind)
        await gateway.take(push)
    await gateway.take(office.push(Later.QUERY, push.citizen))
    database, now = Database(url), datetime.now(SHANGHAI)
    await SqlTickets(database).of_citizen("nobody")
    await SqlTickets(database).answered_call("nobody", "nothing")
    await SqlOutbox(database).claim(now, timedelta(seconds=90), 128, [])
    await SqlOutbox(database).count(now)
    await SqlInbox(database).left_behind(now, 100)
    await SqlAlarms(database).recent(now - timedelta(days=1), limit=1000)
    await database.close()


async def _at_size(workshop: Workshop, kind: str, url: str, size: int) -> dict[str, Cost]:
    async with huiying(workshop.site, f"growth {kind} {size}", url) as house:
        return await Growth(workshop, house, url).costs()


@dataclass
class Growth:
    """One house whose database has some size."""

    workshop: Workshop
    house: House
    url: str

    async def costs(self) -> dict[str, Cost]:
        """What each kind of message costs here."""
        bench = Bench(self.workshop.site.office)
        await bench.warm_up(self.house)
        many = self.workshop.times(MANY)
        opened = await self._run(self._pushes(Kind.TICKET, many))
        asked = await self._run(self._pushes(Later.QUERY, many, _citizens(opened[1])))
        faq = await self._run(self._pushes(Kind.FAQ, many))
        answered = await self._run(await self._answers(opened[1]))
        _all_right(opened[0], asked[0], faq[0])
        return {
            Kind.FAQ.title: _cost(faq[0]),
            Kind.TICKET.title: _cost(opened[0]),
            Later.QUERY.title: _cost(asked[0]),
            "department's answer": _cost(answered[0]),
            "claim (worker)": await self._claim(many),
        }

    def _pushes(self, kind: Said, many: int, citizens: Sequence[str | None] = ()) -> Sequence[Push]:
        office = self.workshop.site.office
        return [office.push(kind, citizen) for citizen in citizens or [None] * many]

    async def _run(self, pushes: Sequence[Push]) -> tuple[Figures, Run]:
        before = self.house.processor_s()
        run = await at_once(self.house.doors, pushes, hands=1, seconds=120)
        after = self.house.processor_s()
        spent = {part: after[part] - before[part] for part in before}
        kind = pushes[0].kind
        return figures(
            self.house.name, Load(kind, 0, hands=1), run, self.workshop.site.office.opened, spent
        ), run

    async def _answers(self, opened: Run) -> list[Push]:
        """The answers of the departments that hold the tickets that were just opened."""
        replies = (self.workshop.site.office.opened(answer.body) for answer in opened.answers)
        numbers = [found[0] for reply in replies if (found := NUMBER.search(reply))]
        held = sa.select(tickets.c.number, tickets.c.department)
        database = Database(self.url)
        async with database.reading() as connection:
            rows = (await connection.execute(held.where(tickets.c.number.in_(numbers)))).all()
        await database.close()
        return [self._answer(row.number, row.department) for row in rows]

    def _answer(self, number: str, unit: str) -> Push:
        body = json.dumps({"text": "已派人修好。", "outcome": "resolved"}).encode()
        secret = self.workshop.site.environment[secret_variable(unit)]
        told = sign(f"bench-{number}", body, [secret], datetime.now(SHANGHAI))
        headers = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        head = (
            f"POST /departments/{unit}/tickets/{number}/answer HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        )
        return Push("", Kind.TICKET, head.encode() + body)

    async def _claim(self, many: int) -> Cost:
        """A worker's look when there is nothing to send, as it happens every second."""
        database = Database(self.url)
        outbox, lease = SqlOutbox(database), timedelta(seconds=90)

        async def claim() -> None:
            await outbox.claim(datetime.now(SHANGHAI), lease, 128, [])

        await claim()
        found = await _timed(claim, many, self.house)
        await database.close()
        return found


async def _timed(do: Callable[[], Awaitable[None]], many: int, house: House) -> Cost:
    """What one call costs this process and the database."""
    before, processor, began = house.processor_s(), time.process_time(), time.perf_counter()
    for _ in range(many):
        await do()
    seconds, spent = time.perf_counter() - began, time.process_time() - processor
    server = house.processor_s()["database"] - before["database"]
    return Cost(round(1000 * (spent + server) / many, 2), round(1000 * seconds / many, 2))


def _citizens(run: Run) -> list[str | None]:
    return [answer.push.citizen for answer in run.answers]


def _cost(found: Figures) -> Cost:
    parts = ("gateway", "worker", "database")
    return Cost(round(sum(found.cost.get(part, 0.0) for part in parts), 2), found.p50)


def _all_right(*found: Figures) -> None:
    """A figure of wrong answers says nothing."""
    for one in found:
        if one.bad > one.messages // 20:
            raise RuntimeError(f"{one.kind}: {one.bad} of {one.messages} answers are not right")

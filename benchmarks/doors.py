"""From the POST to the complete reply: every kind of message, every store, one gateway and two."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from benchmarks.houses import House, plain
from benchmarks.kinds import Kind
from benchmarks.plan import WARM_UP, Bench, Figures, Load
from benchmarks.sections import Goal, Section
from benchmarks.workshop import STORES, Workshop

METHOD = f"""\
From the first byte of the POST to the last byte of the complete reply, over loopback, in WeChat's
safe mode (signed and AES-encrypted both ways). Messages are sealed before the clock runs, replies
opened after it stopped; each message has a key and a citizen of its own. "n/s" is an open loop:
messages are due at a steady rate, and their time counts from when they were due. "n at once" is a
closed loop without pauses. Client, gateways, worker, Valkey, database and the departments' receiver
share the same cores; "client" is the client's (and the receiver's) share of one core, the columns
in ms are the processor time a message took of gateways, worker and database server, from /proc.
{WARM_UP} messages of each kind warm every gateway up. SQLite: WAL, synchronous=FULL, and its
processor time is the gateway's. PostgreSQL: from pip, its own defaults (fsync and
synchronous_commit on). "plain" is benchmarks/reference.py: wechatpy, aiohttp and the same engine,
nothing kept, nobody told; two such doors know nothing of each other, and answer half of those who
tell a place wrongly. All houses run side by side, each load is put on one after the other."""

COLUMNS = (
    *("message", "load", "house", "messages", "p50", "p95", "p99", "messages/s"),
    *("later", "wrong", "failed", "gateway ms", "worker ms", "database ms", "client"),
)
PROMISED_MS = 50.0
PROMISED_MB = 350.0

LOADS = (
    Load(Kind.FAQ, 10, per_second=50),
    Load(Kind.FAQ, 2.5, hands=8),
    Load(Kind.FAQ, 2.5, hands=32),
    Load(Kind.STEP, 4, per_second=20),
    Load(Kind.STEP, 2.5, hands=8),
    Load(Kind.PLACE, 4, per_second=20),
    Load(Kind.PLACE, 2.5, hands=8),
    Load(Kind.TICKET, 4, per_second=20),
    Load(Kind.TICKET, 2.5, hands=8),
    Load(Kind.TICKET, 2.5, hands=32),
)


async def measure(workshop: Workshop) -> list[Section]:
    """Start the houses, put every load on each of them in turn."""
    bench = Bench(workshop.site.office)
    async with AsyncExitStack() as stack:
        houses = await _houses(stack, workshop)
        begun = {house.name: house.resident_mb for house in houses}
        rows = []
        for house in houses:
            await bench.warm_up(house)
        for load in LOADS:
            workshop.say(f"{load.kind.title}, {load.title}")
            lasting = replace(load, seconds=workshop.seconds(load.seconds))
            rows += [await bench.measure(house, lasting) for house in houses]
        return [_loads(rows), _gateways(houses, begun)]


async def _houses(stack: AsyncExitStack, workshop: Workshop) -> list[House]:
    houses = []
    for gateways in (1, 2):
        for kind in STORES:
            workshop.say(f"starting {gateways} gateway(s) over {kind}")
            houses.append(await stack.enter_async_context(workshop.a_house(kind, gateways)))
        workshop.say("starting the plain door")
        name = "plain, no store" if gateways == 1 else "plain, no store, 2 doors"
        houses.append(await stack.enter_async_context(plain(workshop.site, name, gateways)))
    return houses


def _loads(rows: Sequence[Figures]) -> Section:
    table = [
        (
            *(row.kind, row.load, row.house, row.messages, row.p50, row.p95, row.p99),
            *(row.per_second, row.later, row.wrong, row.failed),
            *(row.cost.get(part, 0.0) for part in ("gateway", "worker", "database")),
            row.client,
        )
        for row in rows
    ]
    goals = [
        Goal(f"FAQ at 50/s, {row.house}, p99", row.p99, PROMISED_MS, "ms")
        for row in rows
        if (row.kind, row.load) == (Kind.FAQ.title, "50/s") and not row.house.startswith("plain")
    ]
    title = "POST to complete reply, safe mode (milliseconds)"
    return Section(title, COLUMNS, table, METHOD, goals)


def _gateways(houses: Sequence[House], begun: dict[str, float]) -> Section:
    columns = ("house", "start to ready (s)", "memory at start (MB)", "memory after the loads (MB)")
    table = [
        (house.name, round(house.ready_s, 1), round(begun[house.name]), round(house.resident_mb))
        for house in houses
    ]
    goals = [
        Goal(f"memory, {house.name}", round(house.resident_mb), PROMISED_MB, "MB")
        for house in houses
        if not house.name.startswith("plain")
    ]
    method = "Resident memory (VmRSS) of the largest gateway of a house, with Rasa's model in it."
    return Section("A gateway by itself", columns, table, method, goals)

"""Departments' systems at their worst for three days: the real worker over real stores and HTTP."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.departments.opening import open_departments
from bot.adapters.departments.pace import LocalPace
from bot.adapters.departments.posting import Limits
from bot.adapters.departments.ways import Ways
from bot.adapters.guard import Guard
from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
    SqlOutbox,
    SqlTickets,
)
from bot.adapters.store.tables import outbox
from bot.domain.dispatch import Catalogue, Delivery, Department
from bot.domain.parcels import Addressee, Parcel, ParcelState
from bot.services.delivery import Courier
from bot.services.notices import ticket_event
from bot.services.patience import PATIENCE_WITH_DEPARTMENT
from bot.services.ports.changes import Changes
from bot.services.ports.departments import Departments
from tests.adapters.departments import bad_receivers
from tests.adapters.departments.bad_receivers import SAYS, a_receiver, says
from tests.adapters.departments.builders import CENTRES_SECRET, SECRET
from tests.builders import NOW, a_ticket
from tests.couriers import deliver_all
from tests.fakes.house import PATIENT_S, FakeChannel, FakeClock, FakeWaker
from tests.fakes.teller import PlainTeller

CENTRE = "service_center"
EACH = 2
"""Tickets for each department."""
HASTY_S = 0.1
NEVER_ANSWER = {"drips", "hangs", "no tls"}
TAKEN = {"garbage", "much", "works"}
"""Whoever says 200 in full sight has taken the event, whatever else it says."""


@dataclass
class Office:
    """A department's system that works, and hears when: its requests by the worker's clock."""

    clock: FakeClock
    heard: list[tuple[datetime, dict]] = field(default_factory=list)
    away_until: datetime | None = None

    async def take(self, request: web.Request) -> web.Response:
        if self.away_until and self.clock() < self.away_until:
            return web.Response(status=503)
        self.heard.append((self.clock(), json.loads(await request.read())))
        return web.Response(status=204)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        async with TestServer(app) as server:
            yield str(server.make_url("/hook"))


@dataclass
class City:
    """A worker over a real database, and its departments."""

    db: Database
    clock: FakeClock
    courier: Courier

    async def write(self, *parcels: Parcel) -> None:
        await SqlTickets(self.db).apply(Changes(parcels=list(parcels)))

    async def let_days_pass(self) -> None:
        """Work off what is due, and go on in longer and longer steps until nothing waits."""
        waiting = outbox.c.state == ParcelState.WAITING.value
        next_due = sa.select(sa.func.min(outbox.c.due_at)).where(waiting)
        step = timedelta(seconds=4)
        while True:
            await deliver_all(self.courier)
            async with self.db.reading() as connection:
                due = await connection.scalar(next_due)
            if due is None:
                return
            self.clock.now = max(due, self.clock.now + step)
            step = min(step * 4, timedelta(hours=8))

    async def states(self) -> Mapping[str, Counter[str]]:
        """By unit: how many events about tickets ended how."""
        query = sa.select(outbox.c.target, outbox.c.state).where(outbox.c.number.is_not(None))
        found: dict[str, Counter[str]] = {}
        async with self.db.reading() as connection:
            for target, state in (await connection.execute(query)).all():
                found.setdefault(target, Counter())[state] += 1
        return found


@dataclass(frozen=True)
class ByUnit:
    """The port Departments: who never answers is left soon, everybody else has all the time."""

    patient: Departments
    hasty: Departments
    never_answer: Collection[str]

    async def post(self, parcel: Parcel, now: datetime) -> None:
        post = self.hasty if parcel.target in self.never_answer else self.patient
        await post.post(parcel, now)


@asynccontextmanager
async def a_city(
    db: Database,
    clock: FakeClock,
    addresses: Mapping[str, str],
    never_answer: Collection[str] = (),
) -> AsyncIterator[City]:
    """`addresses` by unit; what is said of those who never answer is no matter of speed."""
    units = tuple(Department(code, code, None, ()) for code in addresses)
    catalogue = Catalogue("test", CENTRE, units)
    secrets = {CENTRE: CENTRES_SECRET}
    ways = Ways(
        catalogue,
        {
            code: Delivery("webhook", address, secrets.get(code, SECRET))
            for code, address in addresses.items()
        },
    )

    def open_within(total_s: float) -> AbstractAsyncContextManager[Departments]:
        guard, limits = Guard.of((), demo=True), Limits(connect_s=total_s, total_s=total_s)
        return open_departments(
            ways, SqlAttachments(db), guard, LocalPace(), clock, "https://h", limits
        )

    async with open_within(PATIENT_S) as patient, open_within(HASTY_S) as hasty:
        courier = Courier(
            outbox=SqlOutbox(db),
            tickets=SqlTickets(db),
            channel=FakeChannel(),
            teller=PlainTeller(ByUnit(patient, hasty, never_answer)),
            waker=FakeWaker(),
            clock=clock,
            centre=CENTRE,
            addressee=Addressee.DEPARTMENT,
        )
        yield City(db, clock, courier)


def events(unit: str, each: int = EACH) -> list[Parcel]:
    """Each of this unit's tickets was dispatched."""
    return [an_event(unit, f"{unit}-{n}") for n in range(each)]


def an_event(unit: str, number: str, kind: str = "ticket.dispatched") -> Parcel:
    return ticket_event(kind, replace(a_ticket(number=number), department=unit), NOW)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """SQLite and PostgreSQL in turn."""
    database = Database(database_url)
    yield database
    await database.close()


async def test_every_event_is_delivered_or_given_up_with_an_alarm(
    db: Database, tmp_path: Path, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
):
    """Twelve departments, each bad in its own way for three days, and two that work."""
    caplog.set_level("CRITICAL")
    clock = FakeClock()
    centre, works, trap = Office(clock), Office(clock), Office(clock)
    async with AsyncExitStack() as stack:
        open_now = stack.enter_async_context
        addresses = {what: await open_now(a_receiver(says(SAYS[what]))) for what in SAYS}
        addresses["drips"] = await open_now(a_receiver(bad_receivers.drips))
        addresses["hangs"] = await open_now(a_receiver(bad_receivers.hangs))
        addresses["nobody there"] = f"http://127.0.0.1:{unused_tcp_port}/hook"
        own = bad_receivers.a_certificate_of_its_own(tmp_path)
        addresses["own certificate"] = await open_now(a_receiver(says(b""), own))
        addresses["no tls"] = addresses["is down"].replace("http://", "https://")
        trapped = (await open_now(trap.open())).encode()
        redirect = b"HTTP/1.1 307 There\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % trapped
        addresses["redirects"] = await open_now(a_receiver(says(redirect)))
        addresses["works"] = await open_now(works.open())
        addresses[CENTRE] = await open_now(centre.open())
        units = sorted(set(addresses) - {CENTRE})
        city = await open_now(a_city(db, clock, addresses, NEVER_ANSWER))
        for unit in units:
            await city.write(*events(unit))

        await city.let_days_pass()

        states = await city.states()

    expected = {unit: {"delivered" if unit in TAKEN else "given_up": EACH} for unit in units}
    assert states == expected
    assert trap.heard == []
    lost = [unit for unit in units if unit not in TAKEN]
    told = [(at, body["data"]["alarm"]) for at, body in centre.heard]
    assert all(
        at - datetime.fromisoformat(alarm["at"]) <= timedelta(minutes=1) for at, alarm in told
    )
    alarms = await SqlAlarms(db).recent(NOW)
    assert {alarm.subject for alarm in alarms} == set(lost)
    assert len(told) == len(alarms)
    assert clock() - NOW >= PATIENCE_WITH_DEPARTMENT


async def test_the_alarm_rings_in_the_minute_of_giving_up(
    db: Database, caplog: pytest.LogCaptureFixture
):
    """Not before, and not a moment after it is written down; the centre hears it at once."""
    caplog.set_level("CRITICAL")
    clock = FakeClock()
    centre = Office(clock)
    async with AsyncExitStack() as stack:
        down = await stack.enter_async_context(a_receiver(says(SAYS["is down"])))
        addresses = {"heating": down, CENTRE: await stack.enter_async_context(centre.open())}
        city = await stack.enter_async_context(a_city(db, clock, addresses))
        await city.write(*events("heating", each=1))
        clock.now = NOW + PATIENCE_WITH_DEPARTMENT - timedelta(seconds=1)
        await deliver_all(city.courier)
        before = list(centre.heard)

        clock.now += timedelta(hours=2)
        await deliver_all(city.courier)

    assert before == []
    ((at, _),) = centre.heard
    assert at == clock()
    (alarm,) = await SqlAlarms(db).recent(NOW)
    assert (alarm.kind, alarm.subject, alarm.at) == ("parcel.given_up", "heating", clock())


async def test_a_department_that_comes_back_after_two_days_gets_everything_in_order(
    db: Database, caplog: pytest.LogCaptureFixture
):
    """Each event once, each ticket's in its order, and nobody was alarmed."""
    caplog.set_level("CRITICAL")
    clock = FakeClock()
    office = Office(clock, away_until=NOW + timedelta(days=2))
    kinds = ("ticket.dispatched", "ticket.urged", "ticket.supplemented")
    async with office.open() as address, a_city(db, clock, {"heating": address}) as city:
        for kind in kinds:
            await city.write(*(an_event("heating", f"n{n}", kind) for n in range(3)))

        await city.let_days_pass()

    heard: dict[str, list[str]] = {}
    for _, body in office.heard:
        heard.setdefault(body["data"]["ticket"]["number"], []).append(body["type"])
    assert heard == {f"n{n}": list(kinds) for n in range(3)}
    assert await SqlAlarms(db).recent(NOW - timedelta(days=9)) == []


async def test_one_bad_department_never_delays_another(
    db: Database, caplog: pytest.LogCaptureFixture
):
    """Five departments keep every call until the sixth has all it waits for."""
    caplog.set_level("CRITICAL")
    has_all = asyncio.Event()
    order: list[str] = []

    async def until_the_other_has_all(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await has_all.wait()
        order.append("bad")
        await says(SAYS["is down"])(reader, writer)

    async def note(request: web.Request) -> web.Response:
        order.append("good")
        if order.count("good") == 10:
            has_all.set()
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/hook", note)
    async with AsyncExitStack() as stack:
        bad = {
            f"bad-{n}": await stack.enter_async_context(a_receiver(until_the_other_has_all))
            for n in range(5)
        }
        server = await stack.enter_async_context(TestServer(app))
        good = {"works": str(server.make_url("/hook"))}
        city = await stack.enter_async_context(a_city(db, FakeClock(), bad | good))
        for unit in bad:
            await city.write(*events(unit, each=30))
        await city.write(*events("works", each=10))

        stopping = asyncio.Event()
        worker = asyncio.create_task(city.courier.run(stopping, idle=timedelta(0)))
        await has_all.wait()
        stopping.set()
        await worker

    assert order[:10] == ["good"] * 10

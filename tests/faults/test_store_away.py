"""The database goes away while citizens write: nobody is refused, nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.adapters.spool import open_spool
from bot.adapters.store import Database, SqlAttachments, SqlInbox, SqlOutbox, SqlTickets
from bot.adapters.store.tables import inbox
from bot.adapters.store.tables import tickets as tickets_table
from bot.services.later import LATER, NOBODY_KNOWS_YET
from bot.services.locks import Locks
from bot.services.reception import Reception
from bot.services.spooling import SpoolingReceiver
from bot.services.turns import Turns
from bot.simulator.models import Exchange
from tests.builders import a_call
from tests.fakes.door import FakeDoor
from tests.fakes.house import PATIENT_S, House
from tests.faults import nursery
from tests.faults.crew import GATEWAYS, WORKERS, Crew, a_crew
from tests.faults.postgres import a_postgres
from tests.faults.spool import everywhere
from tests.full_disk import no_file_grows_beyond
from tests.houses import COMES_UP_S, Person, eventually, number_in

FEW = 12
DRAINED_S = 120.0
ROOM = 4096
"""Bytes a file may have: a page of the database does not fit behind the others any more."""
WORDS = [f"第{n}句" for n in range(4)]
MATTER = "人民路{}号门口路灯坏了三天没人修"
on_the_crew = pytest.mark.asyncio(loop_scope="module")

_numbers = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgres"])
async def everybody(
    request: pytest.FixtureRequest, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Crew]:
    """Two gateways and two workers over a database that can be taken away."""
    folder = tmp_path_factory.mktemp("away") / "data"
    async with AsyncExitStack() as stack:
        postgres = None
        if request.param == "postgres":
            postgres = await stack.enter_async_context(a_postgres())
        crew = await stack.enter_async_context(
            a_crew(folder, trained_model, postgres=postgres, begin=nursery.born)
        )
        # what is not taken at the first try was refused: a slow machine does neither
        await crew.sim.switch(retry_after_s=PATIENT_S)
        yield crew


@pytest_asyncio.fixture(loop_scope="module")
async def crew(everybody: Crew) -> Crew:
    """Everybody is alive when a test begins."""
    await everybody.start(*everybody.dead(*GATEWAYS, *WORKERS))
    return everybody


@on_the_crew
async def test_citizens_who_write_meanwhile_are_told_so_and_answered_afterwards(crew: Crew):
    """At the first try; one ticket each; and who is in danger hears what to do."""
    people = await _some_people(crew)
    in_danger = await _a_person(crew)

    async with crew.database_away():
        said = await _all_complain(people)
        cry = await crew.sim.say(in_danger.name, "我家着火了")
    await _everything_is_drained(crew)

    assert [(one.tries, _words(one)) for one in said] == [(1, LATER.text)] * len(people)
    assert "119" in _words(cry)
    assert _words(cry).endswith(NOBODY_KNOWS_YET)
    for person, exchange in zip(people, said, strict=True):
        receipt = await person.hears("已受理", after=exchange.index)
        assert number_in(receipt.text)
    assert "编号" in (await in_danger.hears("119", after=cry.index + 1)).text
    assert await _tickets_of_the_spooled(crew) == [1] * (len(people) + 1)


@on_the_crew
async def test_a_gateway_killed_with_messages_on_its_disk_has_lost_none(crew: Crew):
    """The other one takes them over, though it never saw them."""
    people = await _some_people(crew)

    async with crew.database_away():
        said = await _all_complain(people)
        await crew.kill("gateway-1")
    await _everything_is_drained(crew)

    assert [one.tries for one in said] == [1] * len(people)
    for person, exchange in zip(people, said, strict=True):
        await person.hears("已受理", after=exchange.index)


@on_the_crew
async def test_a_gateway_asked_to_stop_meanwhile_ends_and_leaves_its_spool_to_the_other(
    crew: Crew,
):
    """It does not wait for a database that may be away for hours."""
    people = await _some_people(crew)

    async with crew.database_away():
        said = await _all_complain(people)
        async with asyncio.timeout(COMES_UP_S):
            code = await crew.ask_to_stop("gateway-2")
    await _everything_is_drained(crew)

    assert code == 0
    assert [one.tries for one in said] == [1] * len(people)
    for person, exchange in zip(people, said, strict=True):
        await person.hears("已受理", after=exchange.index)


@on_the_crew
async def test_a_server_that_hangs_keeps_no_citizen_waiting_and_no_gateway_from_ending(crew: Crew):
    """It still accepts connections and says nothing, as on a disk that does not answer."""
    if crew.postgres is None:
        pytest.skip("SQLite has no server that could hang")
    people = await _some_people(crew)

    with crew.postgres.hanging():
        said = await _all_complain(people)
        async with asyncio.timeout(COMES_UP_S):
            code = await crew.ask_to_stop("gateway-1")
    await _everything_is_drained(crew)

    assert code == 0
    assert [(one.tries, _words(one)) for one in said] == [(1, LATER.text)] * len(people)
    for person, exchange in zip(people, said, strict=True):
        await person.hears("已受理", after=exchange.index)


@on_the_crew
async def test_a_gateway_that_starts_meanwhile_takes_messages_and_answers_them_afterwards(
    crew: Crew,
):
    """A machine that is back before its database does not turn citizens away."""
    people = await _some_people(crew)

    async with crew.database_away():
        await crew.kill(*GATEWAYS)
        await crew.start(*GATEWAYS)
        said = await _all_complain(people)
    await _everything_is_drained(crew)

    assert [(one.tries, _words(one)) for one in said] == [(1, LATER.text)] * len(people)
    for person, exchange in zip(people, said, strict=True):
        await person.hears("已受理", after=exchange.index)


async def test_a_disk_that_is_full_for_the_database_is_not_yet_full_for_the_spool(
    sqlite_url: str, tmp_path: Path
):
    """The few bytes of a message still fit; when there is room again, it is answered."""
    house, database = House(), Database(sqlite_url)
    async with open_spool(tmp_path / "spool", 1 << 20) as spool:
        receiver = _a_gateway(house, database, spool)
        with no_file_grows_beyond(ROOM):
            said = [await receiver.answer(a_call(words, key=words)) for words in WORDS]
            waiting = spool.waiting
        drained = await receiver.drain()
        house.clock.forward(seconds=30)
        await receiver.receiver.resume(house.clock())

        assert waiting > 0
        assert drained == waiting
        assert [reply for reply, _ in said] == [LATER] * len(WORDS)
        assert [heard.text for heard in house.dialogue.heard] == WORDS
    await database.close()


# --- what it takes --------------------------------------------------------------------------------


def _a_gateway(house: House, database: Database, spool: object) -> SpoolingReceiver:
    """A gateway's middle over a real database."""
    store = SqlInbox(database)
    shelf = replace(house.shelf, tickets=SqlTickets(database), attachments=SqlAttachments(database))
    talk = replace(house.talk, inbox=store, outbox=SqlOutbox(database), shelf=shelf)
    turns = Turns(store, talk, house.waker, Locks())
    reception = Reception(store, turns, house.clock, timedelta(seconds=5))
    return SpoolingReceiver(reception, spool, FakeDoor(), None, house.clock)


async def _some_people(crew: Crew) -> list[Person]:
    return [await _a_person(crew) for _ in range(FEW)]


async def _a_person(crew: Crew) -> Person:
    name = f"张大妈{next(_numbers)}"
    await crew.sim.follow(name)
    return Person(name, crew.sim)


async def _all_complain(people: list[Person]) -> list[Exchange]:
    return await asyncio.gather(
        *(person.sim.say(person.name, MATTER.format(next(_numbers))) for person in people)
    )


def _words(exchange: Exchange) -> str:
    return exchange.passive_reply.text if exchange.passive_reply else ""


async def _everything_is_drained(crew: Crew) -> None:
    async def nothing_is_left() -> bool:
        return all(path.parent.name == "aside" for path in everywhere(crew.folder))

    await eventually(nothing_is_left, DRAINED_S)
    await crew.settled()


async def _tickets_of_the_spooled(crew: Crew) -> list[int]:
    """How many tickets each message has whose sender was put off."""
    spooled = sa.select(inbox.c.citizen).where(inbox.c.told.is_not(None))
    counted = (
        sa.select(sa.func.count())
        .where(tickets_table.c.citizen.in_(spooled))
        .group_by(tickets_table.c.citizen)
    )
    async with crew.database.reading() as connection:
        return list((await connection.execute(counted)).scalars())

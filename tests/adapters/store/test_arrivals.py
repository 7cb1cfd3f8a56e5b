"""Arrivals, and turns that end, share their commits."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlInbox
from bot.adapters.store.arrivals import KEPT, Arrival
from bot.adapters.store.changes import PAGE
from bot.adapters.store.hot import Hot, Line, Values
from bot.adapters.store.script import Script
from bot.adapters.store.tables import pages
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.messages import Message
from bot.domain.replies import Reply
from bot.services.ports.changes import Changes, Page
from bot.services.ports.inbox import Conversation, Ending, InboxRow
from tests.builders import NOW, a_message
from tests.openings import next_opening

MANY = 20
WAITING = Hot(
    sa.select(sa.func.count().label("many")).select_from(
        sa.text("pg_locks WHERE NOT granted AND locktype = 'transactionid'")
    )
)
PAGES = Hot(sa.select(pages).order_by(pages.c.token))
GOOD = Ending(Reply("好"))


class CountingDatabase(Database):
    """Counts its commits, and those that were begun and came to nothing."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.commits = self.transactions = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Line]:
        self.commits += 1
        self.transactions += 1
        async with super().writing() as line:
            yield line

    async def many(self, hot: Hot, values: Sequence[Values]) -> list[Any]:
        self.commits += 1
        return await super().many(hot, values)


class PageNote:
    """Writes a page with its message."""

    def __init__(self, token: str | None) -> None:
        self._page = {"token": token, "citizen": "c", "text": "x"}

    async def write(self, within: Script) -> None:
        within.add(PAGE, self._page)

    async def kept(self) -> None:
        """Nothing to do."""


@pytest.fixture
async def counting(database_url: str) -> AsyncIterator[CountingDatabase]:
    db = CountingDatabase(database_url)
    yield db
    await db.close()


async def arrived(inbox: SqlInbox, many: int = MANY) -> list[InboxRow]:
    """So many messages of as many citizens, at the same moment."""
    return await asyncio.gather(
        *(inbox.receive(a_message(key=f"m{n}", citizen=f"c{n}"), NOW) for n in range(many))
    )


async def test_who_arrives_at_once_is_kept_in_one_commit(counting: CountingDatabase):
    """And each row is its own message's."""
    rows = await arrived(SqlInbox(counting))

    assert counting.commits == 1
    assert [row.message.key for row in rows] == [f"m{n}" for n in range(MANY)]
    assert rows == [await SqlInbox(counting).find(row.message.key) for row in rows]


async def test_two_words_of_one_citizen_stay_in_their_order_in_one_commit(
    counting: CountingDatabase,
):
    """Turns are taken in the order of the rows."""
    inbox = SqlInbox(counting)

    rows = await asyncio.gather(
        *(inbox.receive(a_message(key=key, citizen="c1"), NOW) for key in ("z", "y", "x"))
    )

    assert counting.commits == 1
    assert [row.id for row in rows] == sorted(row.id for row in rows)


async def test_a_note_that_cannot_be_written_does_not_cost_its_neighbours_their_message(
    counting: CountingDatabase,
):
    """Its own message is not kept, the others are, each with its note."""
    inbox = SqlInbox(counting)
    notes = [PageNote("a"), PageNote(None), PageNote("c")]

    results = await asyncio.gather(
        *(
            inbox.receive(a_message(key=f"m{n}", citizen=f"c{n}"), NOW, note)
            for n, note in enumerate(notes)
        ),
        return_exceptions=True,
    )

    assert [isinstance(result, InboxRow) for result in results] == [True, False, True]
    with pytest.raises(NotFound):
        await inbox.find("m1")


async def test_who_comes_alone_is_kept_with_the_note_in_one_go(counting: CountingDatabase):
    """A new citizen costs PostgreSQL no transaction of four trips; a redelivery gets the row that
    stands."""
    inbox = SqlInbox(counting)

    row = await inbox.receive(a_message(key="m", citizen="c"), NOW, PageNote("a"))
    again = await inbox.receive(a_message("又", key="m", citizen="c"), NOW, PageNote("b"))

    assert counting.commits == 2
    assert row == again == await inbox.find("m")
    assert [page.token for page in await counting.rows(PAGES, {})] == ["a", "b"]
    assert counting.transactions == (2 if counting.is_sqlite else 0)


async def test_a_note_about_somebody_else_is_kept_as_it_is(counting: CountingDatabase):
    """What note and message call alike need not be the same."""
    inbox = SqlInbox(counting)

    await inbox.receive(a_message(key="m", citizen="somebody"), NOW, PageNote("a"))

    assert (await inbox.find("m")).message.citizen == "somebody"
    assert [page.citizen for page in await counting.rows(PAGES, {})] == ["c"]


async def test_a_note_that_cannot_be_written_keeps_its_message_out(counting: CountingDatabase):
    """Both or neither, also when nobody else is there."""
    inbox = SqlInbox(counting)

    refused = inbox.receive(a_message(key="m", citizen="c"), NOW, PageNote(None))
    [error] = await asyncio.gather(refused, return_exceptions=True)

    assert isinstance(error, Exception)
    with pytest.raises(NotFound):
        await inbox.find("m")


async def test_redeliveries_among_new_arrivals_get_the_rows_that_stand(
    counting: CountingDatabase,
):
    """The first words stay, whoever else is in the commit."""
    inbox = SqlInbox(counting)
    first = await inbox.receive(a_message("第一次", key="old", citizen="c0"), NOW)

    again, new, twice = await asyncio.gather(
        inbox.receive(a_message("第二次", key="old", citizen="c0"), NOW),
        inbox.receive(a_message(key="new", citizen="c1"), NOW),
        inbox.receive(a_message("又", key="new", citizen="c1"), NOW),
    )

    assert again == first
    assert new == twice


async def test_two_gateways_that_get_the_same_crowd_do_not_lock_each_other_out(postgres_url: str):
    """Each in an order of its own, as load balancers bring repeated messages.

    Somebody else holds one of them, so that both gateways stand in the middle of their batch.
    """
    here, there, somebody = (CountingDatabase(postgres_url) for _ in range(3))
    crowd = [a_message(key=f"m{n}", citizen=f"c{n}") for n in range(MANY)]

    async with somebody.writing() as line:
        await line.many(KEPT, [Arrival(crowd[MANY // 2], NOW, None, None, False).as_row()])
        arriving = asyncio.gather(_all_of(here, crowd), _all_of(there, crowd[::-1]))
        while (await somebody.rows(WAITING, {}))[0].many < 2:
            pass
    first, second = await arriving

    assert first == second
    assert (here.commits, there.commits) == (1, 1)
    for db in (here, there, somebody):
        await db.close()


async def _all_of(db: Database, messages: Sequence[Message]) -> dict[str, int]:
    inbox = SqlInbox(db)
    rows = await asyncio.gather(*(inbox.receive(message, NOW) for message in messages))
    return {row.message.key: row.id for row in rows}


async def test_turns_that_end_at_once_are_written_in_one_commit(counting: CountingDatabase):
    """Those that change nothing but their conversation, on both databases."""
    inbox = SqlInbox(counting)
    rows = await arrived(inbox)
    counting.commits = 0

    ended = await asyncio.gather(
        *(
            inbox.finish(row, Conversation(row.message.citizen), Changes(), GOOD, GOOD)
            for row in rows
        )
    )

    assert counting.commits == 1
    assert [row.message.key for row in ended] == [f"m{n}" for n in range(MANY)]
    assert all(row.done and row.reply == Reply("好") for row in ended)


async def test_a_turn_that_lost_does_not_take_its_neighbours_along(counting: CountingDatabase):
    """Whatever else they write, and whoever stopped waiting."""
    inbox = SqlInbox(counting)
    rows = await arrived(inbox, 4)
    await inbox.stop_waiting("m3")
    stale, page = Conversation("c1", version=7), Changes(pages=[Page("t", "c2", "x")])

    results = await asyncio.gather(
        inbox.finish(rows[0], Conversation("c0"), Changes(), GOOD, GOOD),
        inbox.finish(rows[1], stale, Changes(pages=[Page("u", "c1", "x")]), GOOD, GOOD),
        inbox.finish(rows[2], Conversation("c2"), page, GOOD, GOOD),
        inbox.finish(rows[3], Conversation("c3"), Changes(), GOOD, Ending(Reply("迟"))),
        return_exceptions=True,
    )

    assert isinstance(results[1], TurnConflict)
    assert [await _done(inbox, n) for n in range(4)] == [True, False, True, True]
    assert (await inbox.find("m3")).reply == Reply("迟")
    assert (await next_opening(inbox)).conversation.version == 0


async def test_what_is_being_kept_is_kept_before_the_database_is_closed(database_url: str):
    """A process that ends does not cut off its last commit."""
    db = Database(database_url)
    arriving = asyncio.create_task(arrived(SqlInbox(db)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await db.close()

    assert len(await arriving) == MANY


async def _done(inbox: SqlInbox, number: int) -> bool:
    return (await inbox.find(f"m{number}")).done

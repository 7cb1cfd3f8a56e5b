"""A transaction is written whole or not at all, by either door to the database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlPages, SqlTickets
from bot.adapters.store.changes import PAGE
from bot.adapters.store.tables import pages
from bot.domain.errors import NotFound
from bot.services.ports.changes import Changes, Page

A_PAGE = {"token": "t", "citizen": "c", "text": "x"}
Door = Callable[[Database], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def cold(db: Database) -> AsyncIterator[None]:
    async with db.transaction() as connection:
        await connection.execute(sa.insert(pages).values(A_PAGE))
        yield


@asynccontextmanager
async def hot(db: Database) -> AsyncIterator[None]:
    async with db.writing() as line:
        await line.count(PAGE, A_PAGE)
        yield


BOTH = pytest.mark.parametrize("door", [cold, hot])


@BOTH
async def test_a_transaction_that_raises_writes_nothing(db: Database, door: Door):
    """All or nothing, and the next one goes through."""
    with pytest.raises(ZeroDivisionError):
        async with door(db):
            raise ZeroDivisionError

    with pytest.raises(NotFound):
        await SqlPages(db).read("t")
    await SqlTickets(db).apply(Changes(pages=[Page("t", "c", "y")]))
    assert await SqlPages(db).read("t") == "y"


@BOTH
async def test_a_turn_that_is_cut_off_leaves_the_database_open_to_others(db: Database, door: Door):
    """A request that ends in its transaction writes nothing and locks nothing."""
    inside, never = asyncio.Event(), asyncio.Event()

    async def cut_off() -> None:
        async with door(db):
            inside.set()
            await never.wait()

    turn = asyncio.create_task(cut_off())
    await inside.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    await SqlTickets(db).apply(Changes(pages=[Page("t", "c", "y")]))
    assert await SqlPages(db).read("t") == "y"


@BOTH
async def test_readers_do_not_wait_for_a_writer(db: Database, door: Door):
    """They see what was there before."""
    async with door(db):
        with pytest.raises(NotFound):
            await SqlPages(db).read("t")

"""Hot statements do what SQLAlchemy would have done with them."""

import asyncio
import sqlite3
from datetime import timedelta

import asyncpg
import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlInbox, SqlPages
from bot.adapters.store.changes import PAGE
from bot.adapters.store.hot import Hot
from bot.adapters.store.inbox import OPENING
from bot.adapters.store.tables import conversations, pages
from bot.domain.errors import NotFound, StoreAway
from bot.domain.replies import Reply
from bot.services.ports.changes import Changes
from bot.services.ports.inbox import Conversation, Ending
from tests.builders import NOW, a_message

COUNTED = Hot(sa.select(sa.func.count().label("many")).select_from(pages))
ASLEEP = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
SLEEP = Hot(sa.select(sa.func.pg_sleep(sa.bindparam("seconds", type_=sa.Float)).label("slept")))
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def a_page(token: str, text: str = "x") -> dict[str, str]:
    return {"token": token, "citizen": "c", "text": text}


async def test_both_ways_see_the_same_values(db: Database):
    """Times, truth, JSON and odd characters, whoever writes and whoever reads."""
    talk = {
        "citizen": "c1",
        "version": 3,
        "memory": [{"text": "“😀” \\ 𠮷", "n": 0.1, "none": None, "yes": True}],
        "secrets": {},
        "offered": [],
        "last_at": NOW + timedelta(microseconds=7),
    }
    stored = sa.select(conversations)
    hot = Hot.inserting(conversations, lambda insert: insert)

    async with db.writing() as line:
        await line.count(hot, talk)
    async with db.reading() as connection:
        [cold_row] = await connection.execute(stored)
    [hot_row] = await db.rows(Hot(stored), {})

    assert cold_row._asdict() == hot_row._asdict() == talk


async def test_a_value_that_was_forgotten_is_not_guessed(db: Database):
    """It would be NULL in silence."""
    with pytest.raises(KeyError, match="text"):
        async with db.writing() as line:
            await line.count(PAGE, {"token": "t", "citizen": "c"})


async def test_of_many_in_one_go_all_are_written_or_none(db: Database):
    """The third is there already."""
    await db.many(PAGE, [a_page("c")])

    with pytest.raises((asyncpg.UniqueViolationError, sqlite3.IntegrityError)):
        await db.many(PAGE, [a_page("a"), a_page("b"), a_page("c")])

    assert (await db.rows(COUNTED, {}))[0].many == 1


async def test_what_breaks_apart_is_undone_alone(db: Database):
    """The rest of the transaction stays."""

    async def apart(line, token: str, error: Exception | None) -> None:
        async with line.apart():
            await line.count(PAGE, a_page(token))
            if error:
                raise error

    async with db.writing() as line:
        await apart(line, "a", None)
        with pytest.raises(ZeroDivisionError):
            await apart(line, "b", ZeroDivisionError())
        await apart(line, "c", None)

    assert await SqlPages(db).read("a") == await SqlPages(db).read("c") == "x"
    with pytest.raises(NotFound):
        await SqlPages(db).read("b")


async def test_hot_and_cold_writers_take_turns(sqlite_db: Database):
    """SQLite has one writer: in one process nobody waits for the busy time-out."""
    async with sqlite_db.transaction() as connection:
        waiting = asyncio.create_task(sqlite_db.many(PAGE, [a_page("hot")]))
        await asyncio.sleep(0)
        await connection.execute(sa.insert(pages).values(a_page("cold")))
    await waiting

    assert (await sqlite_db.rows(COUNTED, {}))[0].many == 2


async def test_hot_statements_find_a_server_that_was_restarted(postgres_url: str):
    """Every connection that lay idle is dead: nobody hears of it."""
    db = Database(postgres_url)
    await asyncio.gather(*(db.rows(COUNTED, {}) for _ in range(3)))
    await _end_all(postgres_url)

    found = await db.rows(COUNTED, {})
    await _end_all(postgres_url)
    row = await SqlInbox(db).receive(a_message(), NOW)
    await _end_all(postgres_url)
    ended = await SqlInbox(db).finish(row, Conversation("c1"), Changes(), _SAID, _SAID)

    assert found[0].many == 0
    assert ended.done
    await db.close()


async def test_a_server_that_goes_in_the_middle_of_a_transaction_is_away(postgres_url: str):
    """What was begun is not repeated by itself: half of it may stand in nobody's memory."""
    db = Database(postgres_url)

    async def ask() -> None:
        async with db.writing() as line:
            await line.count(PAGE, a_page("t"))
            await _end_all(postgres_url)
            await line.count(PAGE, a_page("u"))

    with pytest.raises(StoreAway):
        await ask()

    assert (await db.rows(COUNTED, {}))[0].many == 0
    await db.close()


async def test_a_look_that_is_cut_off_spoils_no_connection(postgres_url: str):
    """Who comes next does not read somebody else's answer."""
    db = Database(postgres_url)
    await db.rows(COUNTED, {})
    slow = asyncio.create_task(db.rows(SLEEP, {"seconds": 60.0}))
    admin = await asyncpg.connect(postgres_url)
    while not await admin.fetch(ASLEEP):
        pass

    slow.cancel()
    await asyncio.wait({slow})

    assert (await db.rows(COUNTED, {}))[0].many == 0
    await admin.close()
    await db.close()


async def test_a_refused_row_does_not_tell_what_was_in_it(db: Database):
    """Its text ends up in a log."""
    await db.many(PAGE, [a_page("t", "公开")])

    with pytest.raises((asyncpg.NotNullViolationError, sqlite3.IntegrityError)) as broken:
        await db.many(PAGE, [a_page("u") | {"citizen": None, "text": "私密"}])

    assert "私密" not in str(broken.value)


FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO outbox
    (id, addressee, target, lane, body, created_at, due_at, state, attempts, delivered_at)
SELECT 'p' || i, 'citizen', 'c' || (i % 999), 'c' || (i % 999), '{{}}', '{at}', '{at}',
    CASE WHEN i % 1000 = 0 THEN 'waiting' ELSE 'delivered' END, 1, '{at}'
FROM n
"""
WHOLE_TABLES = ("Seq Scan on outbox", "Seq Scan on inbox", "SCAN outbox", "SCAN inbox", "TEMP")


async def test_what_a_turn_begins_with_is_found_over_indexes(db: Database):
    """However many messages and parcels there were."""
    async with db.transaction() as connection:
        await connection.execute(sa.text(FILL.format(at="2026-11-23 07:00:00.000000")))
        await connection.execute(sa.text("ANALYZE outbox"))
        asked = OPENING.statement.params(of="c1").compile(
            connection.sync_engine, compile_kwargs={"literal_binds": True}
        )
        if not db.is_sqlite:  # small tables are read whole, unless there is no other way
            await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        lines = await connection.exec_driver_sql(f"{explain} {asked}")
        steps = "\n".join(str(line[-1]) for line in lines)

    for index in ("ix_outbox_held", "ix_outbox_waiting_lane", "ix_outbox_delivered"):
        assert index in steps
    assert not [whole for whole in WHOLE_TABLES if whole in steps]


_SAID = Ending(Reply("好"))


async def _end_all(url: str) -> None:
    """As a restart of the server does: every connection but ours is closed."""
    admin = await asyncpg.connect(url)
    await admin.execute(END_OTHERS)
    await admin.close()

"""The way to the database, and what may go wrong on it."""

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from bot.adapters.store import Database, SqlInbox, SqlTickets, migrations
from bot.adapters.store.database import ASYNCPG
from bot.adapters.store.tables import pages
from bot.domain.errors import BadSetting, StoreAway, TurnConflict
from bot.domain.messages import Kind
from bot.services.ports.changes import Changes, Page, TicketChange
from tests.builders import NOW, a_message, a_ticket


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "不是一个地址"),
        ("huiying.db", "不是一个地址"),
        ("sqlite://", "缺少文件名"),
        ("sqlite:///:memory:", "缺少文件名"),
        ("mysql://root@host/name", "不支持 mysql"),
    ],
)
def test_a_bad_address_is_named_with_what_to_set(url: str, problem: str):
    """One sentence, before anything is opened."""
    with pytest.raises(BadSetting, match=f"HUIYING_DATABASE_URL：.*{problem}.*请写 sqlite"):
        Database(url)


@pytest.mark.parametrize(("more", "error"), [("", StoreAway), ("?nonsense=1", BadSetting)])
async def test_a_database_that_is_away_at_the_start_was_told_by_a_trace(
    unused_tcp_port: int, more: str, error: type[Exception]
):
    """One sentence, without the password. It may yet come, unless the address is wrong."""
    database = Database(f"postgresql://huiying:secret@127.0.0.1:{unused_tcp_port}/huiying{more}")

    with pytest.raises(error, match=r"HUIYING_DATABASE_URL：.*数据库打不开") as refused:
        await database.upgrade()

    assert "secret" not in str(refused.value)
    await database.close()


async def test_a_database_that_was_away_at_the_start_is_not_used_before_it_is_upgraded(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    """A new release must not write into the tables of an older one."""
    file = sqlite_url.removeprefix("sqlite:///")
    database, stranger = Database(sqlite_url, busy_s=0.1), sqlite3.connect(file)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreAway):
        await database.upgrade()
    stranger.close()

    with pytest.raises(StoreAway, match="自动更新"):
        await database.check()
    monkeypatch.setattr(migrations, "upgrade", _refused)  # a server that is up, its database not
    with pytest.raises(StoreAway):
        await database.upgrade()
    with pytest.raises(StoreAway, match="自动更新"):
        await database.check()
    monkeypatch.undo()
    await database.upgrade()
    await database.check()
    await database.close()


def _refused(_: sa.Connection) -> None:
    raise asyncpg.InvalidCatalogNameError("no such database yet")


async def test_a_server_that_does_not_answer_holds_nobody_for_ever(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    """Its machine may be gone without a farewell."""
    monkeypatch.setitem(ASYNCPG, "command_timeout", 0.1)
    database = Database(postgres_url)

    with pytest.raises(StoreAway):
        async with database.reading() as connection:
            await connection.execute(sa.select(sa.func.pg_sleep(60)))

    await database.close()


async def test_a_file_that_is_no_database_was_told_by_a_trace(tmp_path: Path):
    """Perhaps the wrong file was named."""
    (tmp_path / "letter.db").write_text("诉求" * 100)
    database = Database(f"sqlite:///{tmp_path}/letter.db")

    with pytest.raises(BadSetting, match="数据库打不开"):
        await database.upgrade()

    await database.close()


def test_a_data_folder_that_is_a_file_was_told_by_a_trace(tmp_path: Path):
    """One sentence that names it."""
    (tmp_path / "data").touch()

    with pytest.raises(BadSetting, match=r"HUIYING_DATA_DIR.*data/huiying\.db 不能写入"):
        Database(f"sqlite:///{tmp_path}/data/huiying.db")


def test_a_refused_address_does_not_show_its_password():
    """It ends up in a log."""
    with pytest.raises(BadSetting) as refused:
        Database("mysql://root:secret@host/name")

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@host/name?sslmode=require",
        "postgres://u:p@host/name",
        "postgresql+psycopg://u:p@host/name",
    ],
)
async def test_addresses_as_operators_write_them_are_understood(url: str):
    """Whatever driver or spelling another program's manual asks for."""
    await Database(url).close()


async def test_a_new_file_is_made_for_this_user_only(tmp_path: Path):
    """A first start needs no preparation, and nobody else reads what citizens write."""
    database = Database(f"sqlite:///{tmp_path}/new/folder/huiying.db")
    await database.upgrade()
    await database.check()

    files = sorted((tmp_path / "new" / "folder").iterdir())

    assert [file.name for file in files] == ["huiying.db", "huiying.db-shm", "huiying.db-wal"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    await database.close()


async def test_sqlite_keeps_what_it_committed_through_a_power_cut(sqlite_db: Database):
    """WAL with a full sync at every commit; readers never wait."""
    for door in (sqlite_db.transaction, sqlite_db.reading):
        async with door() as connection:
            assert (await connection.execute(sa.text("PRAGMA journal_mode"))).scalar() == "wal"
            assert (await connection.execute(sa.text("PRAGMA synchronous"))).scalar() == 2
            assert (await connection.execute(sa.text("PRAGMA busy_timeout"))).scalar() == 30000


async def test_turns_cut_off_anywhere_leave_the_database_open_to_others(db: Database):
    """Also while a statement is under way."""
    inbox = SqlInbox(db)
    for steps in range(12):
        turn = asyncio.create_task(inbox.receive(a_message(key=f"m{steps}"), NOW))
        for _ in range(steps):
            await asyncio.sleep(0)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)

    row = await inbox.receive(a_message(key="after"), NOW)

    assert await inbox.find("after") == row


async def test_two_processes_write_to_one_file_in_turn(sqlite_url: str):
    """The second waits instead of failing."""
    first, second = Database(sqlite_url), Database(sqlite_url)

    async with first.transaction() as connection:
        waiting = asyncio.create_task(SqlInbox(second).receive(a_message(), NOW))
        await connection.execute(sa.insert(pages).values(token="t", citizen="c", text="x"))
    row = await waiting

    assert await SqlInbox(first).find("m1") == row
    await first.close()
    await second.close()


async def test_transactions_that_lock_each_other_out_end_in_a_conflict(postgres_url: str):
    """PostgreSQL chooses one of them: to the services that is somebody who was first."""
    database = Database(postgres_url)
    for number in ("a", "b"):
        await SqlTickets(database).apply(Changes(pages=[Page(number, "c", "x")]))
    both = asyncio.Barrier(2)

    async def touch(first: str, second: str) -> None:
        async with database.transaction() as connection:
            await connection.execute(
                sa.update(pages).where(pages.c.token == first).values(text="y")
            )
            await both.wait()
            await connection.execute(
                sa.update(pages).where(pages.c.token == second).values(text="y")
            )

    results = await asyncio.gather(touch("a", "b"), touch("b", "a"), return_exceptions=True)

    assert sorted(str(type(result)) for result in results) == sorted(
        [str(TurnConflict), str(type(None))]
    )
    await database.close()


async def test_a_database_that_was_restarted_is_found_again(postgres_url: str):
    """Connections that died in the pool are replaced, not handed out."""
    database = Database(postgres_url)
    await database.check()
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()

    row = await SqlInbox(database).receive(a_message(), NOW)

    assert row.message == a_message()
    await database.close()


async def test_a_naive_time_never_enters(db: Database):
    """Nobody could say which moment it was."""
    with pytest.raises(ValueError, match="naive"):
        await SqlInbox(db).receive(a_message(), datetime(2026, 11, 23))  # noqa: DTZ001


async def test_a_moment_is_read_as_people_here_tell_the_time(db: Database):
    """A ticket of four in the afternoon was explained to staff as one of eight in the morning."""
    ticket = a_ticket()
    await SqlTickets(db).apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))

    found = await SqlTickets(db).find(ticket.number)

    assert f"{found.opened_at:%Y-%m-%d %H:%M}" == "2026-11-23 16:00"
    assert found == ticket


@pytest.mark.parametrize("odd", ["\x00", "\ud83d"], ids=["NUL", "half a character"])
async def test_characters_that_no_database_holds_are_replaced(db: Database, odd: str):
    """A department's or an archive's broken text is kept as well as it can be."""
    message = a_message(f"前{odd}后\\u0000", key=f"k{odd}", kind=Kind.TEXT)
    ticket = a_ticket(title=f"前{odd}后")

    row = await SqlInbox(db).receive(message, NOW)
    await SqlTickets(db).apply(Changes(tickets={ticket.number: TicketChange(None, ticket)}))

    assert row.message.text in ("前\ufffd后\\u0000", "前?后\\u0000")
    assert (await SqlTickets(db).find(ticket.number)).appeal.title in ("前\ufffd后", "前?后")


async def test_an_error_of_the_database_does_not_tell_what_was_written(db: Database):
    """Its text ends up in a log."""
    with pytest.raises(sa.exc.DBAPIError) as broken:
        async with db.transaction() as connection:
            await connection.execute(sa.insert(pages).values(token="t", text="私密"))

    assert "私密" not in str(broken.value)

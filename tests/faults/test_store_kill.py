"""A process is killed in the middle of everything: nothing is lost and nothing is doubled."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa

from bot.adapters.store import Database
from bot.adapters.store.tables import conversations, inbox, outbox, ticket_events, tickets
from tests.faults import gateway_in_small
from tests.faults.nursery import nursery

LIVES = 15
A_MOMENT_S = 0.02


def test_killed_between_any_two_steps_it_goes_on_where_it_was(database_url: str):
    """Every message that was kept gets one conversation step, its ticket and its parcels.

    Also those that were kept, and those whose turns ended, in one commit with others.
    """
    said: list[tuple[str, str]] = []

    for life in range(LIVES):
        said += list(_lived_and_killed(database_url, life, random.Random(life)))
    said += list(_ran_to_its_end(database_url))

    kept = {key for what, key in said if what == "kept"}
    stored = asyncio.run(_everything(database_url))
    done = {row.key: row for row in stored["inbox"]}
    assert kept
    assert kept <= set(done)
    assert all(row.done for row in stored["inbox"])
    matters = [key for key, row in done.items() if row.citizen not in gateway_in_small.TALKERS]
    numbers = [f"t-{key}" for key in matters]
    assert Counter(row.number for row in stored["tickets"]) == Counter(numbers)
    assert Counter(row.number for row in stored["log"]) == Counter(numbers * 2)
    expected = [f"d-{key}" for key in matters]
    expected += [f"late-{key}" for key, row in done.items() if row.late]
    assert Counter(row.id for row in stored["outbox"]) == Counter(expected)
    assert {row.state for row in stored["outbox"]} == {"delivered"}
    assert {key for what, key in said if what == "sent"} == set(expected)
    for row in stored["conversations"]:
        turns = [turn["turn"] for turn in row.memory]
        assert len(turns) == len(set(turns)) == row.version
        assert set(turns) == {key for key in done if done[key].citizen == row.citizen}


def _lived_and_killed(url: str, life: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    process, ear = _started(gateway_in_small.run, url, life)
    for _ in range(chance.randrange(1, 25)):
        yield ear.recv()
    time.sleep(chance.random() * A_MOMENT_S)  # any moment will do: that is the point
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    yield from _what_is_left(ear)
    process.join()


def _ran_to_its_end(url: str) -> Iterator[tuple[str, str]]:
    process, ear = _started(gateway_in_small.finish, url)
    yield from _what_is_left(ear)
    process.join()
    assert process.exitcode == 0


def _started(task: Any, url: str, *more: Any) -> tuple[Any, Connection]:
    # one warm server forks the children: starting Python anew would take longer than they live
    context = nursery()
    ear, mouth = context.Pipe(duplex=False)
    process = context.Process(target=task, args=(url, *more, mouth))
    process.start()
    mouth.close()
    return process, ear


def _what_is_left(ear: Connection) -> Iterator[tuple[str, str]]:
    try:
        while True:
            yield ear.recv()
    except EOFError:
        ear.close()


async def _everything(url: str) -> dict[str, list[sa.Row[Any]]]:
    names = {
        "inbox": inbox,
        "tickets": tickets,
        "log": ticket_events,
        "outbox": outbox,
        "conversations": conversations,
    }
    db = Database(url)
    async with db.reading() as connection:
        found = {
            name: list(await connection.execute(sa.select(table))) for name, table in names.items()
        }
    await db.close()
    return found

"""One time for all, whatever the machines believe."""

import asyncio
from datetime import UTC, datetime, timedelta

import time_machine

from bot.adapters.store import Database, StoreClock
from tests.fakes.house import PATIENT_S

FIVE_MINUTES = timedelta(minutes=5)
NEAR = timedelta(seconds=5)


async def test_a_machine_that_is_five_minutes_ahead_goes_by_the_databases_time(db: Database):
    """Both kinds of database tell it."""
    true = datetime.now(UTC)
    with time_machine.travel(true + FIVE_MINUTES):
        clock = StoreClock(db)
        ahead = clock()

        async with asyncio.timeout(PATIENT_S):
            while _is_ahead(clock):  # an answer that took long is not believed
                await clock.look()

    assert ahead - true > FIVE_MINUTES - NEAR
    assert abs(clock() - datetime.now(UTC)) < NEAR


def _is_ahead(clock: StoreClock) -> bool:
    """This machine's own time is five minutes ahead of the true one."""
    return datetime.now(UTC) - clock() < FIVE_MINUTES - NEAR


async def test_a_clock_that_somebody_sets_changes_nothing_until_the_next_look(sqlite_db: Database):
    """Time goes by what only goes forward."""
    seconds = [1000.0]
    clock = StoreClock(sqlite_db, lambda: seconds[0])
    await clock.look()
    before = clock()

    with time_machine.travel(datetime.now(UTC) - FIVE_MINUTES):
        seconds[0] += 10

        assert clock() - before == timedelta(seconds=10)


async def test_what_the_question_itself_takes_is_no_jump(sqlite_db: Database):
    """Small differences are left alone: no two moments of one process change places."""
    clock = StoreClock(sqlite_db)
    await clock.look()
    moments = []
    for _ in range(20):
        moments.append(clock())
        await clock.look()
    moments.append(clock())

    assert moments == sorted(moments)


async def test_an_answer_that_took_long_is_not_believed(sqlite_db: Database):
    """Nobody knows when in that time it was given."""
    ticks = iter((0.0, 10.0, 20.0, 20.0))
    clock = StoreClock(sqlite_db, lambda: next(ticks))
    begun = datetime.now(UTC)

    await clock.look()

    assert abs(clock() - begun - timedelta(seconds=20)) < NEAR

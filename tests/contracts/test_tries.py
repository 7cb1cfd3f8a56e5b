"""What every store of wrong tries promises."""

import asyncio
from datetime import datetime, timedelta

from bot.services.ports.tries import LONGEST_WAIT, Patience
from tests.builders import NOW
from tests.contracts.people import House

FIVE = Patience(tries=5, forgets_after=timedelta(days=1))
FEW = {"login li": FIVE}
BOTH = {"login li": FIVE, "address 1": Patience(tries=2, forgets_after=timedelta(hours=1))}


async def wrong(house: House, times: int, at: datetime = NOW) -> None:
    for _ in range(times):
        assert await house.tries.take(FEW, at) is None


async def test_the_sixth_try_waits(house: House):
    """Half a minute after five wrong ones; who waits is not counted."""
    await wrong(house, 5)

    assert await house.tries.take(FEW, NOW) == timedelta(seconds=30)
    assert await house.tries.take(FEW, NOW + timedelta(seconds=20)) == timedelta(seconds=10)
    assert await house.tries.take(FEW, NOW + timedelta(seconds=30)) is None


async def test_each_wrong_try_doubles_the_wait(house: House):
    """To half an hour, and no longer."""
    await wrong(house, 5)
    at, waits = NOW, []
    for _ in range(8):
        wait = await house.tries.take(FEW, at)
        assert wait
        waits.append(wait.total_seconds())
        at += wait
        assert await house.tries.take(FEW, at) is None

    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800]
    assert max(waits) == LONGEST_WAIT.total_seconds()


async def test_a_hundred_tries_at_once_are_a_hundred_tries(house: House):
    """Five of them are looked at."""
    went = await asyncio.gather(*(house.tries.take(FEW, NOW) for _ in range(100)))

    assert sum(wait is None for wait in went) == 5


async def test_one_name_that_waits_makes_the_try_wait(house: House):
    """And counts for none."""
    other = {"login wang": FIVE, "address 1": BOTH["address 1"]}
    assert await house.tries.take(BOTH, NOW) is None
    assert await house.tries.take(other, NOW) is None

    assert await house.tries.take(BOTH, NOW) == timedelta(seconds=30)
    assert await house.tries.take(other, NOW) == timedelta(seconds=30)

    await house.tries.clear(["address 1"])
    await wrong(house, 4)  # one of li's was counted before


async def test_who_was_right_is_given_their_try_back(house: House):
    """With the wait that it would have cost; the wrong ones before it stay."""
    await wrong(house, 5)
    await house.tries.give_back(FEW, NOW)

    assert await house.tries.take(FEW, NOW) is None
    assert await house.tries.take(FEW, NOW) == timedelta(seconds=30)


async def test_who_is_cleared_begins_anew(house: House):
    await wrong(house, 5)
    await house.tries.clear(FEW)

    await wrong(house, 5)


async def test_after_a_rest_wrong_tries_are_forgotten(house: House):
    await wrong(house, 4)

    await wrong(house, 5, NOW + FIVE.forgets_after + timedelta(seconds=1))

"""Whoever asks how the house is doing, and however often, it looks once a second."""

import asyncio

from bot.web.checks import Check, Finding, Health


class Dependency:
    """Counts how often somebody looks at it; `there` lets the look end."""

    def __init__(self) -> None:
        self.looks = 0
        self.there = asyncio.Event()

    async def look(self) -> Finding:
        self.looks += 1
        await self.there.wait()
        return Finding(True, {"looks": self.looks})


async def test_all_who_ask_while_it_looks_share_one_look():
    """A stranger who asks a hundred times costs what one costs."""
    database = Dependency()
    health = Health({"database": Check(database.look)}, fresh_s=3600)
    asking = [asyncio.create_task(health.findings()) for _ in range(100)]
    await asyncio.sleep(0)
    database.there.set()

    found = await asyncio.gather(*asking, health.findings())

    assert database.looks == 1
    assert all(one == {"database": Finding(True, {"looks": 1})} for one in found)


async def test_what_was_found_grows_old():
    """A dependency that went away is noticed."""
    database = Dependency()
    database.there.set()
    health = Health({"database": Check(database.look)}, fresh_s=0)

    await health.findings()
    await health.findings()

    assert database.looks == 2


async def test_who_goes_away_takes_nobody_elses_look_along():
    """A stranger hangs up while the operator waits."""
    database = Dependency()
    health = Health({"database": Check(database.look)})
    stranger, operator = (asyncio.create_task(health.findings()) for _ in range(2))
    await asyncio.sleep(0)

    stranger.cancel()
    database.there.set()

    assert (await operator)["database"].ok

"""What every spool promises."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.spool import open_spool
from bot.services.ports.spool import Spool, Spooled
from tests.builders import NOW
from tests.fakes.spool import FakeSpool


@pytest.fixture(params=["fake", "folder"])
async def spool(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Spool]:
    if request.param == "fake":
        yield FakeSpool()
        return
    async with open_spool(tmp_path / "spool", most_bytes=1 << 20) as folder:
        yield folder


def a_call(words: str, seconds: int = 0, **more: object) -> Spooled:
    return Spooled(words.encode(), NOW + timedelta(seconds=seconds), "稍后答复您", **more)


def plain(calls: object) -> list[Spooled]:
    return [replace(call, place="") for call in calls]


async def test_a_call_comes_back_as_it_came(spool: Spool):
    """Bytes, moment, words and whether it shall get a turn."""
    call = Spooled(b"\x00\n\xff {}", NOW, "已收到。\n“稍后”", aside=True)

    await spool.put(call)

    assert plain(await spool.oldest(10)) == [call]


async def test_calls_come_out_in_the_order_they_came(spool: Spool):
    """And the same ones again, until they are removed."""
    for number in range(5):
        await spool.put(a_call(str(number)))

    first = await spool.oldest(3)
    again = await spool.oldest(3)
    await spool.remove(first)
    rest = await spool.oldest(10)

    assert [call.raw for call in first] == [b"0", b"1", b"2"]
    assert again == first
    assert [call.raw for call in rest] == [b"3", b"4"]


async def test_what_comes_while_others_are_taken_out_comes_after_them(spool: Spool):
    """Nothing is passed over and nothing comes twice."""
    await spool.put(a_call("a"))
    first = await spool.oldest(10)
    await spool.put(a_call("b"))
    await spool.remove(first)
    second = await spool.oldest(10)
    await spool.remove(second)

    assert [call.raw for call in (*first, *second)] == [b"a", b"b"]
    assert (await spool.oldest(10), spool.waiting) == ([], 0)


async def test_five_hundred_at_once_are_all_kept(spool: Spool):
    """As many as come in one bad second."""
    await asyncio.gather(*(spool.put(a_call(str(number))) for number in range(500)))

    assert spool.waiting == 500
    seen = []
    while calls := await spool.oldest(64):
        seen += [call.raw for call in calls]
        await spool.remove(calls)
    assert sorted(seen) == sorted(str(number).encode() for number in range(500))
    assert spool.waiting == 0


async def test_what_is_set_aside_is_in_nobodys_way(spool: Spool):
    """The others stay, and in their order."""
    for words in "abc":
        await spool.put(a_call(words))
    _, broken, _ = await spool.oldest(3)

    await spool.set_aside(broken)

    assert [call.raw for call in await spool.oldest(10)] == [b"a", b"c"]
    assert spool.waiting == 2


async def test_removing_twice_removes_once(spool: Spool):
    """Whoever was interrupted may say it again."""
    await spool.put(a_call("a"))
    await spool.put(a_call("b"))
    first, _ = await spool.oldest(10)

    await spool.remove([first])
    await spool.remove([first])

    assert spool.waiting == 1


async def test_nothing_is_adopted_where_nobody_died(spool: Spool):
    """Its own calls are not a dead process's."""
    await spool.put(a_call("a"))

    assert await spool.adopt() == 0
    assert spool.waiting == 1

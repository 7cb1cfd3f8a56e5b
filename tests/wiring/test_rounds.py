"""What a process does again and again, until it is asked to end."""

import asyncio

import pytest

from bot.domain.errors import BadSetting
from bot.wiring import rounds
from bot.wiring.rounds import every


async def test_a_round_that_fails_is_tried_again():
    """The database may be back the next time."""
    stopping, tries = asyncio.Event(), []

    async def fail_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError
        stopping.set()

    await every(0.001, fail_once, stopping)

    assert len(tries) == 2


async def test_a_setting_that_is_wrong_ends_the_process():
    """With its sentence: a supervisor that starts it again changes nothing about it."""

    async def meet_a_newer_release() -> None:
        raise BadSetting("这个数据库已经由更新的版本写过")

    with pytest.raises(BadSetting):
        await every(1, meet_a_newer_release, asyncio.Event())


async def test_a_round_that_hangs_does_not_keep_the_process(monkeypatch: pytest.MonkeyPatch):
    """It gets a little time to end by itself, and is then broken off."""
    monkeypatch.setattr(rounds, "LEAVE_S", 0.01)
    stopping, broken_off = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        stopping.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()

    async with asyncio.timeout(60):
        await every(1, hang, stopping)
        await broken_off.wait()


async def test_a_round_under_way_may_end_by_itself():
    """Half a clean-up is worse than none."""
    stopping, ended = asyncio.Event(), []

    async def end_a_little_later() -> None:
        stopping.set()
        await asyncio.sleep(0)
        ended.append(1)

    await every(1, end_a_little_later, stopping)

    assert ended == [1]

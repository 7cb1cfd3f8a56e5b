"""Hashes of passwords, made aside."""

import asyncio
import os
import sys
import threading

import pytest

from bot.adapters.passwords import WAITING, ArgonPasswords, Cost
from bot.domain.errors import SignInRefused

CHEAP = Cost(rounds=1, memory_kib=8, threads=1)
PASSWORD = "路灯下的三只猫在唱歌"


async def test_a_password_matches_its_hash_alone():
    """Two hashes of one password are two."""
    passwords = ArgonPasswords(CHEAP)
    one, two = await passwords.hashed(PASSWORD), await passwords.hashed(PASSWORD)

    assert one != two
    assert one.startswith("$argon2id$")
    assert await passwords.matches(one, PASSWORD)
    assert not await passwords.matches(one, PASSWORD + "。")
    assert not await passwords.matches("no hash at all", PASSWORD)


async def test_nobodys_password_is_no_password():
    """Whatever is typed; and a hash is made nevertheless, so that it takes as long."""
    passwords = ArgonPasswords(CHEAP)

    assert not await passwords.matches(None, PASSWORD)
    assert not await passwords.matches(None, "nobody has this password")


async def test_one_character_typed_in_two_ways_is_one():
    """Wide digits, and accents written apart."""
    passwords = ArgonPasswords(CHEAP)

    assert await passwords.matches(await passwords.hashed("é１２３ｘ"), "e\u0301123x")


async def test_a_weaker_hash_is_known():
    """Ours is at least what OWASP asks for argon2id."""
    weak, ours = await ArgonPasswords(CHEAP).hashed(PASSWORD), ArgonPasswords()

    assert ours.is_outdated(weak)
    assert not ArgonPasswords(CHEAP).is_outdated(weak)
    assert Cost().memory_kib * Cost().rounds >= 46 * 1024


async def test_the_loop_goes_on_while_hashes_are_made_one_by_one():
    """Citizens' messages are answered by the same loop."""
    passwords = ArgonPasswords(Cost(rounds=3, memory_kib=8192))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    await passwords.hashed(PASSWORD)
    beside.cancel()

    assert turns > 1


async def test_whoever_signs_in_stands_last_in_line():
    """A thousand guesses take no processor from a citizen's message."""
    if sys.platform != "linux":
        pytest.skip("only Linux has threads of less weight")
    passwords = ArgonPasswords(CHEAP)

    def weight() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await passwords._do(weight) == 19


async def test_too_many_at_once_are_asked_to_come_back():
    """Rather than to wait for ever; those who wait are served."""
    passwords = ArgonPasswords(CHEAP)

    went = await asyncio.gather(
        *(passwords.matches(None, PASSWORD) for _ in range(WAITING + 3)), return_exceptions=True
    )

    refused = [one for one in went if isinstance(one, SignInRefused)]
    assert [one.wait_s > 0 for one in refused] == [True] * 3
    assert went.count(False) == WAITING

"""Passwords as argon2id hashes, made aside: one costs as much as twenty citizens' messages."""

import asyncio
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.domain.errors import SignInRefused

WAITING = 30
"""So many may wait for their turn; who comes then is asked to come back. At 50 ms each nobody
waits longer than two seconds, however many try at once."""
TOO_MANY_S = 5
TOO_MANY = "现在登录的人太多，请过几秒再试。"


Got = TypeVar("Got")


@dataclass(frozen=True)
class Cost:
    """What one hash takes: rounds, KiB of memory, threads (OWASP Password Storage)."""

    rounds: int = 1
    memory_kib: int = 47_104
    threads: int = 1


class ArgonPasswords:
    """The port `Passwords`. One thread, and one that waits for others: however many try to sign in,
    the machine is the citizens'."""

    def __init__(self, cost: Cost | None = None) -> None:
        cost = cost or Cost()
        self._hasher = PasswordHasher(cost.rounds, cost.memory_kib, cost.threads)
        self._aside = ThreadPoolExecutor(1, "passwords", _last_in_line)
        self._waiting = 0

    async def hashed(self, password: str) -> str:
        return await self._do(lambda: self._hasher.hash(_same_everywhere(password)))

    async def matches(self, hashed: str | None, password: str) -> bool:
        found = await self._do(lambda: self._verified(hashed or self._nobodys, password))
        return found and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobodys(self) -> str:
        """What the password of somebody who is not there is compared with."""
        return self._hasher.hash("nobody has this password")

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _same_everywhere(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _do(self, work: Callable[[], Got]) -> Got:
        if self._waiting >= WAITING:
            raise SignInRefused(TOO_MANY, TOO_MANY_S)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._aside, work)
        finally:
            self._waiting -= 1


def _last_in_line() -> None:
    """Everybody else on this machine goes before this thread."""
    if sys.platform == "linux":  # elsewhere that is the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def _same_everywhere(password: str) -> str:
    """Keyboards and systems write the same character in several ways."""
    return unicodedata.normalize("NFKC", password)

"""Sessions close at hand: Redis answers for the database, for half a minute at a time.

The database is the truth, so that no session is lost with Redis and none that ended comes back
with it. What ended leaves a mark in Redis that a slow reader of the database does not write over.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from redis.asyncio import Redis

from bot.adapters.redis.connection import AWAY
from bot.domain.people import Person, Role
from bot.domain.zone import SHANGHAI
from bot.services.ports.sessions import KeptSession, Sessions

FRESH_S = 30
"""So long Redis' word is taken; longer than this no session lives on that ended while Redis could
not be told."""
MARK_S = 120
"""Longer than anybody holds what they read of the database before they write it down."""
REDIS_S = 0.3
ALONE_S = 1.0
"""So long nobody asks a Redis that did not answer."""
ENDED = b"ended"

REMEMBER = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


@dataclass
class NearSessions:
    """The port `Sessions` over Redis and a database; over the database alone without Redis."""

    redis: Redis
    truth: Sessions
    elapsed: Callable[[], float] = time.monotonic
    redis_s: float = REDIS_S
    _alone_until: float = 0.0
    _untold: set[str] = field(default_factory=set)
    """Names of sessions that ended while Redis was away: told before it is asked again."""

    def __post_init__(self) -> None:
        self._remember = self.redis.register_script(REMEMBER)

    async def keep(self, session: KeptSession) -> None:
        await self.truth.keep(session)
        await self._write(session)

    async def find(self, key: str) -> KeptSession | None:
        said = await self._ask(key)
        if said == ENDED:
            return None
        if said is not None:
            return _read(key, said)
        found = await self.truth.find(key)
        if found:
            await self._write(found)
        return found

    async def touch(self, session: KeptSession, seen_at: datetime) -> bool:
        touched = await self.truth.touch(session, seen_at)
        if touched:
            await self._write(replace(session, seen_at=seen_at))
        return touched

    async def end(self, key: str) -> None:
        await self.truth.end(key)
        await self._mark([key])

    async def end_all(self, person_id: str) -> list[str]:
        ended = await self.truth.end_all(person_id)
        await self._mark(ended)
        return ended

    async def _ask(self, key: str) -> bytes | None:
        said: bytes | None = await self._called(lambda: self.redis.get(_name(key)))
        return said

    async def _write(self, session: KeptSession) -> None:
        words: list[bytes | str | int] = [ENDED, _written(session), FRESH_S]
        await self._called(lambda: self._remember(keys=[_name(session.key)], args=words))

    async def _mark(self, keys: Sequence[str]) -> None:
        self._untold.update(map(_name, keys))
        await self._called(self._nothing_more)

    async def _called(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """What Redis answers; None while it is away."""
        if self.elapsed() < self._alone_until:
            return None
        try:
            async with asyncio.timeout(self.redis_s):
                await self._tell_ended()
                return await call()
        except AWAY:
            self._alone_until = self.elapsed() + ALONE_S
            return None

    async def _tell_ended(self) -> None:
        for name in tuple(self._untold):
            await self.redis.set(name, ENDED, ex=MARK_S)
            self._untold.discard(name)

    async def _nothing_more(self) -> None:
        """Only what ended is to be told."""


def _name(key: str) -> str:
    return f"huiying:session:{key}"


def _written(session: KeptSession) -> str:
    person = session.person
    return json.dumps(
        {
            "person": vars(person) | {"roles": sorted(person.roles)},
            "began_at": session.began_at.isoformat(),
            "seen_at": session.seen_at.isoformat(),
            "second_factor_done": session.second_factor_done,
        }
    )


def _read(key: str, written: bytes) -> KeptSession:
    told = json.loads(written)
    person = told["person"]
    return KeptSession(
        key=key,
        person=Person(**person | {"roles": frozenset(map(Role, person["roles"]))}),
        began_at=datetime.fromisoformat(told["began_at"]).astimezone(SHANGHAI),
        seen_at=datetime.fromisoformat(told["seen_at"]).astimezone(SHANGHAI),
        second_factor_done=told["second_factor_done"],
    )

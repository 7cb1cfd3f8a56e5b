"""How often each citizen may write, counted by all our gateways together.

A window slides: never more than so many turns within any minute, and never more messages with a
turn within any hour. One script asks and counts in a single round trip, because every message asks.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

from bot.adapters.redis.connection import AWAY
from bot.services.ports.receivers import Admission

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
REMEMBERED_MS = 120_000
"""WeChat brings a message three times within some fifteen seconds; it is counted once."""
REDIS_S = 0.3
"""The citizen waits: a slow Redis is as good as none."""
ALONE_S = 1.0
"""So long nobody asks a Redis that did not answer."""
OVER_S = 1.0
"""So long a process takes Redis' word that a citizen gets no turn: a flood asks once a second."""
MANY = 10_000
"""Citizens a process remembers before it looks whom it may forget."""

AT_ONCE, NEVER = Admission(), Admission(None)
Milliseconds = Callable[[], int]


@dataclass(frozen=True)
class Limits:
    """Messages with a turn, a citizen; 0 is no limit."""

    a_minute: int
    an_hour: int

    def __bool__(self) -> bool:
        return bool(self.a_minute or self.an_hour)


ADMIT = """
local known = redis.call('GET', KEYS[2])
local now = tonumber(ARGV[6])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
if known then
  local slot, tell, alarm = string.match(known, '(-?%d+) (%d) (%d)')
  slot = tonumber(slot)
  return {slot > 0 and math.max(slot - now, 1) or slot, tonumber(tell), tonumber(alarm)}
end

local a_minute, an_hour = tonumber(ARGV[1]), tonumber(ARGV[2])
local minute_ms, hour_ms, remembered_ms = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local function once(name, lasts)
  if tonumber(redis.call('GET', name) or 0) > now then return 0 end
  redis.call('SET', name, string.format('%d', now + lasts), 'PX', lasts)
  return 1
end
local function remember(slot, tell, alarm)
  redis.call('SET', KEYS[2], string.format('%d %d %d', slot, tell, alarm), 'PX', remembered_ms)
end

local before = an_hour > 0 and redis.call('LINDEX', KEYS[1], an_hour - 1)
if before and tonumber(before) > now - hour_ms then
  local tell, alarm = once(KEYS[3], minute_ms), once(KEYS[4], hour_ms)
  remember(-1, tell, alarm)
  return {-1, tell, alarm}
end

local slot = math.max(now, tonumber(redis.call('LINDEX', KEYS[1], 0) or now))
before = a_minute > 0 and redis.call('LINDEX', KEYS[1], a_minute - 1)
if before then slot = math.max(slot, tonumber(before) + minute_ms) end
redis.call('LPUSH', KEYS[1], string.format('%d', slot))
redis.call('LTRIM', KEYS[1], 0, math.max(a_minute, an_hour) - 1)
redis.call('PEXPIRE', KEYS[1], slot - now + hour_ms)
if slot == now then
  remember(0, 0, 0)
  return {0, 0, 0}
end
local tell = once(KEYS[3], minute_ms)
remember(slot, tell, 0)
return {slot - now, tell, 0}
"""
"""Milliseconds until the message's turn (0: now, -1: none), then whether to tell the citizen and
whether to tell a human. A list a citizen holds the moments of their last turns, the newest first;
a message that was asked about before gets what it got then."""


@dataclass
class SharedRates:
    """Keeps the port `Rates` for all processes that share a Redis; without it each counts alone.

    `clock` is Redis' own unless a test brings one.
    """

    redis: Redis
    limits: Limits
    alone: "LocalRates"
    clock: Milliseconds = lambda: -1
    elapsed: Callable[[], float] = time.monotonic
    redis_s: float = REDIS_S
    _alone_until: float = 0.0
    _over_until: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._script = self.redis.register_script(ADMIT)

    async def admit(self, citizen: str, key: str) -> Admission:
        if not self.limits:
            return AT_ONCE
        now = self.elapsed()
        if now < self._over_until.get(citizen, now):
            return NEVER
        if now < self._alone_until:
            return await self.alone.admit(citizen, key)
        try:
            async with asyncio.timeout(self.redis_s):
                wait_ms, tell, alarm = await self._ask(citizen, key)
        except AWAY:
            self._alone_until = self.elapsed() + ALONE_S
            return await self.alone.admit(citizen, key)
        if wait_ms < 0:
            self._remember_over(citizen, now)
        return _admission(wait_ms, bool(tell), bool(alarm))

    def _remember_over(self, citizen: str, now: float) -> None:
        if len(self._over_until) >= MANY:
            self._over_until.clear()
        self._over_until[citizen] = now + OVER_S

    def _ask(self, citizen: str, key: str) -> Awaitable[list[int]]:
        # in braces: one citizen's keys live on one node of a cluster
        mine = f"huiying:rates:{{{citizen}}}"
        names = [mine, f"{mine}:{key}", f"{mine}:told", f"{mine}:rung"]
        limits = self.limits
        spans = [MINUTE_MS, HOUR_MS, REMEMBERED_MS]
        asked = self._script(
            keys=names, args=[limits.a_minute, limits.an_hour, *spans, self.clock()]
        )
        return cast(Awaitable[list[int]], asked)


@dataclass
class _Book:
    """What one process remembers of one citizen. Times in milliseconds."""

    turns: deque[int]
    seen: dict[str, tuple[int, int, bool, bool]] = field(default_factory=dict)
    told_until: int = 0
    rung_until: int = 0


@dataclass
class LocalRates:
    """Keeps the port `Rates` within one process. `clock` only goes forward."""

    limits: Limits
    clock: Milliseconds = lambda: time.monotonic_ns() // 1_000_000
    _books: dict[str, _Book] = field(default_factory=dict)

    async def admit(self, citizen: str, key: str) -> Admission:
        if not self.limits:
            return AT_ONCE
        now = self.clock()
        book = self._book(citizen, now)
        if key not in book.seen:
            book.seen[key] = (now + REMEMBERED_MS, *self._weighed(book, now))
        _, slot, tell, alarm = book.seen[key]
        return _admission(max(slot - now, 1) if slot > 0 else slot, tell, alarm)

    def _weighed(self, book: _Book, now: int) -> tuple[int, bool, bool]:
        """The moment of its turn (0: now, -1: never), whether to tell, whether to ring."""
        limits, turns = self.limits, book.turns
        if 0 < limits.an_hour <= len(turns) and turns[limits.an_hour - 1] > now - HOUR_MS:
            tell, alarm = now >= book.told_until, now >= book.rung_until
            self._said(book, now, tell, alarm)
            return -1, tell, alarm
        slot = max(now, turns[0]) if turns else now
        if 0 < limits.a_minute <= len(turns):
            slot = max(slot, turns[limits.a_minute - 1] + MINUTE_MS)
        turns.appendleft(slot)
        if slot == now:
            return 0, False, False
        tell = now >= book.told_until
        self._said(book, now, tell, False)
        return slot, tell, False

    def _said(self, book: _Book, now: int, tell: bool, alarm: bool) -> None:
        if tell:
            book.told_until = now + MINUTE_MS
        if alarm:
            book.rung_until = now + HOUR_MS

    def _book(self, citizen: str, now: int) -> _Book:
        if len(self._books) >= MANY and citizen not in self._books:
            self._forget(now)
        longest = max(self.limits.a_minute, self.limits.an_hour)
        book = self._books.setdefault(citizen, _Book(deque(maxlen=longest)))
        # in the order they came: whatever is over stands at the beginning
        while book.seen and next(iter(book.seen.values()))[0] <= now:
            del book.seen[next(iter(book.seen))]
        return book

    def _forget(self, now: int) -> None:
        """Whoever had no turn for an hour begins anew; if that is too few, those who came first."""
        kept = [
            (citizen, book)
            for citizen, book in self._books.items()
            if book.turns and book.turns[0] > now - HOUR_MS
        ]
        self._books = dict(kept[-MANY // 2 :])


def _admission(wait_ms: int, tell: bool, alarm: bool) -> Admission:
    turn_in = None if wait_ms < 0 else timedelta(milliseconds=wait_ms)
    return Admission(turn_in, tell, alarm)

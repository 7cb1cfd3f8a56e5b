"""Parcels for a group robot: merged into digests, because a robot takes 20 messages a minute."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.departments.envelope import Letterhead
from bot.adapters.departments.pace import GAP_S, Pace
from bot.adapters.departments.platforms import PLATFORMS
from bot.adapters.departments.posting import Poster
from bot.adapters.departments.words import digest_of, line_of
from bot.domain.dispatch import Delivery
from bot.domain.errors import TryLater
from bot.domain.parcels import Parcel
from bot.domain.robots import key_of
from bot.services.ports.clock import Clock
from bot.services.telling import MENTION

JSON = {"Content-Type": "application/json; charset=utf-8"}
NEXT_DIGEST = timedelta(seconds=GAP_S)


@dataclass
class _Digest:
    """What will be said in one post. Open until its robot's turn comes."""

    room: int
    lines: list[str] = field(default_factory=list)
    named: dict[str, None] = field(default_factory=dict)
    post: asyncio.Task[None] | None = None

    def takes(self, line: str, named: str | None) -> bool:
        """Add `line`, and whom it calls, if there is room. A first line is always taken."""
        if self.lines and len(digest_of([*self.lines, line]).encode()) > self.room:
            return False
        self.lines.append(line)
        if named:
            self.named[named] = None
        return True


class Robots:
    """Delivers parcels by group robot: each is settled when the digest that names it was taken."""

    def __init__(self, poster: Poster, pace: Pace, clock: Clock) -> None:
        self._poster = poster
        self._pace = pace
        self._clock = clock
        self._open: dict[str, _Digest] = {}

    async def deliver(
        self, parcel: Parcel, delivery: Delivery, head: Letterhead, now: datetime
    ) -> None:
        """Return once the robot took the digest. Raises TryLater, also when this digest is full."""
        digest = self._open.get(key_of(delivery.url)) or self._begin(delivery)
        named = parcel.body.get(MENTION, {}).get(delivery.kind)
        if not digest.takes(line_of(parcel, head), named):
            raise TryLater("this robot's digest is full", NEXT_DIGEST)
        assert digest.post is not None
        # one parcel that is called off does not call off the others
        await asyncio.shield(digest.post)

    def _begin(self, delivery: Delivery) -> _Digest:
        digest = _Digest(PLATFORMS[delivery.kind].room)
        self._open[key_of(delivery.url)] = digest
        digest.post = asyncio.create_task(self._post(digest, delivery))
        return digest

    async def _post(self, digest: _Digest, delivery: Delivery) -> None:
        robot = key_of(delivery.url)
        try:
            await self._pace.turn(robot)
        finally:
            del self._open[robot]
        platform = PLATFORMS[delivery.kind]
        words = digest_of(digest.lines)
        now, named = self._clock(), list(digest.named)
        call = platform.call(delivery.url, delivery.secret, words, now, named)
        platform.judge(await self._poster.post(call.url, call.body, JSON))

"""The access token: one for all processes, fetched by one of them."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.asyncio import Redis
from redis.asyncio.lock import Lock

from bot.adapters.redis import AWAY
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.errors_table import Action, entry_for
from bot.adapters.wechat.failures import NotSent, Refused, Unanswered, Unavailable
from bot.adapters.wechat.wire import Wire
from bot.services.ports.clock import Clock

log = logging.getLogger(__name__)

EARLY = timedelta(minutes=4)
"""In its last five minutes WeChat hands out the next token; both hold until the first one ends."""
REDIS_S = 1.0
LOCK_S = 15.0
FORCED_APART = timedelta(seconds=31)
FORCED_A_DAY = 15
"""WeChat allows 20: the rest is for the operator's own hands."""
DAY = timedelta(days=1)


@dataclass(frozen=True, repr=False)
class Token:
    """An access token, and until when we use it."""

    text: str
    until: datetime

    def dump(self) -> str:
        return json.dumps({"text": self.text, "until": self.until.isoformat()})

    @classmethod
    def load(cls, record: str | bytes) -> "Token":
        fields = json.loads(record)
        return cls(fields["text"], datetime.fromisoformat(fields["until"]))


class Tokens:
    """Tokens through `stable_token`, shared in Redis. Without Redis each process fetches its own:
    WeChat answers all of them with the same one."""

    def __init__(
        self,
        wire: Wire,
        account: Account,
        redis: Redis | None,
        clock: Clock,
        redis_s: float = REDIS_S,
    ) -> None:
        self._wire, self._account, self._redis, self._clock = wire, account, redis, clock
        self._redis_s = redis_s
        self.app_id = account.app_id
        self._prefix = f"huiying:wechat:{account.app_id}"
        self._own: Token | None = None
        self._forced_at: datetime | None = None
        self._turn = asyncio.Lock()

    async def current(self) -> str:
        """A token that should be good. Raises CallFailed when none can be had."""
        if token := await self._known():
            return token.text
        async with self._alone():
            if token := await self._known():
                return token.text
            return await self._fetch(force=False)

    async def instead_of(self, stale: str) -> str:
        """Another token than `stale`, which WeChat just refused.

        Somebody else may have fetched it already; a new one is forced only when WeChat itself
        still hands out the refused one, and not more often than it allows. Raises CallFailed.
        """
        async with self._alone():
            token = await self._known()
            if token and token.text != stale:
                return token.text
            fresh = await self._fetch(force=False)
            return fresh if fresh != stale else await self._forced()

    async def _forced(self) -> str:
        await self._may_force()
        try:
            return await self._fetch(force=True)
        except Refused as refused:
            if entry_for(refused.code).action is not Action.PAUSE:
                raise
            # the day's forced refreshes are used up: other calls are not
            raise Refused(40001, refused.rid, refused.said) from None

    async def _fetch(self, force: bool) -> str:
        order = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
            "force_refresh": force,
        }
        url = f"{self._wire.api_url}/cgi-bin/stable_token"
        try:
            answer = await self._wire.call("POST", url, data=json.dumps(order).encode())
        except Unanswered as error:
            # a call that waits for its token has not been sent itself
            raise NotSent(f"no token: {error}") from None
        token = self._read(answer)
        await self._share(token)
        return token.text

    def _read(self, answer: object) -> Token:
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise Unavailable("an answer without a token")
        lasts = timedelta(seconds=float(answer.get("expires_in", 0)))
        return Token(answer["access_token"], self._clock() + max(lasts - EARLY, lasts / 2))

    async def _known(self) -> Token | None:
        token = await self._shared() or self._own
        return token if token and token.until > self._clock() else None

    async def _shared(self) -> Token | None:
        if self._redis is None:
            return None
        try:
            async with asyncio.timeout(self._redis_s):
                record = await self._redis.get(f"{self._prefix}:token")
            return Token.load(record) if record else None
        except (*AWAY, ValueError, KeyError) as error:
            log.warning("the shared token cannot be read", extra={"error": type(error).__name__})
            return None

    async def _share(self, token: Token) -> None:
        self._own = token
        if self._redis is None:
            return
        seconds = max(int((token.until - self._clock()).total_seconds()), 1)
        try:
            async with asyncio.timeout(self._redis_s):
                await self._redis.set(f"{self._prefix}:token", token.dump(), ex=seconds)
        except AWAY as error:
            log.warning("the token cannot be shared", extra={"error": type(error).__name__})

    async def _may_force(self) -> None:
        """Raise Refused when a forced refresh would break WeChat's limits."""
        now = self._clock()
        allowed = self._forced_at is None or now - self._forced_at > FORCED_APART
        if not allowed or not await self._may_force_by_all(now):
            raise Refused(40001, said="the token was renewed by force a moment ago")
        self._forced_at = now

    async def _may_force_by_all(self, now: datetime) -> bool:
        if self._redis is None:
            return True
        day = f"{self._prefix}:forced:{now:%Y%m%d}"
        try:
            async with asyncio.timeout(self._redis_s):
                if not await self._redis.set(f"{self._prefix}:forced", 1, ex=FORCED_APART, nx=True):
                    return False
                count = int(await self._redis.incr(day))
                await self._redis.expire(day, DAY)
        except AWAY:
            return True
        return count <= FORCED_A_DAY

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """One process, and one task in it, at a time; without Redis one task in each process."""
        async with self._turn:
            lock = await self._locked()
            try:
                yield
            finally:
                await self._unlock(lock)

    async def _locked(self) -> Lock | None:
        if self._redis is None:
            return None
        # a fetch without the lock does no harm: WeChat gives everybody the same token
        lock = self._redis.lock(
            f"{self._prefix}:lock", timeout=LOCK_S, blocking_timeout=LOCK_S, thread_local=False
        )
        try:
            async with asyncio.timeout(LOCK_S + self._redis_s):
                return lock if await lock.acquire() else None
        except AWAY:
            return None

    async def _unlock(self, lock: Lock | None) -> None:
        if lock is None:
            return
        try:
            async with asyncio.timeout(self._redis_s):
                await lock.release()
        except AWAY:
            log.info("the token's lock ended by itself")

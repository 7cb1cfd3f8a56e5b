"""A client of the Redis that the settings name."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.adapters.redis.embedded import embedded
from bot.domain.errors import BadSetting

CONNECT_S = 2.0
ANSWER_S = 5.0
AWAY = (RedisError, OSError, TimeoutError)
"""What a Redis that is not there raises."""


@asynccontextmanager
async def connect(url: str | None, data_dir: Path) -> AsyncIterator[Redis]:
    """A client for `url`, or for an embedded server in `data_dir` when there is none.

    A server that is away does not stop the start: every user of Redis goes on without it.
    """
    if url is None:
        async with embedded(data_dir / "valkey") as address, _client(address) as redis:
            yield redis
    else:
        async with _client(url) as redis:
            yield redis


def _client(url: str) -> Redis:
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_S,
            socket_timeout=ANSWER_S,
            # once more over a fresh connection; waiting is not worth it for what may be lost
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError:
        raise BadSetting(
            "HUIYING_REDIS_URL 写法不对。请写 redis://:密码@主机:6379/0；"
            "加密连接写 rediss://…，本机套接字写 unix:///路径。"
        ) from None


async def redis_answers(redis: Redis) -> bool:
    """Whether Redis is there. Raises what the client raises when it is not."""
    # the client's types leave open whether it is the blocking one
    return await cast(Awaitable[bool], redis.ping())

"""Redis: the operator's own, or an embedded one. Losing it costs latency and nothing else."""

from bot.adapters.redis.connection import AWAY, connect, redis_answers
from bot.adapters.redis.embedded import embedded
from bot.adapters.redis.fleet import RedisFleet
from bot.adapters.redis.sessions import NearSessions
from bot.adapters.redis.waker import RedisWaker

__all__ = [
    "AWAY",
    "NearSessions",
    "RedisFleet",
    "RedisWaker",
    "connect",
    "embedded",
    "redis_answers",
]

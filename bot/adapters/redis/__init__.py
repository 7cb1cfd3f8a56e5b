"""Redis: the operator's own, or an embedded one. Losing it costs latency and nothing else."""

from bot.adapters.redis.connection import connect, redis_answers
from bot.adapters.redis.embedded import embedded
from bot.adapters.redis.waker import RedisWaker

__all__ = ["RedisWaker", "connect", "embedded", "redis_answers"]

"""A signature is good for one message, and for its repetitions."""

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.adapters.wechat.replay import ReplayGuard
from bot.domain.errors import SignatureRejected
from tests.adapters.wechat.conftest import signed
from tests.builders import NOW
from tests.fakes.house import PATIENT_S

FIVE_MINUTES = timedelta(minutes=5)


async def test_a_retry_of_the_same_message_passes(redis: Redis):
    guard = ReplayGuard(redis, FIVE_MINUTES, PATIENT_S)

    for _ in range(3):
        await guard.check(signed(), "signature", b"<xml>1</xml>")


async def test_a_used_signature_with_another_body_is_refused(redis: Redis):
    """In plain mode one captured query string would forge any message."""
    await ReplayGuard(redis, FIVE_MINUTES, PATIENT_S).check(signed(), "signature", b"<xml>1</xml>")

    with pytest.raises(SignatureRejected):
        await ReplayGuard(redis, FIVE_MINUTES, PATIENT_S).check(
            signed(), "signature", b"<xml>2</xml>"
        )


async def test_another_nonce_is_another_call(redis: Redis):
    guard = ReplayGuard(redis, FIVE_MINUTES, PATIENT_S)

    await guard.check(signed(nonce="1"), "signature", b"<xml>1</xml>")
    await guard.check(signed(nonce="2"), "signature", b"<xml>2</xml>")


async def test_the_memory_outlasts_the_signature_and_then_ends(redis: Redis):
    await ReplayGuard(redis, FIVE_MINUTES, PATIENT_S).check(signed(at=NOW), "signature", b"1")

    (name,) = await redis.keys("huiying:wechat:call:*")
    assert 595 <= await redis.ttl(name) <= 600


async def test_without_redis_the_guard_is_skipped_and_the_message_is_not(no_redis: Redis):
    guard = ReplayGuard(no_redis, FIVE_MINUTES)

    await guard.check(signed(), "signature", b"1")
    await guard.check(signed(), "signature", b"2")

"""All processes share one token, and one of them fetches it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.adapters.wechat.failures import NotSent, Refused
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.wire import Wire
from tests.adapters.redis.servers import Server
from tests.adapters.wechat.conftest import OpenTown, Town, an_account
from tests.fakes.house import PATIENT_S


@pytest.fixture
async def processes(town: Town, valkey: Server, redis: Redis) -> AsyncIterator[list[Tokens]]:
    """Eight processes: each with a wire, a Redis client and a memory of its own."""
    wires = [Wire(town.root) for _ in range(8)]
    clients = [Redis.from_url(valkey.url) for _ in range(8)]
    yield [
        Tokens(wire, an_account(), client, town.clock, PATIENT_S)
        for wire, client in zip(wires, clients, strict=True)
    ]
    for wire, client in zip(wires, clients, strict=True):
        await wire.close()
        await client.aclose()


async def test_eight_processes_started_together_fetch_one_token(
    town: Town, processes: list[Tokens]
):
    tokens = await asyncio.gather(*(tokens.current() for tokens in processes))

    assert len(set(tokens)) == 1
    assert await town.calls("stable_token") == 1


async def test_eight_processes_that_are_refused_together_renew_it_once(
    town: Town, processes: list[Tokens]
):
    stale = await processes[0].current()
    await town.sim.end_tokens(40001)

    tokens = await asyncio.gather(*(tokens.instead_of(stale) for tokens in processes))

    assert len(set(tokens)) == 1
    assert stale not in tokens
    assert await town.calls("stable_token") == 2


async def test_a_token_is_used_until_wechat_has_the_next_one(town: Town, processes: list[Tokens]):
    first = await processes[0].current()

    await town.advance(hours=1, minutes=50)
    assert await processes[0].current() == first

    await town.advance(minutes=7)
    assert await processes[1].current() != first
    assert await town.calls("stable_token") == 2


async def test_without_redis_each_process_fetches_for_itself(town: Town, no_redis: Redis):
    """WeChat answers all of them with the same token."""
    here, there = (Tokens(town.wire, an_account(), no_redis, town.clock) for _ in range(2))

    tokens = [await here.current(), await here.current(), await there.current()]

    assert len(set(tokens)) == 1
    assert await town.calls("stable_token") == 2


async def test_many_tasks_of_one_process_without_redis_fetch_once(town: Town):
    tokens = Tokens(town.wire, an_account(), None, town.clock)

    await asyncio.gather(*(tokens.current() for _ in range(10)))

    assert await town.calls("stable_token") == 1


async def test_a_token_wechat_itself_still_hands_out_is_forced_once(
    town: Town, processes: list[Tokens]
):
    """WeChat refuses a token and answers with the same one: force it, but not again at once."""
    stale = await processes[0].current()

    fresh = await processes[0].instead_of(stale)
    assert fresh != stale

    with pytest.raises(Refused):
        await processes[1].instead_of(fresh)
    forced = [entry for entry in await town.sim.log() if '"force_refresh": true' in str(entry)]
    assert len(forced) == 1


async def test_the_shared_token_ends_with_wechats(town: Town, redis: Redis, open_town: OpenTown):
    tokens = Tokens(town.wire, an_account(), redis, town.clock, PATIENT_S)
    await tokens.current()

    (name,) = [key for key in await redis.keys("huiying:wechat:*") if key.endswith(b":token")]
    assert 6_900 < await redis.ttl(name) <= 6_960


async def test_a_token_fetch_that_nobody_answers_means_that_nothing_was_sent(open_town: OpenTown):
    town = await open_town(total_s=0.2)
    await town.sim.fail_api("stable_token", hang_s=5, times=1)

    with pytest.raises(NotSent):
        await town.tokens.current()


async def test_a_broken_record_in_redis_is_no_obstacle(town: Town, redis: Redis):
    tokens = Tokens(town.wire, an_account(), redis, town.clock, PATIENT_S)
    await redis.set(f"huiying:wechat:{an_account().app_id}:token", "not json")

    assert await tokens.current()

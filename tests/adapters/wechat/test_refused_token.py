"""A token that is always refused: WeChat is not stormed; all goes out once it listens again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.adapters.store import Database, SqlOutbox, SqlTickets
from bot.adapters.wechat.client import Client
from bot.adapters.wechat.tokens import Tokens
from bot.adapters.wechat.ways import ways
from bot.adapters.wechat.wire import Wire
from bot.domain.errors import TryLater
from bot.domain.messages import Media
from bot.services.delivery import Courier
from bot.services.ports.changes import Changes
from tests.adapters.redis.servers import Server
from tests.adapters.wechat.conftest import OpenTown, Town, an_account
from tests.builders import a_citizens_parcel
from tests.couriers import deliver_all
from tests.fakes.house import PATIENT_S, FakeDepartments, FakeWaker
from tests.fakes.teller import PlainTeller

SEND = "message/custom/send"
PROBE = "getcallbackip"
MESSAGES = ("甲", "乙", "丙", "丁")


@pytest.fixture
async def workers(
    open_town: OpenTown, database: Database, valkey: Server, redis: Redis
) -> AsyncIterator[tuple[Town, list[Courier]]]:
    """Two workers: a wire, tokens and a Redis client each, over one database and one Redis."""
    town = await open_town(redis=redis)
    wires = [Wire(town.root) for _ in range(2)]
    clients = [Redis.from_url(valkey.url) for _ in range(2)]

    async def no_pause(seconds: float) -> None:
        pass

    def a_worker(wire: Wire, redis: Redis) -> Courier:
        client = Client(wire, Tokens(wire, an_account(), redis, town.clock, PATIENT_S), no_pause)
        return Courier(
            outbox=SqlOutbox(database),
            tickets=SqlTickets(database),
            channel=replace(
                town.channel,
                client=client,
                ways=ways(client, town.tries, town.ledger, town.permits),
            ),
            teller=PlainTeller(FakeDepartments()),
            waker=FakeWaker(),
            clock=town.clock,
            centre="service_center",
        )

    yield town, [a_worker(*both) for both in zip(wires, clients, strict=True)]
    for wire, client in zip(wires, clients, strict=True):
        await wire.close()
        await client.aclose()


async def wait_to_be_sent(town: Town, database: Database) -> None:
    """Four messages to a citizen who just wrote, none behind another."""
    await town.sim.say(town.openid, "在吗")
    parcels = [
        replace(a_citizens_parcel(text, id=f"p{n}", citizen=town.citizen), lane=f"lane{n}")
        for n, text in enumerate(MESSAGES)
    ]
    parcels = [replace(p, created_at=town.clock(), due_at=town.clock()) for p in parcels]
    await SqlTickets(database).apply(Changes(parcels=parcels))


async def sends(town: Town) -> dict[str, int]:
    """How often the platform saw each message."""
    seen = [str(entry) for entry in await town.sim.log() if entry.name == SEND]
    return {text: sum(text in one for one in seen) for text in MESSAGES}


async def refreshes(town: Town) -> int:
    """How often a new token was forced."""
    return sum('"force_refresh": true' in str(entry) for entry in await town.sim.log())


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_costs_a_message_two_sends_and_all_of_them_one_refresh(
    workers: tuple[Town, list[Courier]], database: Database, code: int
):
    """Two workers at once, three hours long; then WeChat takes it, and everything arrives."""
    town, couriers = workers
    await wait_to_be_sent(town, database)
    for api in (SEND, PROBE):
        await town.sim.fail_api(api, code=code)

    for _ in range(18):
        await asyncio.gather(*(deliver_all(courier) for courier in couriers))
        await town.advance(minutes=10)

    assert max((await sends(town)).values()) <= 2
    # one for the messages, and the probes' own: one in ten minutes at most, fifteen a day
    assert await refreshes(town) <= 15
    assert town.bell.rung[0].kind == f"wechat.{code}"

    for api in (SEND, PROBE):
        await town.sim.clear_faults(api)
    await town.advance(hours=2)  # longer than the longest pause with its jitter
    await asyncio.gather(*(deliver_all(courier) for courier in couriers))

    assert sorted(await town.bubbles("customer_service")) == sorted(MESSAGES)
    assert max((await sends(town)).values()) <= 3


async def test_the_first_round_costs_one_refresh(
    workers: tuple[Town, list[Courier]], database: Database
):
    """Before any probe: the messages themselves."""
    town, couriers = workers
    await wait_to_be_sent(town, database)
    await town.sim.fail_api(SEND, code=40001)

    await asyncio.gather(*(deliver_all(courier) for courier in couriers))

    assert await refreshes(town) == 1
    assert max((await sends(town)).values()) == 2


async def test_while_it_is_refused_nothing_else_is_asked_of_wechat(open_town: OpenTown):
    """Pictures wait, too."""
    town = await open_town()
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=40001)
    with pytest.raises(TryLater):
        await town.channel.send(a_citizens_parcel(citizen=town.citizen), town.clock())

    with pytest.raises(TryLater):
        await town.channel.fetch(Media("image", "m"))

    assert await town.calls("media/get") == 0


async def test_a_probe_that_nobody_answers_sends_no_message(open_town: OpenTown):
    """Ten minutes are over, and WeChat is away altogether."""
    town = await open_town()
    await town.sim.say(town.openid, "路灯坏了")
    await town.sim.fail_api(SEND, code=40125, times=1)
    with pytest.raises(TryLater):
        await town.channel.send(a_citizens_parcel(citizen=town.citizen), town.clock())
    await town.advance(minutes=11)
    await town.sim.fail_api(PROBE, drop=True)

    with pytest.raises(TryLater):
        await town.channel.send(a_citizens_parcel(citizen=town.citizen), town.clock())

    assert await town.calls(SEND) == 1
    await town.sim.clear_faults(PROBE)
    assert await town.channel.send(a_citizens_parcel(citizen=town.citizen), town.clock())

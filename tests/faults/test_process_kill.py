"""Processes are killed at moments that matter: nothing is lost and nothing is doubled."""

import asyncio
import os
import random
import signal
from itertools import count

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from bot.adapters.store.tables import inbox
from tests.fakes.house import PATIENT_S
from tests.faults import account
from tests.faults.account import MARKED
from tests.faults.balancer import passes
from tests.faults.citizens import stories
from tests.faults.conftest import wechat_waits
from tests.faults.crew import GATEWAYS, WORKERS, Crew
from tests.faults.traffic import Traffic
from tests.faults.watch import NobodyWatches
from tests.houses import Person, number_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

AT_ONCE = 6
ENOUGH = 20
MANY = 10_000
MATTERS = ("人民路{}号门口路灯坏了三天没人修", "幸福小区{}号楼暖气一直不热")
NO_PATIENCE = {"HUIYING_PATIENCE_S": "0.0001"}
"""WeChat hears `success` while the turn is still being taken."""

ONLY_SQLITE = pytest.mark.parametrize("stood_on", ["sqlite"], indirect=True, scope="session")
"""The moment is in our own processes; what the database does with it, the other tests show."""

_numbers = count(1)


async def test_a_gateway_killed_with_the_answer_in_its_hands_has_not_taken_it_along(crew: Crew):
    """Committed, not yet heard by WeChat: the other gateway gives the same answer."""
    person = await _a_citizen(crew)

    async def kill_it_first(port: int) -> bool:
        crew.balancer.on_answer = passes
        await crew.kill(GATEWAYS[crew.balancer.ports.index(port)])
        return False

    crew.balancer.on_answer = kill_it_first
    exchange = await crew.sim.say(person.name, MATTERS[0].format("九"))

    assert exchange.answers[0].status is None
    assert exchange.status == 200
    said = await person.reads(exchange)
    assert said.startswith("已受理")
    number = number_in(said)
    assert (await person.says("查询")).count("工单 ") == 1
    unit = crew.sim.department("construction")
    assert await unit.wait_for_event("ticket.dispatched", number=number)


@ONLY_SQLITE
async def test_turns_that_a_dead_gateway_left_behind_are_taken_by_another(crew: Crew):
    """WeChat heard `success` and will not come again: nobody else would remember them."""
    people = [await _a_citizen(crew) for _ in range(4)]
    letters = [(person.name, MATTERS[0].format(next(_numbers))) for person in people * 5]
    await crew.kill(*GATEWAYS)
    await crew.start("gateway-1", **NO_PATIENCE)
    heard = count(1)

    async def kill_it_after_the_last(port: int) -> bool:
        if next(heard) == len(letters):
            await crew.kill("gateway-1")
        return True

    crew.balancer.on_answer = kill_it_after_the_last
    exchanges = await asyncio.gather(*(crew.sim.say(*letter) for letter in letters))
    await crew.start("gateway-2")
    await crew.rest()

    assert any(exchange.status == 200 for exchange in exchanges)
    await _nothing_is_open(crew)
    for person in people:
        assert await person.was_told()


@ONLY_SQLITE
async def test_a_worker_killed_before_it_heard_the_unit_delivers_once_more_under_the_same_id(
    crew: Crew,
):
    """The unit took it; the worker that knew is dead. The id tells the unit that it is the same."""
    person, unit = await _a_citizen(crew), crew.sim.department("construction")
    await unit.fail(times=1, hang_s=60, after_effect=True)

    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)
    await crew.kill(*WORKERS)
    await crew.rest()

    events = await unit.events(number=number)
    assert [(event.type, event.deliveries) for event in events] == [("ticket.dispatched", 2)]


@ONLY_SQLITE
async def test_a_worker_killed_before_it_heard_wechat_says_that_it_repeats_itself(crew: Crew):
    """The citizen may have the answer already, and is told so; once, and not for ever."""
    person, unit = await _a_citizen(crew), crew.sim.department("construction")
    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)
    await crew.sim.fail_api("message/custom/send", times=1, hang_s=60, after_effect=True)

    assert (await unit.answer(number, "路灯今天已修好。")).ok
    await person.hears("路灯今天已修好。")
    await crew.kill(*WORKERS)
    await crew.rest()

    told = [words for words in await person.was_told() if "路灯今天已修好。" in words]
    assert [words.startswith(MARKED) for words in told] == [False, True]
    assert "已答复" in await person.says(f"查询 {number}")


@ONLY_SQLITE
async def test_a_killed_redis_costs_nobody_an_answer(crew: Crew):
    """It is disposable: messages, tickets and deliveries go on without it."""
    person, unit = await _a_citizen(crew), crew.sim.department("construction")
    redis = Redis.from_url(crew.redis_url)
    pid = (await redis.info("server"))["process_id"]
    await redis.aclose()

    os.kill(pid, signal.SIGKILL)
    async with wechat_waits(crew, PATIENT_S):
        exchange = await crew.sim.say(person.name, MATTERS[0].format(next(_numbers)))
    number = number_in(await person.reads(exchange))

    await unit.wait_for_event("ticket.dispatched", number=number)
    assert (await unit.answer(number, "路灯今天已修好。")).ok
    await person.hears("路灯今天已修好。")
    assert exchange.tries == 1


@ONLY_SQLITE
async def test_a_gateway_asked_to_stop_finishes_the_turns_it_took(crew: Crew):
    """Whatever was kept before it went has its outcome when it is gone."""
    await crew.kill(*GATEWAYS)
    await crew.start("gateway-1", **NO_PATIENCE)
    await crew.sim.switch(tries=2)  # a refused call costs its writer a pause, as it does WeChat
    traffic, over = Traffic(crew, NobodyWatches()), asyncio.Event()

    writing = asyncio.create_task(traffic.until(over, stories(random.Random(3), MANY), AT_ONCE))
    await traffic.reached(ENOUGH)
    code = await crew.ask_to_stop("gateway-1")
    await _nothing_is_open(crew)
    over.set()
    await writing
    await crew.sim.switch(tries=3)

    assert code == 0
    found = await account.account_of(crew, traffic.said)
    assert found.acknowledged
    assert [*found.lost(), *found.doubled_tickets()] == []


# --- what must be true afterwards -----------------------------------------------------------------


async def _nothing_is_open(crew: Crew) -> None:
    query = sa.select(inbox.c.key, inbox.c.error).where(~inbox.c.done)
    async with crew.database.reading() as connection:
        assert (await connection.execute(query)).all() == []


async def _a_citizen(crew: Crew) -> Person:
    name = f"王大爷{next(_numbers)}"
    await crew.sim.follow(name)
    return Person(name, crew.sim)

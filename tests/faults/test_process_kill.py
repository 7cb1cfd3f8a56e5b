"""Processes are killed while citizens write: nothing is lost and nothing is doubled."""

import asyncio
import os
import random
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from bot.adapters.store.tables import inbox, tickets
from bot.domain.numbers import find_number
from bot.simulator.models import DepartmentEvent, Exchange
from tests.faults.balancer import passes
from tests.faults.crew import GATEWAYS, WORKERS, Crew
from tests.houses import Person, eventually, number_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

AT_ONCE = 6
PACE_S = 0.3
"""Nobody types faster, and the processes must also find time to come up again."""
MESSAGES = 600
EVERY_TENTH = {"skip": 9, "times": 1, "status": 503}
MATTERS = ("人民路{}号门口路灯坏了三天没人修", "幸福小区{}号楼暖气一直不热")
UNITS = ("construction", "heating")
NO_PATIENCE = {"HUIYING_PATIENCE_S": "0.0001"}
"""WeChat hears `success` while the turn is still being taken."""
MARKED = "（如已收到，请忽略）"

ONLY_SQLITE = pytest.mark.parametrize("stood_on", ["sqlite"], indirect=True, scope="session")
"""The moment is in our own processes; what the database does with it, the other tests show."""

_numbers = count(1)


@dataclass
class Traffic:
    """What citizens wrote, and what WeChat made of it: one complaint each."""

    crew: Crew
    wrote: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Exchange] = field(default_factory=dict)

    @property
    def acknowledged(self) -> list[str]:
        """Citizens whose message we took: WeChat will not bring it again."""
        return [who for who, exchange in self.sent.items() if exchange.status == 200]

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[None]:
        """Citizens write for as long as the block lasts, and finish what they began."""
        over = asyncio.Event()
        writing = [asyncio.create_task(self._write(over)) for _ in range(AT_ONCE)]
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(*writing)

    async def _write(self, over: asyncio.Event) -> None:
        while not over.is_set() and len(self.sent) < MESSAGES:
            number = next(_numbers)
            person = await self.crew.sim.create(f"来信人{number}")
            await self.crew.sim.follow(person.name)
            words = MATTERS[number % len(MATTERS)].format(number)
            self.wrote[person.name] = words
            self.sent[person.name] = await self.crew.sim.say(person.name, words)
            await asyncio.sleep(PACE_S)


async def test_killed_at_any_moment_every_acknowledged_message_has_its_outcome(crew: Crew):
    """One ticket each, told to its unit, answered to its citizen, though every tenth post fails."""
    chance = random.Random(crew.database.is_sqlite)
    for unit in UNITS:
        for _ in range(MESSAGES // 10):
            await crew.sim.department(unit).fail(**EVERY_TENTH)
    traffic = Traffic(crew)

    async with traffic.flowing():
        for gateway in GATEWAYS:
            worker = chance.choice(WORKERS)
            await asyncio.sleep(chance.random())  # any moment will do: that is the point
            await crew.kill(gateway)
            await asyncio.sleep(chance.random())
            await crew.kill(worker)
            await crew.start(gateway, worker)
    await crew.rest()

    assert len(traffic.acknowledged) > 50
    await _every_message_has_its_turn(crew)
    numbers = await _one_ticket_each(crew, traffic)
    await _every_unit_was_told_once(crew, set(numbers.values()))
    await _every_citizen_was_answered(crew, traffic, numbers)


async def test_a_gateway_killed_with_the_answer_in_its_hands_has_not_taken_it_along(crew: Crew):
    """Committed, not yet heard by WeChat: the other gateway gives the same answer."""
    person = await _a_citizen(crew)

    async def kill_it_first(port: int) -> bool:
        crew.balancer.on_answer = passes
        await crew.kill(GATEWAYS[crew.balancer.ports.index(port)])
        return False

    crew.balancer.on_answer = kill_it_first
    exchange = await crew.sim.say(person.name, MATTERS[0].format("九"))

    assert [answer.status for answer in exchange.answers] == [None, 200]
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
    await _every_message_has_its_turn(crew)
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
    await crew.sim.switch(tries=1)
    traffic = Traffic(crew)

    async with traffic.flowing():
        await eventually(lambda: _true(len(traffic.acknowledged) > 10))
        code = await crew.ask_to_stop("gateway-1")
        left_open = await _open_messages(crew)
    await crew.sim.switch(tries=3)

    assert code == 0
    assert left_open == []
    await _one_ticket_each(crew, traffic)


# --- what must be true afterwards -----------------------------------------------------------------


async def _every_message_has_its_turn(crew: Crew) -> None:
    query = sa.select(inbox.c.key, inbox.c.error).where(~inbox.c.done)
    async with crew.database.reading() as connection:
        assert (await connection.execute(query)).all() == []


async def _one_ticket_each(crew: Crew, traffic: Traffic) -> dict[str, str]:
    """The number of each citizen's only ticket, for those whose message was acknowledged."""
    async with crew.database.reading() as connection:
        rows = (await connection.execute(sa.select(tickets.c.number, tickets.c.title))).all()
    opened = defaultdict(list)
    for row in rows:
        opened[row.title].append(row.number)
    assert {
        title: opened[title] for title in traffic.wrote.values() if len(opened[title]) > 1
    } == {}
    lost = [who for who in traffic.acknowledged if not opened[traffic.wrote[who]]]
    assert lost == []
    return {who: opened[traffic.wrote[who]][0] for who in traffic.acknowledged}


async def _every_unit_was_told_once(crew: Crew, numbers: set[str]) -> None:
    events: list[DepartmentEvent] = []
    for unit in UNITS:
        events += await crew.sim.department(unit).events("ticket.dispatched")
    told = Counter(event.number for event in events)
    assert numbers <= set(told)
    assert max(told.values()) == 1


async def _every_citizen_was_answered(
    crew: Crew, traffic: Traffic, numbers: dict[str, str]
) -> None:
    """With the ticket's number; a second time only if it says that it may be one."""
    for who in traffic.acknowledged:
        told = await Person(who, crew.sim).was_told()
        receipts = [words for words in told if find_number(words) == numbers[who]]
        assert receipts, f"{who} never heard of {numbers[who]}: {told}"
        assert sum(not words.startswith(MARKED) for words in receipts) <= 1


async def _open_messages(crew: Crew) -> list[str]:
    query = sa.select(inbox.c.key).where(~inbox.c.done)
    async with crew.database.reading() as connection:
        return list(await connection.scalars(query))


async def _a_citizen(crew: Crew) -> Person:
    name = f"王大爷{next(_numbers)}"
    await crew.sim.follow(name)
    return Person(name, crew.sim)


async def _true(fact: bool) -> bool:
    return fact

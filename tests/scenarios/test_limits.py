"""A citizen who writes faster than anybody can answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest_asyncio
import sqlalchemy as sa

from bot.adapters.store.tables import alarms, inbox, inbox_open
from bot.services.limiting import WAIT_A_MINUTE
from bot.simulator.models import Exchange
from tests.houses import House, Person, another_gateway, eventually

Citizens = Callable[[], Awaitable[Person]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict_gateway(house: House) -> AsyncIterator[None]:
    """WeChat's pushes go to a gateway that allows two messages a minute and four an hour.

    One for all: what is too much is counted for each citizen.
    """
    before = await house.sim.switches()
    limits = {
        "HUIYING_MESSAGES_PER_MINUTE": "2",
        "HUIYING_MESSAGES_PER_HOUR": "4",
        "HUIYING_PATIENCE_S": "4.5",
    }
    async with another_gateway(house, **limits) as door:
        await house.sim.switch(callback_url=door)
        yield
        await house.sim.switch(callback_url=before.callback_url)


async def test_what_comes_too_fast_is_kept_and_answered_later(
    house: House, a_citizen: Citizens, strict_gateway: None
):
    """One polite word, the same for every delivery; the rest of the minute is taken in silence."""
    person = await a_citizen()
    answered = [await house.sim.say(person.name, "你好") for _ in range(2)]

    told = await eventually(lambda: _told_to_wait(house, person))
    silent = await house.sim.say(person.name, "居住证怎么办理")
    now_heard = await person.where()
    await _let_their_turn_come(house)

    assert all(exchange.passive_reply for exchange in answered)
    assert len({answer.body for answer in told.answers}) == 1
    assert silent.passive_reply is None
    assert "社保卡" in (await person.hears(containing="【来源】", after=now_heard)).text
    await person.hears(containing="居住", after=now_heard)


async def test_a_flood_is_set_aside_and_a_human_told_but_a_cry_for_help_is_heard(
    house: House, a_citizen: Citizens, strict_gateway: None
):
    """Over the hour's limit nothing is answered by itself, and nothing is lost."""
    person, another = await a_citizen(), await a_citizen()
    for number in range(8):
        await house.sim.say(person.name, f"第{number}句")

    words = await person.says("我家着火了")
    heard = await another.is_told_at_once("社保卡丢了怎么补办")

    assert "119" in words
    assert "【来源】" in heard.text
    assert await _set_aside(house, "第7句")
    assert await _rung(house)


async def _told_to_wait(house: House, person: Person) -> Exchange | None:
    """A gateway that does not hear from Redis in time counts alone: the next one is too many."""
    exchange = await house.sim.say(person.name, "社保卡丢了怎么补办", copies=3)
    said = exchange.passive_reply
    return exchange if said and said.text == WAIT_A_MINUTE.words else None


async def _let_their_turn_come(house: House) -> None:
    """A minute passes for what waits."""
    ago = datetime.now(UTC) - timedelta(minutes=2)
    async with house.books() as database, database.transaction() as connection:
        await connection.execute(sa.update(inbox).where(inbox_open).values(received_at=ago))


async def _set_aside(house: House, words: str) -> bool:
    query = sa.select(inbox.c.message).where(inbox.c.set_aside)
    async with house.books() as database, database.reading() as connection:
        rows = (await connection.execute(query)).scalars().all()
    return any(row["text"] == words for row in rows)


async def _rung(house: House) -> int:
    query = sa.select(sa.func.count()).where(alarms.c.kind == "message.too_many")
    async with house.books() as database, database.reading() as connection:
        return await connection.scalar(query) or 0

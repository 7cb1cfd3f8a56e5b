"""Answers that come later: the ways to a citizen that are open, and those that are not."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio
import sqlalchemy as sa

from bot.adapters.wechat.tables import capabilities
from bot.domain.parcels import ParcelState
from bot.domain.tickets import State
from bot.simulator.desk import DepartmentClient
from tests.houses import House, Person, another_gateway

Citizens = Callable[[], Awaitable[Person]]


@pytest_asyncio.fixture(loop_scope="session")
async def uncertified(house: House) -> AsyncIterator[None]:
    """The account may not write by itself; afterwards it may, and the house believes it."""
    await house.sim.switch(certified=False)
    yield
    await house.sim.switch(certified=True)
    async with house.books() as database, database.transaction() as connection:
        await connection.execute(sa.delete(capabilities))


@pytest_asyncio.fixture(loop_scope="session")
async def slow_gateway(house: House) -> AsyncIterator[tuple[str, Path]]:
    """The door of a gateway whose dialogue hangs for as long as the file is there."""
    sign, fate = house.places.data_dir / "hangs", house.places.data_dir / "slow.fate"
    sign.touch()
    fate.write_text(json.dumps({"hang_while": str(sign)}))
    module = ("tests.faults.launched", str(fate))
    async with another_gateway(house, module, HUIYING_PATIENCE_S="0.2") as door:
        yield door, sign


async def test_an_uncertified_account_answers_when_the_citizen_comes_again(
    house: House, a_citizen: Citizens, uncertified: None
):
    """The answer waits (待送达) and leads the next reply; then it counts as given."""
    person, unit, number = await _a_ticket(house, a_citizen)

    await unit.answer(number, "路灯今天已修好。")
    await house.sim.wait_for_api_call("message/custom/send")
    await house.answer_is(ParcelState.HELD, number)
    await house.ticket_is(State.REPLIED, number)
    said = await person.says("你好")

    assert said.startswith("【")
    assert "路灯今天已修好。" in said
    assert said.index("路灯今天已修好。") < said.rindex("您好")
    await house.ticket_is(State.ANSWERED, number)
    assert sum("路灯今天已修好。" in words for words in await person.was_told()) == 1


async def test_an_answer_after_the_window_has_closed_waits_for_the_citizen(
    house: House, a_citizen: Citizens
):
    """WeChat lets an account write for 48 hours only."""
    person, unit, number = await _a_ticket(house, a_citizen)
    await house.sim.advance(48 * 3600 + 60)

    await unit.answer(number, "路灯今天已修好。")
    await house.answer_is(ParcelState.HELD, number)
    said = await person.says("你好")

    assert "路灯今天已修好。" in said
    await house.ticket_is(State.ANSWERED, number)


async def test_whoever_left_the_account_is_written_to_no_more(house: House, a_citizen: Citizens):
    """Not even tried; the answer waits for their return."""
    person, unit, number = await _a_ticket(house, a_citizen)
    openid = (await house.sim.citizen(person.name)).openid
    await house.sim.unfollow(person.name)
    last = (await house.sim.log())[-1].id

    await unit.answer(number, "路灯今天已修好。")
    await house.answer_is(ParcelState.HELD, number)

    calls = await house.sim.api_calls("message/custom/send", last)
    assert not any(openid in str(call.request) for call in calls)
    await house.sim.follow(person.name)
    await person.says("你好")  # within one second WeChat's two follow events are the same
    assert sum("路灯今天已修好。" in words for words in await person.was_told()) == 1


async def test_an_answer_wechat_never_confirmed_is_sent_once_more_and_marked(
    house: House, a_citizen: Citizens
):
    """Nobody knows whether it arrived: said twice is better than never, and it says so."""
    person, unit, number = await _a_ticket(house, a_citizen)
    await house.sim.fail_api("message/custom/send", times=1, drop=True, after_effect=True)

    await unit.answer(number, "路灯今天已修好。")
    first = await person.hears("路灯今天已修好。")
    await house.hurry(number)
    second = await person.hears("路灯今天已修好。", after=first.index)

    assert not first.text.startswith("（如已收到")
    assert second.text.startswith("（如已收到，请忽略）")
    await house.ticket_is(State.ANSWERED, number)


async def test_a_slow_turn_is_acknowledged_and_answered_once_later(
    house: House, a_citizen: Citizens, slow_gateway: tuple[str, Path]
):
    """`success` now; no banner; one answer, however it came; and one ticket."""
    person, (door, sign) = await a_citizen(), slow_gateway
    before = await house.sim.switches()
    await house.sim.switch(callback_url=door)

    try:
        exchanges = [
            await house.sim.say(person.name, "人民路23号门口路灯坏了三天没人修"),
            await house.sim.say(person.name, "查询"),
        ]
    finally:
        await house.sim.switch(callback_url=before.callback_url)
        sign.unlink()

    for exchange in exchanges:
        assert not exchange.error_banner
        assert exchange.answers[-1].body == "success"
    receipt = await person.hears("已受理", after=exchanges[0].index)
    status = await person.hears("已派单", after=exchanges[1].index)
    assert {receipt.channel, status.channel} == {"customer_service"}
    told = await person.was_told()
    assert sum("已受理" in words for words in told) == 1
    assert sum("已派单" in words for words in told) == 1


async def _a_ticket(house: House, a_citizen: Citizens) -> tuple[Person, DepartmentClient, str]:
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains()
    await unit.wait_for_event("ticket.dispatched", number=number)
    return person, unit, number

"""A message that breaks every turn it is given: five tries, then people; nobody else notices."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.errors import HuiyingError
from bot.services.turns import TRIES
from tests.builders import a_call
from tests.fakes.house import House


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


async def test_a_poisoned_message_is_tried_five_times_while_all_others_are_answered():
    """Fifty citizens write beside it; each is answered at once, and in each of their turns once."""
    house = House()
    tries = Counter[str]()
    finish = house.store.inbox.finish

    async def refuse_poison(row, *rest):
        tries[row.message.key] += 1
        if row.message.key == "poison":
            raise HuiyingError("cannot be written")
        return await finish(row, *rest)

    house.store.inbox.finish = refuse_poison
    calls = [a_call("你好", key=f"m{n}", citizen=f"c{n}") for n in range(50)]
    poison = a_call("毒", key="poison", citizen="poisoner")

    answers = await asyncio.gather(*(house.reception.answer(call) for call in (poison, *calls)))
    for _ in range(20):
        house.clock.forward(seconds=30)
        await house.reception.resume(house.clock() - timedelta(seconds=10))

    assert tries.pop("poison") == TRIES == 5
    assert set(tries.values()) == {1}
    assert answers[0][0] is None
    assert {reply.text for reply, _ in answers[1:] if reply} == {"您说：你好"}
    assert len([reply for reply, _ in answers[1:] if reply]) == 50
    assert list(house.store.kept.set_aside) == ["poison"]
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["message.set_aside"]


async def test_the_poisoners_next_message_is_answered():
    """What is set aside stands in nobody's way."""
    house = House()
    finish = house.store.inbox.finish

    async def refuse_poison(row, *rest):
        if row.message.key == "poison":
            raise HuiyingError("cannot be written")
        return await finish(row, *rest)

    house.store.inbox.finish = refuse_poison
    await house.reception.answer(a_call("毒", key="poison"))
    for _ in range(TRIES):
        house.clock.forward(seconds=30)
        await house.reception.resume(house.clock() - timedelta(seconds=10))

    reply, _ = await house.reception.answer(a_call("好", key="fine"))

    assert reply is not None
    assert reply.text == "您说：好"

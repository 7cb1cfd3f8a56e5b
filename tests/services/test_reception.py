"""A message is kept before anything else, gets one turn, and one answer."""

import asyncio

import pytest

from bot.domain.errors import HuiyingError
from bot.domain.replies import Reply
from bot.services.desk import Desk
from bot.services.locks import Locks
from bot.services.ports.dialogue import Heard
from bot.services.turns import CONFLICTS, TRIES
from tests.builders import NOW, a_call, a_message
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House


async def test_a_reply_in_time_is_given_at_once():
    """Nothing goes through the outbox when somebody still waits."""
    house = House()

    reply, at = await house.reception.answer(a_call("你好"))

    assert (reply, at) == (Reply("您说：你好"), NOW)
    assert house.store.parcels == []


async def test_a_redelivery_gets_the_same_answer_and_takes_no_second_turn():
    """WeChat repeats a push up to three times, to any process."""
    house = House()
    first = await house.reception.answer(a_call("你好"))

    again = await house.reception.answer(a_call("你好"))
    elsewhere = await house.a_reception().answer(a_call("你好"))

    assert first == again == elsewhere
    assert len(house.dialogue.heard) == 1


async def test_three_deliveries_at_the_same_moment_get_one_turn_and_one_answer():
    """Also when two processes are hit at once."""
    house = House()
    receptions = [house.reception, house.reception, house.a_reception()]

    replies = await asyncio.gather(*(r.answer(a_call("你好")) for r in receptions))

    assert {reply.text for reply, _ in replies if reply} == {"您说：你好"}
    assert [row.done for row in house.store.kept.rows.values()] == [True]


async def test_an_answer_that_comes_late_is_sent_once_and_a_redelivery_gets_nothing():
    """After the patience the answer goes through the outbox, exactly once."""
    house = House(patience_s=0.01)
    house.dialogue.hanging = asyncio.Event()

    reply, _ = await house.reception.answer(a_call("慢"))
    house.dialogue.hanging.set()
    await house.reception.close()
    again, _ = await house.reception.answer(a_call("慢"))

    assert reply is None
    assert again is None
    assert [parcel.body["purpose"] for parcel in house.store.parcels] == ["late"]


async def test_messages_of_one_citizen_are_answered_in_the_order_they_came():
    """Two messages ten milliseconds apart never overtake each other."""
    house = House()

    await asyncio.gather(
        *(house.reception.answer(a_call(f"第{n}句", key=f"m{n}")) for n in range(5))
    )

    assert [heard.text for heard in house.dialogue.heard] == [f"第{n}句" for n in range(5)]


async def test_a_slow_citizen_does_not_delay_another():
    """Turns of different citizens run side by side."""
    house = House(FakeDialogue(_wait_for_slow()))
    slow = asyncio.create_task(house.reception.answer(a_call("慢", citizen="slow", key="s")))

    quick, _ = await house.reception.answer(a_call("快", citizen="quick", key="q"))

    assert quick == Reply("快")
    assert not slow.done()
    slow.cancel()


async def test_a_cry_for_help_waited_behind_a_dialogue_that_hung():
    """It is answered at once; what the citizen said before is answered after it."""
    heard_it, go_on = asyncio.Event(), asyncio.Event()

    async def hang(heard: Heard, desk: Desk) -> Reply:
        heard_it.set()
        await go_on.wait()
        return Reply("慢慢来")

    house = House(FakeDialogue(hang))
    before = asyncio.create_task(house.reception.answer(a_call("慢", key="m1")))
    await heard_it.wait()

    reply, _ = await house.reception.answer(a_call("我家着火了", key="m2"))
    go_on.set()

    assert reply is not None
    assert "119" in reply.text
    assert (await before)[0] == Reply("慢慢来")
    assert len(house.store.kept.logs) == 1


async def test_a_turn_that_a_dead_process_left_behind_is_taken_up():
    """The message was kept; any gateway finishes it, through the outbox."""
    house = House()
    await house.store.inbox.receive(a_message("没答完"), NOW)
    house.clock.forward(seconds=30)

    resumed = await house.reception.resume(before=house.clock())

    assert resumed == 1
    assert [parcel.body["purpose"] for parcel in house.store.parcels] == ["late"]


async def test_a_message_that_breaks_every_turn_still_reaches_people():
    """After two broken tries the dialogue is not asked again; the words become a ticket."""
    house = House(FakeDialogue(_raise(ValueError("poison"))))

    for _ in range(3):
        await house.reception.answer(a_call("人民路的路灯坏了三天没人修"))

    (log,) = house.store.kept.logs.values()
    assert log[0].data["appeal"]["content"] == "人民路的路灯坏了三天没人修"
    assert log[0].data["understanding"]["rule"] == "dialogue.failed"


async def test_a_turn_that_can_never_be_written_is_set_aside_and_the_next_message_lives():
    """A poison message does not block the citizen's next one."""
    house = House()
    finish = house.store.inbox.finish

    async def refuse_poison(row, *rest):
        if row.message.text == "毒":
            raise HuiyingError("cannot be written")
        return await finish(row, *rest)

    house.store.inbox.finish = refuse_poison
    for _ in range(TRIES):
        await house.reception.answer(a_call("毒", key="poison"))

    reply, _ = await house.reception.answer(a_call("好", key="fine"))

    assert reply == Reply("您说：好")
    assert list(house.store.kept.set_aside) == ["poison"]


async def test_a_message_that_was_set_aside_left_its_citizen_without_a_word():
    """Its words become a ticket, the citizen is told, and a human is alarmed."""
    house = House()

    async def refuse(*_):
        raise HuiyingError("cannot be written")

    house.store.inbox.finish = refuse

    for _ in range(TRIES):
        await house.reception.answer(a_call("人民路的路灯坏了三天没人修"))

    ((number, log),) = house.store.kept.logs.items()
    assert log[0].data["appeal"]["content"] == "人民路的路灯坏了三天没人修"
    (told,) = [parcel for parcel in house.store.parcels if parcel.target == "c1"]
    assert number in told.body["reply"]["text"]
    assert [alarm.kind for alarm in house.store.kept.alarms.values()] == ["message.set_aside"]


async def test_a_turn_that_loses_every_race_is_a_fault_not_an_endless_loop():
    """Losing is normal, losing for ever is not."""
    house = House()
    tries = 0

    async def always_lost(*_):
        nonlocal tries
        tries += 1
        from bot.domain.errors import TurnConflict

        raise TurnConflict("lost")

    house.store.inbox.finish = always_lost

    reply, _ = await house.reception.answer(a_call("你好"))

    assert reply is None
    assert tries == CONFLICTS


async def test_workers_are_woken_only_when_there_is_something_to_send():
    """Most messages are answered at once: nobody need look into the outbox for them."""
    house = House()
    hasty = house.a_reception(patience_s=0.01)

    await house.reception.answer(a_call("你好", key="prompt"))
    woken_for_nothing = house.waker.woken
    house.dialogue.hanging = asyncio.Event()
    await hasty.answer(a_call("慢", key="slow"))
    house.dialogue.hanging.set()
    await hasty.close()

    assert (woken_for_nothing, house.waker.woken) == (0, 1)


async def test_a_lock_is_forgotten_when_nobody_needs_it():
    """Millions of citizens do not fill the memory."""
    locks = Locks()

    async with locks("a"):
        assert list(locks._locks) == ["a"]

    assert locks._locks == {}


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")


def _wait_for_slow():
    async def answer(heard: Heard, desk: Desk) -> Reply:
        if heard.citizen == "slow":
            await asyncio.Event().wait()
        return Reply(heard.text)

    return answer


def _raise(error: Exception):
    async def answer(heard: Heard, desk: Desk) -> Reply:
        raise error

    return answer

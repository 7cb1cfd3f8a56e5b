"""What waited on the disk comes into the store, once, and what cannot keeps nobody back."""

import pytest

from bot.domain.errors import HuiyingError
from bot.domain.parcels import Alarm
from bot.domain.replies import SILENCE, Reply
from bot.services.later import LATER
from bot.services.ports.spool import Spooled
from bot.services.spooling import TRIES
from bot.services.turns import PERHAPS_HEARD
from tests.builders import NOW, a_call, a_message
from tests.services.gateway import SENT_AT, Gateway


async def test_while_the_store_is_away_one_message_asks_for_it_and_the_others_do_not_wait():
    """A thousand waiting messages are no thousand attempts."""
    gateway = Gateway()
    gateway.store.away = True
    for number in range(100):
        await gateway.says(key=f"m{number}", citizen=f"c{number}")
    asked = 0
    receive = gateway.store.inbox.receive

    async def count(*given):
        nonlocal asked
        asked += 1
        return await receive(*given)

    gateway.store.inbox.receive = count

    assert await gateway.receiver.drain() == 0
    assert asked == 1
    gateway.store.away = False
    assert await gateway.receiver.drain() == 100
    assert asked == 101


async def test_a_call_that_cannot_be_reopened_is_set_aside_and_the_others_go_on():
    """A human is told."""
    gateway = Gateway()
    gateway.store.away = True
    await gateway.spool.put(Spooled(b"?", NOW, ""))
    await gateway.says()

    await gateway.gets_over_it()

    assert [call.raw for call in gateway.spool.aside] == [b"?"]
    assert [alarm.kind for alarm in gateway.bell.rung] == ["spool.set_aside"]
    assert [row.done for row in gateway.store.kept.rows.values()] == [True]


async def test_a_message_that_the_store_refuses_does_not_block_the_rest():
    """It is tried a few times while others are taken, then a human looks."""
    gateway = Gateway()
    gateway.store.away = True
    receive = gateway.store.inbox.receive

    async def refuse_poison(message, *rest):
        if message.text == "毒" and not gateway.store.away:
            raise HuiyingError("cannot be kept")
        return await receive(message, *rest)

    gateway.store.inbox.receive = refuse_poison
    await gateway.says("毒", key="poison")
    await gateway.says("好", key="fine", citizen="c2")
    gateway.store.away = False

    for n in range(TRIES):
        await gateway.receiver.drain()
        await gateway.says("好", key=f"fine {n}", citizen=f"c{n + 3}")

    assert "poison" not in gateway.store.kept.rows
    assert "fine" in gateway.store.kept.rows
    assert len(gateway.spool.aside) == 1
    assert len(gateway.bell.rung) == 1


async def test_a_store_that_refuses_everything_is_no_message_to_blame():
    """A table is missing, a file is damaged: the messages wait until somebody has mended it."""
    gateway = Gateway()
    receive = gateway.store.inbox.receive

    async def refuse(*_):
        raise KeyError("no such table")

    gateway.store.inbox.receive = refuse
    said = [await gateway.says(key=f"m{n}", citizen=f"c{n}") for n in range(3)]
    for _ in range(2 * TRIES):
        await gateway.receiver.drain()
    waiting = gateway.spool.waiting
    gateway.store.inbox.receive = receive
    await gateway.gets_over_it()

    assert said == [(LATER, SENT_AT)] * 3
    assert waiting == 3
    assert [row.done for row in gateway.store.kept.rows.values()] == [True] * 3


async def test_what_is_refused_for_an_hour_lets_the_others_pass():
    """Nobody else wrote meanwhile, so that nothing tells a bad message from a bad store."""
    gateway = Gateway()

    async def refuse(*_):
        raise KeyError("no such table")

    gateway.store.inbox.receive = refuse
    await gateway.says()
    await gateway.receiver.drain()
    gateway.house.clock.forward(seconds=3601)
    await gateway.receiver.drain()

    assert len(gateway.spool.aside) == 1
    assert len(gateway.bell.rung) == 1


async def test_a_message_set_aside_is_safe_though_its_alarm_cannot_be_written():
    """The store that refused it may refuse the alarm, too; the others go on."""
    gateway = Gateway()
    gateway.store.away = True
    await gateway.spool.put(Spooled(b"?", NOW, ""))
    await gateway.says()

    async def deaf(_: Alarm) -> None:
        raise KeyError("no such table")

    gateway.receiver.bell = deaf
    await gateway.gets_over_it()

    assert [call.raw for call in gateway.spool.aside] == [b"?"]
    assert [row.done for row in gateway.store.kept.rows.values()] == [True]


async def test_what_a_dead_process_left_is_drained():
    """Whoever lives brings it into the store."""
    gateway = Gateway()
    raw = a_call("遗言", at=SENT_AT).raw
    gateway.spool.left_by_the_dead = [Spooled(raw, NOW, LATER.text)]

    assert await gateway.receiver.drain() == 1

    (row,) = gateway.store.kept.rows.values()
    assert (row.message, row.late, row.told) == (a_message("遗言", at=SENT_AT), True, LATER)


async def test_a_message_that_came_again_meanwhile_makes_no_second_turn():
    """Another gateway still reaches the store and answers; the spooled one finds it done."""
    gateway = Gateway()
    gateway.store.away = True
    await gateway.says("你好")
    gateway.store.away = False
    reply, _ = await gateway.house.reception.answer(a_call("你好", at=SENT_AT))
    await gateway.gets_over_it()

    assert reply == Reply("您说：你好")
    assert len(gateway.house.dialogue.heard) == 1
    assert len(gateway.store.kept.rows) == 1
    told = [parcel.body["reply"]["text"] for parcel in gateway.store.parcels]
    assert told == [f"{PERHAPS_HEARD}您说：你好"]  # nobody knows which of the two was heard


async def test_what_was_to_get_no_turn_gets_none_after_the_spool_either():
    """A flood stays set aside, however it was kept."""
    gateway = Gateway()
    gateway.store.away = True
    call = a_call("太多了", at=SENT_AT)

    said = await gateway.receiver.keep(call, NOW, SILENCE, aside=True)
    await gateway.gets_over_it()

    assert said == (None, SENT_AT)
    assert list(gateway.store.kept.set_aside) == ["m1"]
    assert gateway.house.dialogue.heard == []


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")

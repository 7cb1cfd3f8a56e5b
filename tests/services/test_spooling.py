"""While the store is away nobody is refused, nobody waits, and nothing is lost or doubled."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import SpoolRefused
from bot.domain.messages import Kind
from bot.domain.replies import Reply
from bot.services import reception
from bot.services.later import LATER, NOBODY_KNOWS_YET
from bot.services.ports.spool import Spooled
from bot.services.turns import PERHAPS_HEARD
from tests.builders import NOW
from tests.fakes.house import House
from tests.services.gateway import SENT_AT, Gateway


async def test_a_message_that_the_store_cannot_take_waits_on_the_disk():
    """Its sender hears so at once; the answer follows when the store is back."""
    gateway = Gateway()
    gateway.store.away = True

    said = await gateway.says("你好")
    waiting = gateway.spool.waiting
    await gateway.gets_over_it()

    assert said == (LATER, SENT_AT)
    assert waiting == 1
    (row,) = gateway.store.kept.rows.values()
    assert (row.done, row.late, row.received_at) == (True, True, NOW)
    assert [parcel.body["reply"]["text"] for parcel in gateway.store.parcels] == ["您说：你好"]


async def test_a_redelivery_hears_the_same_whenever_and_wherever_it_comes():
    """From the same gateway, from another one, and when the store is back."""
    gateway, other = Gateway(), Gateway()
    gateway.store.away = other.store.away = True
    first = await gateway.says()
    gateway.house.clock.forward(seconds=5)

    again = await gateway.says()
    elsewhere = await other.says()
    await gateway.gets_over_it()
    afterwards = await gateway.says()

    assert first == again == elsewhere == afterwards
    assert len(gateway.store.kept.rows) == 1
    assert len(gateway.store.parcels) == 1


async def test_who_is_in_danger_is_told_what_to_do_though_no_store_is_there():
    """And is not told that somebody on duty knows: nobody does yet."""
    gateway = Gateway()
    gateway.store.away = True

    reply, _ = await gateway.says("我家着火了")
    await gateway.gets_over_it()

    assert reply
    assert "119" in reply.text
    assert reply.text.endswith(NOBODY_KNOWS_YET)
    assert "已经报给值班人员" not in reply.text
    assert [alarm.kind for alarm in gateway.store.kept.alarms.values()] == ["emergency.fire"]


async def test_an_event_that_nobody_answers_gets_no_words():
    """WeChat would show a fault."""
    gateway = Gateway()
    gateway.store.away = True

    reply, _ = await gateway.says("", kind=Kind.UNFOLLOWED)

    assert reply is None
    assert gateway.spool.waiting == 1


async def test_a_store_that_hangs_is_away(monkeypatch: pytest.MonkeyPatch):
    """Nobody waits for it longer than a moment, and the next ones do not wait at all."""
    monkeypatch.setattr(reception, "STORE_S", 0.01)
    gateway = Gateway()
    gateway.receiver.answer_s = 3600
    asked: list[str] = []

    async def hang(message, *_):
        asked.append(message.key)
        await asyncio.Event().wait()

    gateway.store.inbox.receive = hang

    async with asyncio.timeout(60):
        first, _ = await gateway.says(key="m1", citizen="c1")
        second, _ = await gateway.says(key="m2", citizen="c2")

    assert first == second == LATER
    assert gateway.spool.waiting == 2
    assert asked == ["m1"]


async def test_a_turn_that_takes_too_long_to_be_ended_does_not_keep_its_sender_waiting():
    """The channel would cut the line: something is said before."""
    gateway = Gateway(House(patience_s=60))
    gateway.receiver = replace(gateway.receiver, answer_s=0.01)
    gateway.receiver.receiver = gateway.house.a_reception(patience_s=60)
    gateway.house.dialogue.hanging = asyncio.Event()

    reply, _ = await gateway.says("慢")
    gateway.house.dialogue.hanging.set()
    await gateway.receiver.receiver.close()
    await gateway.gets_over_it()

    assert reply == LATER
    (told,) = [parcel.body["reply"]["text"] for parcel in gateway.store.parcels]
    assert told.endswith("您说：慢")


async def test_the_store_went_away_with_the_answer_and_nobody_heard_it():
    """Committed, but nobody learned of it: the answer goes out when the store is back, once."""
    gateway = Gateway()
    finish = gateway.store.inbox.finish

    async def commit_and_go(*given):
        await finish(*given)
        gateway.store.away = True
        await gateway.store.reached()

    gateway.store.inbox.finish = commit_and_go

    said, _ = await gateway.says("你好")
    await gateway.gets_over_it()
    await gateway.gets_over_it()

    assert said == LATER
    (told,) = [parcel.body["reply"]["text"] for parcel in gateway.store.parcels]
    assert told == f"{PERHAPS_HEARD}您说：你好"
    assert len(gateway.house.dialogue.heard) == 1
    assert [row.told for row in gateway.store.kept.rows.values()] == [LATER]


async def test_the_store_goes_away_in_the_middle_of_a_turn():
    """The message is kept; it is late, not lost, and nothing is counted against it."""
    gateway = Gateway()
    finish = gateway.store.inbox.finish

    async def go_away(*given):
        gateway.store.inbox.finish = finish
        gateway.store.away = True
        return await finish(*given)

    gateway.store.inbox.finish = go_away

    said, _ = await gateway.says("你好")
    await gateway.gets_over_it()

    (row,) = gateway.store.kept.rows.values()
    assert said == LATER
    assert (row.done, row.late) == (True, True)
    assert len(gateway.store.parcels) == 1


async def test_a_citizens_words_stay_in_order():
    """What comes after a message that is still on the disk waits behind it."""
    gateway = Gateway()
    gateway.store.away = True
    await gateway.says("第一句", key="m1")
    gateway.store.away = False
    gateway.receiver._away = False  # the store is back, but nothing is drained yet

    said, _ = await gateway.says("第二句", key="m2")
    other, _ = await gateway.says("别人", key="m3", citizen="c2")
    await gateway.gets_over_it()

    assert (said, other) == (LATER, Reply("您说：别人"))
    heard = [heard.text for heard in gateway.house.dialogue.heard if heard.citizen == "c1"]
    assert heard == ["第一句", "第二句"]


async def test_when_nothing_can_be_written_nothing_is_acknowledged():
    """WeChat keeps the message and brings it again."""
    gateway = Gateway()
    gateway.store.away = gateway.spool.full = True

    with pytest.raises(SpoolRefused):
        await gateway.says()
    gateway.store.away = False
    said, _ = await gateway.says()

    assert said == Reply("您说：路灯坏了")


async def test_a_message_brought_thrice_at_once_stands_on_the_disk_once():
    """And its citizen's next one goes the straight way again, as soon as it is drained."""
    gateway = Gateway()
    gateway.store.away = True

    said = await asyncio.gather(gateway.says(), gateway.says(), gateway.says())
    waiting = gateway.spool.waiting
    await gateway.gets_over_it()

    assert said == [(LATER, SENT_AT)] * 3
    assert waiting == 1
    assert (await gateway.says("你好", key="m2"))[0] == Reply("您说：你好")


async def test_a_message_whose_bringer_hung_up_is_no_trace_that_stays():
    """The disk has it all the same; when it is drained, its citizen's way is free."""
    gateway = Gateway()
    gateway.store.away = True
    put, writing, may_end = gateway.spool.put, asyncio.Event(), asyncio.Event()

    async def put_slowly(call: Spooled) -> None:
        writing.set()
        await may_end.wait()
        await put(call)

    gateway.spool.put = put_slowly
    under_way = asyncio.create_task(gateway.says())
    await writing.wait()
    under_way.cancel()
    await asyncio.wait({under_way})
    may_end.set()
    await gateway.says()
    waiting = gateway.spool.waiting
    await gateway.gets_over_it()

    assert waiting == 1
    assert (await gateway.says("你好", key="m2"))[0] == Reply("您说：你好")


async def test_a_write_that_fails_is_told_to_all_who_wait_for_it():
    """None of them may be told that it is kept, and the next one may try again."""
    gateway = Gateway()
    gateway.store.away = gateway.spool.full = True

    said = await asyncio.gather(gateway.says(), gateway.says(), return_exceptions=True)
    gateway.spool.full = False

    assert [type(error) for error in said] == [SpoolRefused] * 2
    assert (await gateway.says())[0] == LATER


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")

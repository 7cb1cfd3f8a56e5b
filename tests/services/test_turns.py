"""Turns that nobody waits for: taken up side by side, counted fairly, never in others' way."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import StoreAway
from bot.domain.replies import Reply
from bot.services.breaker import WatchedDialogue
from bot.services.desk import Desk
from bot.services.later import LATER
from bot.services.ports.dialogue import Heard
from bot.services.turns import TAKEN_UP_AT_ONCE
from tests.builders import NOW, a_call, a_message
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import PATIENT_S, House

SENT_AT = NOW - timedelta(seconds=3)


async def _left_behind(house: House, *messages: tuple[str, str]) -> None:
    """Messages of these citizens, kept long ago, whose process died."""
    for citizen, words in messages:
        message = a_message(words, key=f"{citizen} {words}", citizen=citizen)
        await house.store.inbox.receive(message, NOW)
    house.clock.forward(seconds=30)


def _done(house: House) -> list[str]:
    return sorted(row.message.text for row in house.store.kept.rows.values() if row.done)


async def _until(true: Callable[[], bool]) -> None:
    """What goes on beside comes so far."""
    async with asyncio.timeout(PATIENT_S):
        while not true():  # noqa: ASYNC110 (it goes on by itself, in a few steps)
            await asyncio.sleep(0)


async def test_one_hanging_turn_does_not_keep_the_others_back():
    """They are taken up beside it, and later rounds do not begin it again."""
    go_on = asyncio.Event()

    async def answer(heard: Heard, desk: Desk) -> Reply:
        if heard.text == "慢":
            await go_on.wait()
        return Reply("好")

    house = House(FakeDialogue(answer))
    reception = house.a_reception(patience_s=0.05)
    await _left_behind(house, ("slow", "慢"), *((f"c{n}", f"快{n}") for n in range(20)))

    await reception.resume(house.clock())
    await _until(lambda: len(_done(house)) == 20)
    quick = _done(house)
    for _ in range(2 * TAKEN_UP_AT_ONCE):
        await reception.resume(house.clock())
    await _left_behind(house, ("c20", "快20"))
    await reception.resume(house.clock())
    await _until(lambda: "快20" in _done(house))
    go_on.set()
    await reception.close()

    assert quick == sorted(f"快{n}" for n in range(20))
    assert [heard.text for heard in house.dialogue.heard].count("慢") == 1
    assert "慢" in _done(house)


async def test_few_are_taken_up_at_once():
    """Whoever writes now must not wait behind a thousand old messages."""
    at_once, most, go_on = 0, 0, asyncio.Event()

    async def answer(heard: Heard, desk: Desk) -> Reply:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await go_on.wait()
        at_once -= 1
        return Reply("好")

    house = House(FakeDialogue(answer))
    reception = house.a_reception(patience_s=0.05)
    await _left_behind(house, *((f"c{n}", "你好") for n in range(20)))

    await reception.resume(house.clock())
    live, _ = await reception.answer(a_call("马上", key="live", citizen="live"))
    await _until(lambda: at_once > TAKEN_UP_AT_ONCE)
    go_on.set()
    await reception.close()

    assert live is None  # it hangs like the others, but it was begun
    assert most == TAKEN_UP_AT_ONCE + 1


async def test_all_that_is_left_is_taken_up_in_one_round():
    """Also more than one look at the inbox shows."""
    house = House()
    await _left_behind(house, *((f"c{n}", f"第{n}句") for n in range(25)))

    resumed = await house.reception.resume(house.clock(), limit=10)

    assert resumed == 25
    assert len(_done(house)) == 25


async def test_a_try_is_counted_before_it_begins():
    """A message that its process dies of must not be met unprepared for ever."""
    house = House()
    attempts: list[int] = []

    async def answer(heard: Heard, desk: Desk) -> Reply:
        attempts.append(house.store.kept.rows["c1 毒"].attempts)
        raise asyncio.CancelledError  # the process is gone

    house.dialogue._answer = answer
    await _left_behind(house, ("c1", "毒"))
    for _ in range(2):
        await house.a_reception().resume(house.clock())
    house.dialogue._answer = None
    await house.a_reception().resume(house.clock())

    assert attempts == [1, 2]
    (row,) = house.store.kept.rows.values()
    assert row.done
    assert len(house.dialogue.heard) == 2  # the third time people are asked instead


async def test_a_store_that_goes_away_again_and_again_is_not_the_messages_fault():
    """However often its turn could not be written: the dialogue is asked, and answers."""
    house = House()
    reception = house.a_reception()
    finish = house.store.inbox.finish

    async def go_away(*_):
        raise StoreAway("away for a moment")

    await _left_behind(house, ("c1", "人民路的路灯坏了"))
    house.store.inbox.finish = go_away
    for _ in range(10):
        await reception.resume(house.clock())
    house.store.inbox.finish = finish
    await reception.resume(house.clock())

    (row,) = house.store.kept.rows.values()
    assert (row.done, row.reply) == (True, Reply("您说：人民路的路灯坏了"))
    assert row.attempts == 1
    assert house.store.kept.set_aside == {}


async def test_a_message_that_was_tried_before_is_tried_alone():
    """If it ends the process, no other turn ends with it."""
    go_on, under_way = asyncio.Event(), []

    async def answer(heard: Heard, desk: Desk) -> Reply:
        under_way.append(heard.citizen)
        await go_on.wait()
        return Reply("好")

    house = House(FakeDialogue(answer))
    reception = house.a_reception(patience_s=0.05)
    await _left_behind(house, ("c1", "你好"), ("c2", "你好"), ("c3", "你好"))
    for key, row in house.store.kept.rows.items():
        house.store.kept.rows[key] = replace(row, attempts=1)

    await reception.resume(house.clock())
    await _until(lambda: bool(under_way))
    at_once = len(under_way)
    go_on.set()
    await reception.close()

    assert at_once == 1
    assert len(_done(house)) == 3


# --- messages that are put off --------------------------------------------------------------------


class Broken:
    """A house whose dialogue rests."""

    def __init__(self, open_since: datetime | None = NOW) -> None:
        self.house = House()
        bell = self.house.waker.wake
        self.watched = WatchedDialogue(
            self.house.dialogue, bell, _unheard, self.house.clock, timedelta(minutes=2)
        )
        self.watched._open_since = open_since
        self.house.talk = replace(self.house.talk, dialogue=self.watched)
        self.reception = self.house.a_reception(rests=lambda: self.watched.rests)

    async def says(self, text: str, key: str = "m1"):
        return await self.reception.answer(a_call(text, key=key, at=SENT_AT))


async def _unheard(alarm) -> None:
    """Nobody listens."""


async def test_while_the_dialogue_rests_a_message_is_kept_and_its_turn_comes_when_it_is_back():
    """Its sender hears so at once; a redelivery hears the same, also afterwards."""
    it = Broken()

    first = await it.says("路灯坏了")
    it.house.clock.forward(seconds=30)
    await it.reception.resume(it.house.clock())
    heard_meanwhile = list(it.house.dialogue.heard)
    await it.watched.look()
    await it.reception.resume(it.house.clock())
    again = await it.says("路灯坏了")

    assert first == again == (LATER, SENT_AT)
    assert heard_meanwhile == []
    told = [parcel.body["reply"]["text"] for parcel in it.house.store.parcels]
    assert told == ["您说：路灯坏了"]


async def test_whoever_waited_for_a_dialogue_that_hangs_is_told_so():
    """And is answered when it is back: the turn that hung is taken anew, by the dialogue."""
    it = Broken(open_since=None)
    it.reception = it.house.a_reception(
        patience_s=1, rests=lambda: it.watched.rests, hangs=lambda: it.watched.hangs
    )

    async def hang(heard: Heard, desk: Desk) -> Reply:
        it.house.clock.forward(seconds=2)
        await asyncio.Event().wait()
        return Reply("")

    it.house.dialogue._answer = hang
    calls = [a_call("你好", key=f"m{n}", citizen=f"c{n}", at=SENT_AT) for n in range(3)]

    told = await asyncio.gather(*(it.reception.answer(call) for call in calls))
    it.watched._open()
    for task in list(it.reception._open):
        task.cancel()
    await it.reception.close()
    it.house.dialogue._answer = None
    await it.watched.look()
    it.house.clock.forward(seconds=30)
    await it.reception.resume(it.house.clock())

    assert told == [(LATER, SENT_AT)] * 3
    assert {row.reply for row in it.house.store.kept.rows.values()} == {Reply("您说：你好")}


async def test_while_the_dialogue_rests_who_is_in_danger_is_answered():
    """And what needs no understanding, too."""
    it = Broken()

    cry, _ = await it.says("我家着火了", "m1")
    nothing, _ = await it.says(" ", "m2")

    assert cry
    assert "119" in cry.text
    assert nothing
    assert nothing != LATER


async def test_when_the_dialogue_does_not_come_back_people_take_over():
    """Those who waited for it, and those who write then."""
    it = Broken()
    await it.says("人民路的路灯坏了")

    it.house.clock.forward(minutes=3)
    await it.reception.resume(it.house.clock())
    then, _ = await it.says("解放路的井盖没了", "m2")

    assert then
    assert "补充到工单" in then.text
    assert it.house.dialogue.heard == []
    (log,) = it.house.store.kept.logs.values()
    assert log[0].data["appeal"]["content"] == "人民路的路灯坏了"


async def test_when_too_many_turns_are_open_who_comes_next_is_answered_later():
    """Everybody would wait too long otherwise; who is in danger goes before all."""
    go_on, all_there = asyncio.Event(), asyncio.Event()

    async def answer(heard: Heard, desk: Desk) -> Reply:
        if len(house.dialogue.heard) == 3:
            all_there.set()
        await go_on.wait()
        return Reply(f"您说：{heard.text}")

    house = House(FakeDialogue(answer))
    reception = house.a_reception(most_turns=3)
    waiting = [
        asyncio.create_task(reception.answer(a_call("慢", key=f"m{n}", citizen=f"c{n}")))
        for n in range(3)
    ]
    await all_there.wait()

    put_off = await reception.answer(a_call("再来", key="m3", citizen="c3", at=SENT_AT))
    cry, _ = await reception.answer(a_call("我家着火了", key="m4", citizen="c4"))
    go_on.set()
    answered = await asyncio.gather(*waiting)
    house.clock.forward(seconds=30)
    await reception.resume(house.clock())

    assert put_off == (LATER, SENT_AT)
    assert cry
    assert "已经报给值班人员" in cry.text  # it had its turn
    assert [reply for reply, _ in answered] == [Reply("您说：慢")] * 3
    assert [parcel.body["reply"]["text"] for parcel in house.store.parcels if parcel.target == "c3"]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")

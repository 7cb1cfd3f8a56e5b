"""Who only swears gets a calm answer; who swears about something is heard."""

import pytest

from bot.domain.replies import Choice, Reply
from bot.services.desk import Desk
from bot.services.ports.dialogue import Heard
from tests.builders import a_call, an_appeal
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House


async def _open(heard: Heard, desk: Desk) -> Reply:
    ticket = await desk.open_ticket(an_appeal(content=heard.text), {})
    return Reply(f"已受理 {ticket.number}")


async def _offer(heard: Heard, desk: Desk) -> Reply:
    return Reply("要撤回吗？", (Choice("撤回", "withdraw"), Choice("不撤", "deny")))


@pytest.mark.parametrize("said", ["你们都是一群废物", "傻 逼", "操你媽", "滚"])
async def test_nothing_but_abuse_gets_a_calm_sentence_a_way_on_and_no_ticket(said: str):
    """Never silence, and nothing that a department would have to read."""
    house = House(FakeDialogue(_open))

    reply, _ = await house.reception.answer(a_call(said))

    assert reply is not None
    assert "12345" in reply.text
    assert [choice.intent for choice in house.store.kept.conversations["c1"].offered] == ["handoff"]
    assert await house.store.tickets.of_citizen("c1") == []


async def test_an_insult_beside_a_matter_delays_nothing():
    """The dialogue hears the very words, and the ticket is opened in the same turn."""
    said = "你们这帮废物，解放路路灯坏了三个月都没人修"
    house = House(FakeDialogue(_open))

    await house.reception.answer(a_call(said))

    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert house.dialogue.heard[0].text == said
    assert ticket.appeal.content == said


async def test_whoever_swore_ten_times_is_heard_the_eleventh_time():
    """Nobody is locked out of complaining."""
    house = House(FakeDialogue(_open))
    for turn in range(10):
        reply, _ = await house.reception.answer(a_call("傻逼", key=f"m{turn}"))
        assert reply is not None
        assert reply.text

    await house.reception.answer(a_call("小区停水两天了", key="m10"))

    (ticket,) = await house.store.tickets.of_citizen("c1")
    assert ticket.appeal.content == "小区停水两天了"


async def test_a_question_that_was_open_stays_open():
    """Who swears at a question can still answer it, by its number."""
    house = House(FakeDialogue(_offer))
    await house.reception.answer(a_call("撤回", key="m1"))
    await house.reception.answer(a_call("他妈的", key="m2"))

    await house.reception.answer(a_call("2", key="m3"))

    assert house.dialogue.heard[-1].choice == Choice("不撤", "deny")
    assert len(house.dialogue.heard) == 2


async def test_despair_is_an_emergency_however_it_is_put():
    """Self-harm is never answered as abuse."""
    house = House(FakeDialogue(_open))

    reply, _ = await house.reception.answer(a_call("妈的，老子不想活了"))

    assert reply is not None
    assert reply.text.startswith("请马上拨打 12356")

"""After a unit's answer, and praise."""

from bot.domain.replies import Choice
from bot.domain.tickets import State, Step, Type
from bot.services.ports.dialogue import Heard
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_solved_closes_the_answered_ticket(citizen: Citizen):
    await citizen.says(LAMP)
    await citizen.is_answered()

    reply = await citizen.says("解决了")

    assert (await citizen.ticket()).state is State.CLOSED
    assert "已办结" in reply.text


async def test_not_solved_reopens_it_with_the_reason(citizen: Citizen):
    await citizen.says(LAMP)
    await citizen.is_answered()

    await citizen.says("没解决，只修了一盏，旁边那盏还是不亮，天黑看不见路")

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.REOPENED
    assert "旁边那盏" in ticket.last.data["text"]


async def test_a_bare_not_solved_reopens_at_once_and_asks_what_is_wrong(citizen: Citizen):
    """Nobody has to answer a question before somebody works on it again."""
    await citizen.says(LAMP)
    await citizen.is_answered()

    reply = await citizen.says("没解决")
    assert "哪里没解决" in reply.text
    await citizen.says("旁边那盏还是不亮")

    ticket = await citizen.ticket()
    assert ticket.state is State.DISPATCHED
    assert ticket.last.data["text"] == "旁边那盏还是不亮"


async def test_solved_before_any_answer_is_told_to_the_unit(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.says("已经有人来修好了")

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.SUPPLEMENTED
    assert "撤回" in reply.text


async def test_praise_is_a_ticket_at_once(citizen: Citizen):
    reply = await citizen.says("我要表扬社区的小王，下雨天还上门给老人送药，太感谢了")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.PRAISE
    assert "谢谢您" in reply.text


async def test_without_any_answer_not_solved_asks_what_is_meant(citizen: Citizen):
    reply = await citizen.says("没解决")

    assert "是哪件事" in reply.text
    assert await citizen.tickets() == []


async def test_a_second_tap_changes_nothing(citizen: Citizen):
    """The ticket is named by the choice: nothing lands on another one."""
    await citizen.says(LAMP)
    ticket = await citizen.is_answered()
    await citizen.says("解决了", "我家幸福小区3号楼的暖气一点也不热")
    desk, memory = citizen.house.a_desk("1"), await citizen.memory()

    tap = Choice("已解决", "solved", {"number": ticket.number})
    turned = await citizen.engine.respond(Heard(citizen.name, "1", tap), memory, desk)

    assert desk.changes.tickets == {}
    assert "已办结" in turned.reply.text

"""A citizen says that it is another type: the ticket changes, and somebody may learn from it."""

import pytest

from bot.domain.corrections import Correction, Verdict
from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修，我电话13912345678"


async def waiting(citizen: Citizen) -> list[Correction]:
    return await citizen.house.store.corrections.of(Verdict.WAITING)


async def test_a_corrected_ticket_is_an_example_that_waits_for_review(citizen: Citizen):
    """With what it was taken for and by which model; without personal data."""
    await citizen.says(LAMP)

    await citizen.says("不是投诉，是建议")

    [correction] = await waiting(citizen)
    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION
    assert (correction.was, correction.wanted) == (Type.COMPLAINT, Type.SUGGESTION)
    assert correction.model == citizen.engine.model
    assert correction.number == ticket.number
    assert "路灯坏了三天" in correction.text
    assert "139" not in correction.text


async def test_a_type_that_is_corrected_before_a_ticket_is_opened_waits_too(citizen: Citizen):
    """It has no number yet."""
    await citizen.says("路灯坏了三天了没人修")

    await citizen.says("不是投诉，是求助")

    [correction] = await waiting(citizen)
    assert (correction.wanted, correction.number) == (Type.HELP, None)
    assert correction.text == "路灯坏了三天了没人修"


async def test_saying_the_same_type_again_teaches_nothing(citizen: Citizen):
    await citizen.says(LAMP)

    await citizen.says("是投诉")

    assert await waiting(citizen) == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("改成建议", Type.SUGGESTION),
        ("这是建议不是投诉", Type.SUGGESTION),
        ("按求助办吧", Type.HELP),
        ("我这不是投诉，是咨询", Type.INQUIRY),
    ],
)
async def test_a_type_named_alone_changes_the_ticket(citizen: Citizen, said: str, wanted: Type):
    """It resembles a matter of that type, and was once added to the ticket as more of it."""
    await citizen.says(LAMP)

    await citizen.says(said)

    assert (await citizen.ticket()).appeal.type is wanted


async def test_a_type_that_is_only_refused_is_asked_for(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.says("我这不是投诉")

    assert [choice.title for choice in reply.choices] == ["建议", "咨询", "求助"]
    await citizen.takes("求助")
    assert (await citizen.ticket()).appeal.type is Type.HELP


async def test_who_was_answered_and_complains_keeps_what_was_said(citizen: Citizen):
    """The complaint begins with the question, and asks for what is missing."""
    await citizen.says("路灯不亮了找谁报修")

    reply = await citizen.says("我不是问这个，我是投诉")

    assert "什么地方" in reply.text
    await citizen.says("解放路8号")
    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.COMPLAINT
    assert "路灯不亮" in ticket.appeal.content


async def test_who_only_wants_another_answer_gets_others(citizen: Citizen):
    await citizen.says("社保卡丢了怎么补")

    reply = await citizen.says("我问的不是这个")

    assert await citizen.form() is None
    assert "转人工" in reply.choices[-1].title


async def test_who_comes_to_complain_is_asked_of_what(citizen: Citizen):
    reply = await citizen.says("我是来投诉的")

    assert "什么事" in reply.text
    assert await citizen.form() == "complaint_form"


async def test_a_slip_of_the_writers_own_is_no_harm(citizen: Citizen):
    """Nobody apologises for what somebody else did."""
    reply = await citizen.says("发错了不好意思")

    assert reply.text == "没关系。有事直接说就行。"

"""Faces without a word: thanks for the ones, a way on for the others."""

import pytest

from bot.domain.tickets import State, Step
from tests.fakes.citizen import Citizen

CARD = "社保卡丢了怎么补"
LAMP = "解放路8号门口的路灯坏了三天了，没人修"


@pytest.mark.parametrize("face", ["👍", "👍👍👍", "🙏", "🌹🌹", "[强]", "[玫瑰][玫瑰]", "❤️"])
async def test_a_pleased_face_gets_thanks(citizen: Citizen, face: str):
    reply = await citizen.says(CARD, face)

    assert "谢谢您" in reply.text
    assert await citizen.tickets() == []


@pytest.mark.parametrize("face", ["😡", "😡😡😡", "👎", "[发怒]", "😭"])
async def test_a_cross_face_after_an_answer_leads_to_people(citizen: Citizen, face: str):
    reply = await citizen.says(CARD, face)
    assert "对不起" in reply.text
    assert await citizen.tickets() == []

    await citizen.takes("没解决")

    assert (await citizen.ticket()).appeal.content == CARD


async def test_a_cross_face_out_of_nothing_leads_to_a_matter_or_a_person(citizen: Citizen):
    reply = await citizen.says("😡")

    assert [choice.title for choice in reply.choices] == ["我要反映问题", "转人工"]


async def test_a_cross_face_while_a_ticket_is_open_can_press_for_it(citizen: Citizen):
    await citizen.says(LAMP)
    steps = len((await citizen.ticket()).log)

    reply = await citizen.says("😡")

    ticket = await citizen.ticket()
    assert ticket.number in reply.text
    assert len(ticket.log) == steps
    await citizen.takes("催一下")
    assert (await citizen.ticket()).last.step is Step.URGED


async def test_a_pleased_face_closes_nothing_unasked(citizen: Citizen):
    await citizen.says(LAMP)
    await citizen.is_answered()

    reply = await citizen.says("👍")

    assert (await citizen.ticket()).state is State.ANSWERED
    assert [choice.title for choice in reply.choices] == ["已解决", "没解决"]
    await citizen.takes("已解决")
    assert (await citizen.ticket()).state is State.CLOSED


async def test_grief_is_heard_in_any_order(citizen: Citizen):
    reply = await citizen.says("最近心里难受得很 老伴刚走")

    assert "节哀" in reply.text
    assert await citizen.tickets() == []

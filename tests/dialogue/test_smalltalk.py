"""Hello, idle talk, and words that nobody understands."""

import pytest

from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen


async def test_a_follower_is_welcomed_with_three_examples(citizen: Citizen):
    reply = await citizen.follows()

    assert reply.text.count("·") == 3


@pytest.mark.parametrize(
    "said", ["你好", "谢谢", "再见", "好的", "不用了", "你能做什么", "讲个笑话"]
)
async def test_small_talk_is_answered_and_opens_nothing(citizen: Citizen, said: str):
    assert (await citizen.says(said)).text
    assert await citizen.tickets() == []


@pytest.mark.parametrize("said", ["你几岁了", "放首歌听听", "我要看电影"])
async def test_what_is_no_business_of_ours_gets_a_friendly_way_out(citizen: Citizen, said: str):
    """Never a ticket without asking."""
    reply = await citizen.says(said)

    assert [choice.title for choice in reply.choices] == ["我要反映问题", "转人工"]
    assert await citizen.tickets() == []


async def test_a_bare_number_that_offers_nothing_is_not_understood(citizen: Citizen):
    assert (await citizen.says("3")).text
    assert await citizen.tickets() == []


async def test_who_is_not_understood_chooses_and_is_not_asked_to_repeat(citizen: Citizen):
    """The words that nobody understood are in the ticket."""
    reply = await citizen.says("量子纠缠薛定谔的猫")
    assert reply.choices

    await citizen.takes("转人工")

    if await citizen.tickets():
        assert (await citizen.ticket()).appeal.content == "量子纠缠薛定谔的猫"
    else:
        assert await citizen.form() == "help_form"


async def test_a_person_is_asked_for_with_nothing_said(citizen: Citizen):
    """One question, then people have it."""
    reply = await citizen.says("转人工")
    assert "12345" in reply.text

    await citizen.says("家里老人没人照顾，不知道找谁")

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.department) == (Type.HELP, "service_center")


async def test_a_person_is_asked_for_twice_with_nothing_said(citizen: Citizen):
    """Whoever does not want to explain is called all the same."""
    await citizen.says("转人工", "转人工")

    assert (await citizen.ticket()).department == "service_center"


async def test_a_person_is_asked_for_while_a_ticket_is_in_hand(citizen: Citizen):
    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    reply = await citizen.says("转人工")

    assert "要求人工联系" in (await citizen.ticket()).last.data["text"]
    assert "12345" in reply.text


@pytest.mark.parametrize(
    ("said", "number"),
    [("火车票怎么改签", "12306"), ("后天会不会下雪", "96121"), ("信用卡额度怎么提", "12378")],
)
async def test_what_others_handle_is_told_with_their_number(
    citizen: Citizen, said: str, number: str
):
    """No ticket without asking; a person for whoever wants one, with the words that were said."""
    reply = await citizen.says(said)
    assert number in reply.text
    assert await citizen.tickets() == []

    await citizen.takes("转给工作人员")

    assert (await citizen.ticket()).appeal.content == said


@pytest.mark.parametrize(
    "said",
    ["你们这帮废物，解放路8号路灯坏了三个月都没人修", "他妈的，人民路16号楼下烧烤摊半夜还在吵"],
)
async def test_an_insult_beside_a_matter_opens_its_ticket_at_once(citizen: Citizen, said: str):
    """Nothing is asked that would not be asked of somebody polite."""
    await citizen.says(said)

    assert (await citizen.ticket()).appeal.content == said

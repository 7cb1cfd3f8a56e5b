"""What is written after a report: more about it, or something else."""

from datetime import timedelta

import pytest

from bot.domain.tickets import Step
from tests.builders import a_ticket
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_what_is_written_soon_after_lands_on_the_ticket(citizen: Citizen):
    await citizen.says("路灯坏了", "不知道")

    reply = await citizen.says("在解放路8号门口，电话13800138000")

    ticket = await citizen.ticket()
    assert (ticket.appeal.place, ticket.appeal.contact) == ("解放路8号门口", "13800138000")
    assert ticket.appeal.missing == ()
    assert f"已补充到工单 {ticket.number}" in reply.text
    assert [parcel.body["type"] for parcel in citizen.parcels] == [
        "ticket.dispatched",
        "ticket.supplemented",
    ]


@pytest.mark.parametrize("later", ["昨天晚上也没亮", "我老伴差点摔了一跤", "就在单元门口那一盏"])
async def test_a_sentence_about_it_is_a_supplement(citizen: Citizen, later: str):
    await citizen.says(LAMP, later)

    assert (await citizen.ticket()).last.data["text"] == later


async def test_another_matter_gets_its_own_ticket(citizen: Citizen):
    await citizen.says(LAMP, "幸福小区3号楼的暖气一点也不热")

    assert {t.department for t in await citizen.tickets()} == {"construction", "heating"}


async def test_the_same_matter_at_another_place_gets_its_own_ticket(citizen: Citizen):
    await citizen.says(LAMP, "人民路20号的路灯也坏了，没人管")

    assert len(await citizen.tickets()) == 2


async def test_a_picture_goes_to_the_ticket_in_hand(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.sends_picture()

    ticket = await citizen.ticket()
    assert "已补充到工单" in reply.text
    assert len(await citizen.house.store.attachments.of_ticket(ticket.number)) == 1


async def test_a_picture_that_came_first_waits_for_its_matter(citizen: Citizen):
    assert "是什么事" in (await citizen.sends_picture()).text

    await citizen.says(LAMP)

    ticket = await citizen.ticket()
    assert len(await citizen.house.store.attachments.of_ticket(ticket.number)) == 1


async def test_a_place_that_came_first_is_not_asked_again(citizen: Citizen):
    assert "发生了什么事" in (await citizen.sends_place("人民公园")).text

    await citizen.says("这里的路灯坏了没人修")

    assert (await citizen.ticket()).appeal.place == "人民公园"


async def test_half_an_hour_later_the_word_supplement_still_finds_it(citizen: Citizen):
    await citizen.says(LAMP)
    citizen.house.clock.forward(hours=5)

    assert "补到工单" in (await citizen.says("我要补充")).text
    await citizen.says("灯杆上的编号是1234")

    assert (await citizen.ticket()).last.data["text"] == "灯杆上的编号是1234"


async def test_a_greeting_or_thanks_is_no_supplement(citizen: Citizen):
    await citizen.says(LAMP, "谢谢", "你好", "再见", "好的")

    assert (await citizen.ticket()).last.step is Step.DISPATCHED


def test_a_ticket_moved_long_ago_is_not_in_hand():
    """What the tests above rely on: half an hour, by the ticket's last step."""
    ticket = a_ticket()
    assert ticket.last.at - ticket.opened_at < timedelta(minutes=30)


async def test_a_word_of_loss_after_a_report_is_no_thanks(citizen: Citizen):
    """The unit must not hear that it is solved."""
    await citizen.says(LAMP)

    reply = await citizen.says("丢了")

    assert "解决了就好" not in reply.text


@pytest.mark.parametrize(
    ("told", "place"),
    [("路灯坏了 人民路1号", "第一小学"), ("孩子发烧了医院排不上号", "市儿童医院")],
)
async def test_a_bare_name_after_a_report_is_more_about_it(citizen: Citizen, told: str, place: str):
    """It begins no question, and thanks do not make a ticket of it."""
    await citizen.says(told, place, "谢谢")

    assert place in (await citizen.ticket()).log[-1].data["text"]


async def test_few_words_of_something_else_at_another_place_get_a_ticket(citizen: Citizen):
    """They are no more of the matter before."""
    await citizen.says("垃圾没人收 幸福路1号", "路灯坏了 人民路23号")

    places = {t.department: t.appeal.place for t in await citizen.tickets()}
    assert places == {"construction": "人民路23号", "urban_mgmt": "幸福路1号"}

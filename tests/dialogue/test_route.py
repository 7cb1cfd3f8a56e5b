"""Court, arbitration, review, petition, discipline, compensation: who decides, then people."""

import logging

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.routes import ROUTES
from tests.fakes.citizen import Citizen

COURT = "我对二审判决不服，跑了三年没人管"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (COURT, "12368"),
        ("官司赢了两年了，一分钱没执行到，对方照样开好车", "强制执行"),
        ("劳动仲裁裁得不公，仲裁员向着公司", "劳动"),
        ("不服仲裁委的裁决，合同明明是他们违约", "仲裁委员会"),
        ("交警对我的处罚决定不合理，我不服", "行政复议"),
        ("信访局答复我不满意，要求复查", "复查"),
        ("举报我们村书记贪污低保款，给自己亲戚办低保", "12388"),
        ("公安错误拘留我十五天，我要求赔偿", "赔偿义务机关"),
        ("有人冒充社保局打电话要我银行卡号", "96110"),
    ],
)
async def test_the_route_is_named_with_its_source_and_nothing_is_opened(
    citizen: Citizen, said: str, named: str
):
    reply = await citizen.says(said)

    assert named in reply.text
    assert "【来源】" in reply.text
    assert [choice.title for choice in reply.choices] == ["转给工作人员", "不用了"]
    assert await citizen.tickets() == []


async def test_who_wants_people_all_the_same_gets_them(citizen: Citizen):
    await citizen.says(COURT)

    reply = await citizen.takes("转给工作人员")

    ticket = await citizen.ticket()
    assert ticket.appeal.content == COURT
    assert ticket.number in reply.text


async def test_who_does_not_leaves_nothing_behind(citizen: Citizen):
    await citizen.says(COURT)
    await citizen.takes("不用了")

    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    assert COURT not in (await citizen.ticket()).appeal.content


async def test_who_asks_for_the_way_gets_the_answer_alone(citizen: Citizen):
    reply = await citizen.says("行政复议怎么申请")

    assert [choice.title for choice in reply.choices] == ["没解决"]


async def test_what_adds_to_a_ticket_in_hand_is_added_to_it(citizen: Citizen):
    await citizen.says("我们村的补偿款拖了一年没发，幸福村，没人管")
    number = (await citizen.ticket()).number

    reply = await citizen.says("听说是村书记挪用了补偿款")

    assert number in reply.text
    assert (await citizen.ticket()).last.data["text"] == "听说是村书记挪用了补偿款"


async def test_a_route_that_was_named_is_counted_without_a_word_of_the_citizen(
    citizen: Citizen, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO, logger="actions.route"):
        await citizen.says(COURT)

    (told,) = [one for one in caplog.records if one.name == "actions.route"]
    assert (told.message, told.__dict__["route"]) == ("a lawful route was named", "court")


def test_every_route_has_an_entry_with_a_source(dialogue: RasaEngine):
    for route in ROUTES.values():
        entry = dialogue.knowledge.entry(route.key)
        assert entry is not None
        assert entry.source


LAMP = "中山路12号门口的路灯坏了三天，没人修"


async def test_a_route_is_named_where_a_matter_was_only_announced(citizen: Citizen):
    """The form is left; people get the words when the citizen wants them to."""
    reply = await citizen.says("我要投诉", "局长收红包")

    assert "12388" in reply.text
    assert await citizen.form() is None
    assert await citizen.tickets() == []
    await citizen.takes("转给工作人员")
    assert (await citizen.ticket()).appeal.content == "局长收红包"


async def test_a_route_is_named_while_a_matter_is_told_and_the_form_goes_on(citizen: Citizen):
    reply = await citizen.says("路灯坏了三天没人修", "听说路灯所的所长收了包工头的红包")

    assert "12388" in reply.text
    assert "什么地方" in reply.text
    await citizen.says("中山路12号")
    assert "红包" in (await citizen.ticket()).appeal.content


async def test_a_route_is_named_beside_a_ticket_that_it_has_nothing_to_do_with(citizen: Citizen):
    """The unit of the ticket is not told; people may be."""
    await citizen.says(LAMP)
    before = (await citizen.ticket()).log

    reply = await citizen.says("对交警处罚不服，想复议")

    assert "行政复议" in reply.text
    assert "转给工作人员" in [choice.title for choice in reply.choices]
    assert (await citizen.ticket()).log == before


async def test_what_adds_to_a_ticket_names_its_route_as_well(citizen: Citizen):
    reply = await citizen.says("我们村的补偿款拖了一年没发，幸福村", "听说是村书记挪用了补偿款")

    assert "补充" in reply.text
    assert "12388" in reply.text

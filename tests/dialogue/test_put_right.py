"""What was understood wrongly is put right: a fact, a place, the type."""

import pytest

from bot.domain.tickets import Step, Type
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_a_wrong_fact_is_corrected(citizen: Citizen):
    await citizen.says(LAMP)

    reply = await citizen.says("不对，地址是解放路18号")

    ticket = await citizen.ticket()
    assert ticket.appeal.place == "解放路18号"
    assert "地点" in reply.text


async def test_a_wrong_type_is_corrected(citizen: Citizen):
    await citizen.says(LAMP)

    await citizen.says("不是投诉，是建议")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION
    assert ticket.last.step is Step.CORRECTED


async def test_who_only_says_that_something_is_wrong_is_asked_what_is_right(citizen: Citizen):
    await citizen.says(LAMP)

    assert "哪里不对" in (await citizen.says("我说错了")).text
    await citizen.says("是解放路18号")

    assert "18号" in (await citizen.ticket()).last.data["text"]


async def test_a_doubtful_type_is_told_and_corrected_with_one_tap(citizen: Citizen):
    """Citizens file such words as a complaint about as often as they ask."""
    reply = await citizen.says("我们小区的充电桩什么时候能装上，等了半年了", "解放路8号")

    assert reply.text.startswith("已受理")
    assert "我先按【投诉】登记了。" in reply.text

    reply = await citizen.takes("是咨询")

    assert "咨询" in reply.text
    assert (await citizen.ticket()).appeal.type is Type.INQUIRY


async def test_a_sure_type_is_not_asked_about(citizen: Citizen):
    reply = await citizen.says(LAMP)

    assert "登记了。如果不对" not in reply.text


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_place_of_the_matter_that_is_named_is_put_right(
    citizen: Citizen, newest_first: bool
):
    """Whichever was told last, and whosever street the right place is in."""
    told = ["路灯坏了 人民路23号", "垃圾没人收 幸福路1号"]
    await citizen.says(*(told if newest_first else reversed(told)))

    reply = await citizen.says("路灯的地址错了 是幸福路32号")

    places = {t.department: t.appeal.place for t in await citizen.tickets()}
    assert places == {"construction": "幸福路32号", "urban_mgmt": "幸福路1号"}
    assert "【住房和城乡建设局】" in reply.text

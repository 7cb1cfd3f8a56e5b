"""Several matters in one message: each gets a ticket, one tap each; one long matter gets one."""

import pytest

from tests.fakes.citizen import Citizen

THREE = "1、解放路8号路灯不亮 2、幸福小区3号楼暖气不热 3、人民路12号自来水发黄"


async def test_a_numbered_list_becomes_one_ticket_after_the_other(citizen: Citizen):
    """The first at once, each other one with one tap."""
    first = await citizen.says(THREE)
    assert "暖气不热" in first.text
    assert "自来水发黄" in first.text
    assert len(await citizen.tickets()) == 1

    second = await citizen.takes("要，另外登记")
    assert "自来水发黄" in second.text
    await citizen.takes("要，另外登记")

    tickets = await citizen.tickets()
    assert {one.department for one in tickets} == {"construction", "heating", "utilities"}
    assert {one.appeal.place for one in tickets} == {"解放路8号", "幸福小区3号楼", "人民路12号"}


async def test_what_is_not_wanted_is_not_opened(citizen: Citizen):
    await citizen.says(THREE, "不用了", "好的")

    assert len(await citizen.tickets()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "解放路8号的暖气不热，打了供热公司电话，另外也找过物业，都说不归自己管",
        "1、解放路8号暖气不热。2、打电话没人接。3、要求退还取暖费。",
        "第一次反映是上个月，第二次是上周，解放路8号烧烤店的油烟还是没人管",
    ],
)
async def test_one_matter_is_never_taken_apart(citizen: Citizen, text: str):
    """All of it stands on one ticket."""
    await citizen.says(text)

    assert (await citizen.ticket()).appeal.content == text
    assert await citizen.offered() == () or "另外登记" not in str(await citizen.offered())


async def test_a_person_can_be_asked_for_between_two_matters(citizen: Citizen):
    """The second one is not lost on the way."""
    await citizen.says("解放路8号路灯坏了，另外我家暖气一点也不热")
    asked = await citizen.takes("要，另外登记")
    assert "什么地方" in asked.text

    await citizen.says("转人工")

    assert any("暖气" in one.appeal.content for one in await citizen.tickets())

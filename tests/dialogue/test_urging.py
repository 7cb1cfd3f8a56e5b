"""Pressing: it reaches the unit, and who presses again is shown another way."""

from bot.domain.tickets import Step
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_urging_reaches_the_unit_once_a_day(citizen: Citizen):
    await citizen.says(LAMP)

    first, second = await citizen.says("催一下"), await citizen.says("快点处理")

    assert f"已经帮您催了【{await citizen.unit()}】" in first.text
    assert "今天已经帮您催过了" in second.text
    steps = [event.step for event in (await citizen.ticket()).log]
    assert steps.count(Step.URGED) == 1
    citizen.house.clock.forward(days=1)
    await citizen.says("催一下")
    assert (await citizen.ticket()).last.step is Step.URGED


async def test_who_presses_again_is_shown_another_way(citizen: Citizen):
    await citizen.says(LAMP, "催一下")

    reply = await citizen.says("快点啊都急死了")

    assert "12345" in reply.text
    assert "转人工" in reply.text

"""The place was told wrongly: the ticket changes, the unit and the citizen see it."""

import pytest

from bot.domain.tickets import Step
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了"
HEAT = "幸福小区3号楼暖气不热"


@pytest.mark.parametrize(
    ("told", "words", "place"),
    [
        (LAMP, "地址错了，是人民路12号不是解放路", "人民路12号"),
        (LAMP, "地址错了，是人民路12号不是解放路8号门口", "人民路12号"),
        (LAMP, "不对，地址是老供销社后面，不是解放路8号", "老供销社后面"),
        (HEAT, "不是幸福小区，是平安小区3号楼", "平安小区3号楼"),
        (HEAT, "单元错了，是幸福小区3号楼5单元", "幸福小区3号楼5单元"),
        (HEAT, "说错了，是幸福小区5号楼", "幸福小区5号楼"),
        (HEAT, "地址改成幸福小区8号楼", "幸福小区8号楼"),
    ],
)
async def test_the_right_place_takes_the_place_of_the_wrong_one(
    citizen: Citizen, told: str, words: str, place: str
):
    await citizen.says(told)

    reply = await citizen.says(words)

    ticket = await citizen.ticket()
    assert ticket.appeal.place == place
    assert ticket.last.step is Step.CORRECTED
    assert f"已经改成“{place}”" in reply.text


async def test_the_unit_is_told_of_both_places(citizen: Citizen):
    """Somebody may be on the way to the wrong one."""
    await citizen.says(LAMP, "地址错了，是人民路12号不是解放路")

    both = {"place": {"was": "解放路8号门口", "is": "人民路12号"}}
    change = citizen.parcels[-1].body["change"]
    assert change["corrected"] == both
    assert "人民路12号不是解放路" in change["text"]
    assert (await citizen.ticket()).last.data["corrected"] == both


async def test_inside_a_form_the_denied_place_is_not_taken(citizen: Citizen):
    await citizen.says("楼下路灯坏了", "是人民路12号，不是解放路108号")

    assert (await citizen.ticket()).appeal.place == "人民路12号"


async def test_one_more_thing_about_another_place_corrects_nothing(citizen: Citizen):
    """Only who says so changes the place."""
    await citizen.says(LAMP, "灯杆在人民路12号对着的那一侧")

    assert all(one.appeal.place != "人民路12号" for one in (await citizen.tickets())[1:])
    assert any(one.appeal.place == "解放路8号门口" for one in await citizen.tickets())


async def test_the_right_place_may_follow_in_a_message_of_its_own(citizen: Citizen):
    """It was asked for."""
    await citizen.says(LAMP, "地址错了", "光明街3号")

    assert (await citizen.ticket()).appeal.place == "光明街3号"


async def test_days_later_the_only_open_ticket_is_meant(citizen: Citizen):
    await citizen.says(LAMP)
    citizen.house.clock.forward(days=1)

    await citizen.says("地址错了，应该是人民路12号")

    assert (await citizen.ticket()).appeal.place == "人民路12号"


async def test_days_later_nobody_guesses_which_of_two_is_meant(citizen: Citizen):
    await citizen.says(LAMP)
    citizen.house.clock.forward(days=1)
    await citizen.says(HEAT)
    citizen.house.clock.forward(days=1)

    await citizen.says("地址错了，应该是人民路12号")

    assert {one.appeal.place for one in await citizen.tickets()} == {
        "解放路8号门口",
        "幸福小区3号楼",
    }

"""What went wrong is heard as a complaint, and goes to who sees to it."""

import pytest

from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen


@pytest.mark.parametrize("text", ["不回复我", "你们不理我"])
async def test_that_nobody_listened_is_what_they_have_to_say(citizen: Citizen, text: str):
    await citizen.says("我要投诉", text)
    await citizen.says("不知道")

    assert text in (await citizen.ticket()).appeal.content


@pytest.mark.parametrize(
    "text",
    [
        "工地欠薪两个月",
        "干了活不给钱",
        "包工头跑了工钱没着落",
        "老板拖着工资不给",
        "打工半年一分钱没拿到",
    ],
)
async def test_wages_that_are_owed_go_to_who_sees_to_wages(citizen: Citizen, text: str):
    """However it is said, and whether or not it happened on a building site."""
    await citizen.says(text)

    ticket = await citizen.ticket()
    assert (ticket.appeal.type, ticket.department) == (Type.COMPLAINT, "social_security")


@pytest.mark.parametrize("text", ["路上有个大坑", "302路公交车老是晚点"])
async def test_what_is_wrong_is_no_question(citizen: Citizen, text: str):
    await citizen.says(text, "文化路16号")

    assert (await citizen.tickets())[0].appeal.type is Type.COMPLAINT


@pytest.mark.parametrize("text", ["幼儿园老师用针扎孩子", "养老院护工打我妈"])
async def test_harm_by_who_should_care_is_a_complaint(citizen: Citizen, text: str):
    """However few words tell of it."""
    await citizen.says(text, "小太阳路5号")

    assert (await citizen.ticket()).appeal.type is Type.COMPLAINT

"""Praise: whom, and for what. Never a ticket about nothing."""

import pytest

from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen


@pytest.mark.parametrize("said", ["我要表扬", "表扬", "我想表扬一个人", "我要写表扬信"])
async def test_praise_of_nobody_is_asked_whom_and_for_what(citizen: Citizen, said: str):
    reply = await citizen.says(said)

    assert "想表扬谁" in reply.text
    assert await citizen.tickets() == []


async def test_what_is_said_then_is_the_praise(citizen: Citizen):
    reply = await citizen.says("我要表扬", "中心医院的李医生，半夜还给我父亲看病")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.PRAISE
    assert "李医生" in ticket.appeal.content
    assert "谢谢您" in reply.text


async def test_praise_that_says_something_is_asked_nothing(citizen: Citizen):
    await citizen.says("表扬二十路公交车的司机师傅，等老人坐稳了才开车")

    assert (await citizen.ticket()).appeal.type is Type.PRAISE


@pytest.mark.parametrize("said", ["算了", "不知道", "取消"])
async def test_who_does_not_say_whom_praises_nobody(citizen: Citizen, said: str):
    await citizen.says("我要表扬", said)

    assert await citizen.tickets() == []
    assert await citizen.form() is None


async def test_blame_is_no_praise_though_praise_was_announced(citizen: Citizen):
    await citizen.says("我要表扬", "你们这帮人收了钱根本不管老百姓", "和平小区")

    assert (await citizen.ticket()).appeal.type is Type.COMPLAINT


async def test_mocking_thanks_are_a_complaint_and_one_tap_makes_praise_of_it(citizen: Citizen):
    """Nobody can be sure: the receipt asks."""
    await citizen.says("感谢政务大厅，排了三个小时告诉我下班了，真行")
    await citizen.says("政务大厅")

    assert (await citizen.ticket()).appeal.type is Type.COMPLAINT


async def test_who_says_that_it_is_no_praise_complains(citizen: Citizen):
    await citizen.says("表扬二十路公交车的司机师傅，等老人坐稳了才开车")

    await citizen.says("我不是表扬")

    assert (await citizen.ticket()).appeal.type is Type.COMPLAINT

"""After a unit's answer, and after a known one: a few words, or a place."""

import pytest

from bot.domain.tickets import State
from tests.fakes.citizen import Citizen


@pytest.mark.parametrize("text", ["不行", "还行吧", "凑合吧"])
async def test_who_says_little_about_an_answer_is_asked_whether_it_helped(
    citizen: Citizen, text: str
):
    """No answer is left standing because a no was not understood."""
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    reply = await citizen.says(text)
    assert "帮上您了吗" in reply.text
    await citizen.takes("没解决")

    assert (await citizen.ticket()).state is State.DISPATCHED


async def test_who_wants_nothing_more_is_not_asked(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    assert "帮上您了吗" not in (await citizen.says("不用了谢谢")).text


@pytest.mark.parametrize("asked", ["停水三天了怎么办", "停电了咋办"])
async def test_a_place_alone_belongs_to_what_was_asked(citizen: Citizen, asked: str):
    """Who names a place after a question means that it happens there."""
    await citizen.says(asked)
    reply = await citizen.says("幸福小区3号楼")
    assert asked in reply.text
    await citizen.takes("要登记")

    ticket = await citizen.ticket()
    assert asked in ticket.appeal.content
    assert ticket.appeal.place == "幸福小区3号楼"


@pytest.mark.parametrize("asked", ["匿名举报可以吗", "会保密吗", "举报会保密吗"])
async def test_who_asks_whether_it_is_confidential_is_told(citizen: Citizen, asked: str):
    assert "保密" in (await citizen.says(asked)).text
    assert await citizen.tickets() == []


async def test_who_finds_us_slow_presses_for_the_ticket(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")

    assert "已经帮您催了" in (await citizen.says("你们太慢了")).text


@pytest.mark.parametrize("text", ["12345打不通", "我要投诉你们机器人答非所问"])
async def test_what_is_wrong_with_us_has_no_place(citizen: Citizen, text: str):
    reply = await citizen.says(text)

    assert "在什么地方" not in reply.text
    assert len(await citizen.tickets()) == 1


async def test_a_building_is_a_place_though_a_unit_is_called_by_it(citizen: Citizen):
    await citizen.says("WIFI信号太差", "图书馆")

    assert (await citizen.ticket()).appeal.place == "图书馆"


async def test_thanks_for_one_thing_do_not_swallow_the_next(citizen: Citizen):
    """The lamp's ticket is closed; the rubbish gets one of its own with one tap."""
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    await citizen.says("修好了谢谢，可是垃圾又没人收")
    await citizen.takes("要，另外登记")
    await citizen.says("建设路5号")

    states = {one.department: one.state for one in await citizen.tickets()}
    assert states == {"construction": State.CLOSED, "urban_mgmt": State.DISPATCHED}


async def test_what_is_not_mended_after_all_goes_back(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    await citizen.says("好了，但是别的灯也不亮")

    assert (await citizen.ticket()).state is State.DISPATCHED


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("被锁在门外了怎么办", "开锁"),
        ("我想领养老金怎么办理", "掌上12333"),
        ("低保什么时候发", "每月几号发"),
        ("ETC扣费错误", "95022"),
        ("公积金怎么提取", "租房"),
        ("APP登录不了", "12345"),
    ],
)
async def test_what_many_ask_is_known(citizen: Citizen, asked: str, told: str):
    assert told in (await citizen.says(asked)).text


@pytest.mark.parametrize(
    "text", ["外卖送错了不给退", "我被网贷催收骚扰", "邻居养鸡", "我的5G信号不好"]
)
async def test_what_sounds_like_a_command_is_a_matter(citizen: Citizen, text: str):
    await citizen.says(text, "不知道")

    assert text in (await citizen.ticket()).appeal.content


@pytest.mark.parametrize("asked", ["他们怎么答复的", "答复是什么", "看一下答复"])
async def test_who_asks_for_the_answer_reads_it_again(citizen: Citizen, asked: str):
    """Nothing is sent back to the unit by it."""
    await citizen.says("和平街5号井盖坏了")
    await citizen.is_answered("换了新井盖。")

    reply = await citizen.says(asked)

    assert "换了新井盖。" in reply.text
    assert (await citizen.ticket()).state is State.ANSWERED

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


async def test_a_new_matter_after_thanks_is_not_lost(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    reply = await citizen.says("好的修好了 谢谢 那个楼下早餐摊占道也管管呗")
    assert "办结" in reply.text
    assert "早餐摊占道" in reply.text
    await citizen.says("滨河花园门口")

    new, old = await citizen.tickets()
    assert (old.state, new.appeal.place) == (State.CLOSED, "滨河花园门口")


async def test_a_complaint_after_thanks_closes_what_is_settled(citizen: Citizen):
    await citizen.says("海棠苑12栋暖气不热")
    await citizen.is_answered()

    reply = await citizen.says("热了热了 谢谢你们 就是我们楼门禁也坏了能不能一起看看")
    assert "办结" in reply.text
    await citizen.says("海棠苑12栋")

    new, old = await citizen.tickets()
    assert (old.state, new.department) == (State.CLOSED, "housing")
    assert "热了" not in new.appeal.content


async def test_thanks_and_praise_after_an_answer_close_it(citizen: Citizen):
    """However the words resemble what is said of bad work."""
    await citizen.says("松江里9号楼垃圾没人清")
    await citizen.is_answered()

    await citizen.says("清了 谢谢 你们办事真快")

    assert (await citizen.ticket()).state is State.CLOSED


async def test_what_is_broken_again_is_not_closed(citizen: Citizen):
    await citizen.says("海棠苑12栋暖气不热")
    await citizen.is_answered()

    assert "办结" not in (await citizen.says("热了 谢谢 可是暖气今天又不热了")).text


@pytest.mark.parametrize("asked", ["几天给修啊", "大概几天能给我回信", "我一共反映了几件事"])
async def test_who_asks_after_their_matter_is_told_and_nothing_is_added(
    citizen: Citizen, asked: str
):
    await citizen.says("青年路6号路灯不亮")

    reply = await citizen.says(asked)

    assert "最晚 12月6日 前答复您" in reply.text
    assert len((await citizen.ticket()).log) == 2


async def test_who_has_not_heard_anything_presses(citizen: Citizen):
    await citizen.says("春晖里3号楼暖气不热")

    assert "催" in (await citizen.says("咋还没信儿")).text

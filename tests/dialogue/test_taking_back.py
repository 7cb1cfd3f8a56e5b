"""Taking a ticket back: asked for once more, the one that is meant, and never by mistake."""

import pytest

from bot.domain.tickets import State, Step
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"


async def test_taking_back_is_asked_for_once_more(citizen: Citizen):
    await citizen.says(LAMP)

    asked = await citizen.says("撤回")
    assert [choice.title for choice in asked.choices] == ["确定撤回", "不撤了"]
    assert (await citizen.ticket()).state is State.DISPATCHED

    await citizen.takes("确定撤回")
    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_a_plain_yes_takes_it_back_only_right_after_the_question(citizen: Citizen):
    await citizen.says(LAMP, "撤回", "不撤了", "好的")
    assert (await citizen.ticket()).state is State.DISPATCHED

    await citizen.says("撤回", "是的")
    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_what_is_over_cannot_be_taken_back(citizen: Citizen):
    await citizen.says(LAMP)
    ticket = await citizen.is_answered()

    reply = await citizen.says(f"撤回 {ticket.number}")

    assert (await citizen.ticket()).state is State.ANSWERED
    assert reply.choices == ()


@pytest.mark.parametrize("newest_first", [False, True])
async def test_of_two_tickets_the_one_spoken_of_is_meant(citizen: Citizen, newest_first: bool):
    """Whichever is newer: a wrong one withdrawn is a citizen nobody works for."""
    matters = [LAMP, "幸福小区3号楼暖气不热，已经五天了，没人管"]
    for matter in reversed(matters) if newest_first else matters:
        await citizen.says(matter)
        citizen.house.clock.forward(seconds=3600)
    lamp, heating = [
        next(t for t in await citizen.tickets() if word in t.appeal.content)
        for word in ("路灯", "暖气")
    ]

    urged = await citizen.says("催一下路灯的事")
    asked = await citizen.says("撤回暖气那个")
    await citizen.says("确定撤回")

    states = {ticket.number: ticket.state for ticket in await citizen.tickets()}
    assert citizen.house.shelf.catalogue.name_of(lamp.department or "") in urged.text
    assert heating.number in asked.text
    assert states == {lamp.number: State.DISPATCHED, heating.number: State.WITHDRAWN}


@pytest.mark.parametrize(
    "words", ["路灯已经好了", "路灯已经修好了 撤回吧", "路灯那个撤了吧 已经好了"]
)
async def test_the_unit_whose_matter_is_over_is_told(citizen: Citizen, words: str):
    """And nobody else: the rubbish is still there."""
    reply = await citizen.says("路灯坏了 人民路23号", "垃圾没人收 幸福路1号", words)

    logs = {t.department: t.log for t in await citizen.tickets()}
    assert "【住房和城乡建设局】" in reply.text
    assert logs["construction"][-1].step is Step.SUPPLEMENTED
    assert logs["urban_mgmt"][-1].step is not Step.SUPPLEMENTED


TWO = ("路灯坏了", "中山路12号", "垃圾没人收", "建设路5号")


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("路灯那个不用了", "路灯坏了"),
        ("第一个撤了吧", "路灯坏了"),
        ("撤回第一个", "路灯坏了"),
        ("最后一个撤了", "垃圾没人收"),
        ("不用修了", "垃圾没人收"),
    ],
)
async def test_the_one_that_is_meant_is_taken_back(citizen: Citizen, text: str, matter: str):
    """Asked once more before; named by its words, by its place in their order, or the last."""
    await citizen.says(*TWO)

    reply = await citizen.says(text)
    assert f"要撤回“{matter}”这件事吗" in reply.text
    await citizen.takes("确定撤回")

    withdrawn = [
        one.appeal.title for one in await citizen.tickets() if one.state is State.WITHDRAWN
    ]
    assert withdrawn == [matter]


@pytest.mark.parametrize(
    "text",
    [
        *("不用修了", "算了不用了", "不用你们管了", "这个不用办了撤掉吧", "我不投诉了"),
        *("已经解决了不用管了", "算了不用办了 人家已经来修好了"),
    ],
)
async def test_who_wants_no_work_any_more_is_asked(citizen: Citizen, text: str):
    await citizen.says("路灯坏了", "中山路12号")

    assert "要撤回“路灯坏了”这件事吗" in (await citizen.says(text)).text


@pytest.mark.parametrize("yes", ["是的", "嗯 撤吧", "撤了吧", "确定撤回"])
async def test_saying_it_again_is_a_yes(citizen: Citizen, yes: str):
    await citizen.says("路灯坏了", "中山路12号", "这个不用办了撤掉吧")

    await citizen.says(yes)

    assert (await citizen.ticket()).state is State.WITHDRAWN


async def test_who_is_angry_that_nobody_comes_takes_nothing_back(citizen: Citizen):
    """The unit is pressed instead."""
    await citizen.says("路灯坏了", "中山路12号")

    reply = await citizen.says("你们不用办了吧？一个月了没人管")

    assert "要撤回" not in reply.text
    assert "催" in reply.text
    assert (await citizen.ticket()).last.step is Step.URGED


async def test_what_a_unit_has_answered_is_closed_when_no_more_is_wanted(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")
    await citizen.is_answered()

    reply = await citizen.says("行了不用管了")

    assert "要撤回" not in reply.text
    await citizen.takes("解决了")
    assert (await citizen.ticket()).state is State.CLOSED


async def test_who_only_declines_hears_that_the_work_goes_on(citizen: Citizen):
    await citizen.says("路灯坏了", "中山路12号")

    reply = await citizen.says("不用了")

    assert "“路灯坏了”照常办理" in reply.text
    assert (await citizen.ticket()).state is State.DISPATCHED


async def test_a_danger_is_never_called_off_by_the_way(citizen: Citizen):
    await citizen.says("我不想活了")

    reply = await citizen.says("不用管了")

    assert "要撤回" not in reply.text


async def test_taking_back_may_itself_be_taken_back(citizen: Citizen):
    """Asked whether to withdraw, "算了还是不撤了" is an answer."""
    await citizen.says(LAMP, "撤回")

    reply = await citizen.says("算了还是不撤了")

    assert "照常办理" in reply.text
    assert (await citizen.ticket()).state is State.DISPATCHED

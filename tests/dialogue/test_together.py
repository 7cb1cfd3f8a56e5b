"""Many report one thing: they may join, and each of them is answered."""

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.tickets import State, Step
from bot.domain.together import lead_of, people_of
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"
ALSO = "解放路8号的路灯不亮了，黑漆漆的，麻烦修一下"


@pytest.fixture
async def neighbour(citizen: Citizen, dialogue: RasaEngine) -> Citizen:
    """Somebody else, after the first one told of the lamp."""
    await citizen.says(LAMP, "13800138000")
    return Citizen(dialogue, citizen.house, name="c2")


async def test_the_second_who_tells_of_it_may_join(citizen: Citizen, neighbour: Citizen):
    """They have a number of their own by then, and hear nothing of who told it first."""
    offered = await neighbour.says(ALSO)

    ticket = await neighbour.ticket()
    assert ticket.number in offered.text
    assert "已有 1 位市民反映这件事" in offered.text
    first = await citizen.ticket()
    for secret in (first.number, "13800138000", first.appeal.content):
        assert secret not in offered.text


async def test_who_joins_is_counted_and_can_leave_again(citizen: Citizen, neighbour: Citizen):
    await neighbour.says(ALSO)

    joined = await neighbour.takes("一起办")

    first = await citizen.ticket()
    assert lead_of(await neighbour.ticket()) == first.number
    assert people_of(first) == 2
    assert (await neighbour.ticket()).number in joined.text

    left = await neighbour.takes("退出，单独办")
    assert "单独办理" in left.text
    assert lead_of(await neighbour.ticket()) is None
    assert people_of(await citizen.ticket()) == 1


@pytest.mark.parametrize("no", ["不用，单独办", "不用了", "2"])
async def test_who_does_not_want_to_join_has_a_ticket_alone(neighbour: Citizen, no: str):
    await neighbour.says(ALSO)

    reply = await neighbour.says(no)

    assert "单独办理" in reply.text
    assert lead_of(await neighbour.ticket()) is None


async def test_who_says_nothing_has_a_ticket_all_the_same(neighbour: Citizen):
    """Nobody has to answer for being heard."""
    await neighbour.says(ALSO)

    assert (await neighbour.ticket()).state is State.DISPATCHED


async def test_a_stranger_cannot_join_with_anothers_ticket(citizen: Citizen, neighbour: Citizen):
    """Taps are ours to offer; a number typed by hand does nothing."""
    number = (await citizen.ticket()).number

    await neighbour.says(f"一起办 {number}")

    assert people_of(await citizen.ticket()) == 1


async def test_the_joined_one_asks_adds_and_withdraws_like_anybody(
    citizen: Citizen, neighbour: Citizen
):
    await neighbour.says(ALSO, "一起办")

    assert "已派单" in (await neighbour.says("查询")).text
    assert "已补充到工单" in (await neighbour.says("灯杆编号是1234")).text
    await neighbour.says("撤回", "确定撤回")

    assert (await neighbour.ticket()).last.step is Step.WITHDRAWN
    assert people_of(await citizen.ticket()) == 1


async def test_who_joined_leaves_again_days_later(citizen: Citizen, neighbour: Citizen):
    """The tap has gone by then: the words mean what they say."""
    await neighbour.says(ALSO, "一起办")
    citizen.house.clock.forward(days=1)

    reply = await neighbour.says("还是单独办吧")

    assert "单独办理" in reply.text
    assert lead_of(await neighbour.ticket()) is None


async def test_who_joined_and_steps_out_takes_nothing_back(neighbour: Citizen):
    await neighbour.says(ALSO, "一起办", "查询", "退出")

    ticket = await neighbour.ticket()
    assert (ticket.last.step, ticket.state) == (Step.LEFT, State.DISPATCHED)


@pytest.mark.parametrize("words", ["一起办", "那就跟大家一起办吧"])
async def test_who_wants_to_join_after_all_is_let_in(neighbour: Citizen, words: str):
    await neighbour.says(ALSO, "谢谢", words)

    assert lead_of(await neighbour.ticket())


async def test_to_join_twice_changes_nothing(neighbour: Citizen):
    await neighbour.says(ALSO, "一起办", "谢谢", "一起办")

    ticket = await neighbour.ticket()
    assert [event.step for event in ticket.log].count(Step.JOINED) == 1


@pytest.mark.parametrize("words", ["单独办", "退出", "一起办"])
async def test_without_anything_joined_the_words_change_nothing(citizen: Citizen, words: str):
    """Not added to the ticket, not taken back: said how it stands, or asked."""
    await citizen.says(LAMP, "谢谢")

    reply = await citizen.says(words)

    assert (await citizen.ticket()).last.step is Step.DISPATCHED
    assert LAMP in reply.text


async def test_what_is_handled_alone_can_be_taken_back_from_there(citizen: Citizen):
    await citizen.says(LAMP, "谢谢", "单独办")
    await citizen.takes("撤回这件事")

    await citizen.takes("确定撤回")

    assert (await citizen.ticket()).state is State.WITHDRAWN


@pytest.mark.parametrize("words", ["单独办", "一起办"])
async def test_without_any_ticket_there_is_nothing_to_join_or_leave(citizen: Citizen, words: str):
    reply = await citizen.says(words)

    assert "还没有登记过" in reply.text
    assert await citizen.tickets() == []


async def test_one_of_several_joined_ones_is_asked_for(citizen: Citizen, neighbour: Citizen):
    """Who is in two things with others says which one to leave."""
    await neighbour.says(ALSO, "一起办")
    await citizen.says("幸福小区3号楼的电梯坏了一个星期，没人修")
    await neighbour.says("幸福小区3号楼的电梯坏了一个星期，老人下不来", "一起办")

    asked = await neighbour.says("退出")
    assert len(asked.choices) == 2
    await neighbour.says("1")

    left = [one for one in await neighbour.tickets() if lead_of(one) is None]
    assert len(left) == 1


async def test_inside_a_form_who_joined_may_leave_as_well(neighbour: Citizen):
    """The form waits meanwhile."""
    await neighbour.says(ALSO, "一起办", "我要投诉")

    reply = await neighbour.says("刚才那件还是单独办吧", "单独办")

    assert "什么事" in reply.text or "什么地方" in reply.text
    assert all(lead_of(one) is None for one in await neighbour.tickets())

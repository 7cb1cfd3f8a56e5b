"""While a person has the case the bot is silent in it, and nowhere else."""

import pytest

from bot.domain.handling import ENDED, TAKEN_BACK, WENT_QUIET
from bot.domain.tickets import Step, Ticket
from bot.services.department_calls import Verb
from tests.dialogue.clerk import NAME, Clerk
from tests.fakes.citizen import Citizen

COLD = "朝阳小区12号楼的暖气三天不热了，打电话没人管"
PASSED = "的经办人（工单"


@pytest.fixture
async def clerk(citizen: Citizen) -> Clerk:
    """Somebody has acknowledged the citizen's ticket."""
    await citizen.says(COLD, "13800138000")
    clerk = Clerk(citizen)
    await clerk.takes_it()
    return clerk


def steps(ticket: Ticket) -> list[Step]:
    return [event.step for event in ticket.log]


@pytest.mark.parametrize(
    "more",
    [
        "补充一下，现在家里只有12度",
        "我家的暖气今天更凉了",
        "暖气不热怎么办？",
        "暖气不热什么时候能修好啊，老人孩子都冻病了",
        "暖气还是不热，太不像话了",
        "朝阳小区12号楼3单元",
        "我要投诉暖气不热",
        "供暖温度标准是多少？我家暖气才12度",
    ],
)
async def test_what_belongs_to_the_case_is_passed_on_in_one_sentence(
    clerk: Clerk, citizen: Citizen, more: str
):
    """No known answer, no question, no second ticket comes between the two people."""
    reply = await citizen.says(more)

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.SUPPLEMENTED
    assert ticket.last.data["text"] == more
    unit = await citizen.unit()
    assert reply.text == f"已转给【{unit}】的经办人（工单 {ticket.number}）。"
    assert citizen.parcels[-1].body["change"]["text"] == more


async def test_a_case_is_taken_after_a_note_too(citizen: Citizen):
    """Whatever stands in the log: from that moment on the person speaks, not the bot."""
    await citizen.says(COLD, "13800138000")
    clerk = Clerk(citizen)
    await clerk.acts(Verb.NOTE, text="先记一笔")
    await clerk.takes_it_over()

    reply = await citizen.says("我家的暖气今天更凉了")

    assert PASSED in reply.text
    assert (await citizen.ticket()).last.step is Step.SUPPLEMENTED


@pytest.mark.parametrize(
    "more",
    ["今天室内只有13度了", "暖气片一点温度都没有，老人受不了了", "供热公司的人刚才来过，没修好"],
)
async def test_what_the_dialogue_itself_adds_is_told_as_shortly(
    clerk: Clerk, citizen: Citizen, more: str
):
    """Whoever found where it belongs: the citizen hears one thing."""
    reply = await citizen.says(more)

    assert (await citizen.ticket()).last.step is Step.SUPPLEMENTED
    assert reply.text.startswith("已转给【")
    assert reply.text.count("。") == 1


async def test_a_picture_goes_to_the_person(clerk: Clerk, citizen: Citizen):
    reply = await citizen.sends_picture()

    assert PASSED in reply.text
    (picture,) = citizen.house.store.kept.attachments.values()
    assert picture.number == (await citizen.ticket()).number


async def test_looking_it_up_works_as_always(clerk: Clerk, citizen: Citizen):
    """And names no person."""
    reply = await citizen.says("查询")

    assert "已签收" in reply.text
    assert NAME not in reply.words
    assert PASSED not in reply.text


@pytest.mark.parametrize("asked", ["查询", "我的工单到哪一步了", "现在怎么样了", "谁在办"])
async def test_no_note_and_no_name_is_ever_told(clerk: Clerk, citizen: Citizen, asked: str):
    """What is written for the house stays in it, before the answer and after."""
    note = "此人多次来访，先稳住"
    await clerk.acts(Verb.NOTE, text=note)
    await clerk.asks()

    words = (await citizen.says(asked)).words
    await clerk.answers()
    words += (await citizen.says(asked)).words

    assert note not in words
    assert NAME not in words


@pytest.mark.parametrize("asked", ["转人工", "我要找人工客服"])
async def test_asking_for_a_human_works_as_always(clerk: Clerk, citizen: Citizen, asked: str):
    reply = await citizen.says(asked)

    assert PASSED not in reply.text


async def test_an_emergency_is_an_emergency(clerk: Clerk, citizen: Citizen):
    reply = await citizen.says("家里煤气漏了，头好晕")

    assert PASSED not in reply.text
    assert len(await citizen.tickets()) == 2


@pytest.mark.parametrize("asked", ["社保卡丢了怎么补办？", "新生儿怎么上户口", "居住证怎么办理"])
async def test_a_known_question_about_something_else_is_answered(
    clerk: Clerk, citizen: Citizen, asked: str
):
    reply = await citizen.says(asked)

    assert "【来源】" in reply.text
    assert Step.SUPPLEMENTED not in steps(await citizen.ticket())


@pytest.mark.parametrize(
    "told", ["解放路8号门口的路灯坏了三天了，没人修", "人民路口的烧烤摊半夜还在放音响，吵得睡不着"]
)
async def test_another_matter_becomes_another_ticket(clerk: Clerk, citizen: Citizen, told: str):
    """It is told as if there were no case."""
    reply = await citizen.says(told)

    assert PASSED not in reply.text
    assert len(await citizen.tickets()) == 2
    assert Step.SUPPLEMENTED not in steps(await clerk.case())


@pytest.mark.parametrize("said", ["谢谢", "你好", "再见"])
async def test_manners_bother_nobody(clerk: Clerk, citizen: Citizen, said: str):
    """Nothing that a person must read."""
    await citizen.says(said)

    assert Step.SUPPLEMENTED not in steps(await citizen.ticket())


async def test_after_the_answer_the_bot_speaks_again(clerk: Clerk, citizen: Citizen):
    """Both switches are in the log."""
    await clerk.answers()

    ticket = await citizen.ticket()
    switches = [e for e in ticket.log if e.step in (Step.TAKEN, Step.RELEASED)]
    assert [e.step for e in switches] == [Step.TAKEN, Step.RELEASED]
    assert switches[0].data["by"]["name"] == NAME
    assert switches[1].data["reason"] == ENDED
    assert PASSED not in (await citizen.says("暖气不热怎么办？")).text


async def test_after_three_days_of_silence_the_bot_speaks_again(clerk: Clerk, citizen: Citizen):
    """Nobody waits for somebody who went on leave; the log says why."""
    citizen.house.clock.forward(hours=73)

    reply = await citizen.says("暖气不热怎么办？")

    assert PASSED not in reply.text
    released = next(e for e in (await clerk.case()).log if e.step is Step.RELEASED)
    assert (released.actor, released.data["reason"]) == ("system", WENT_QUIET)


async def test_every_step_of_the_person_begins_the_three_days_anew(clerk: Clerk, citizen: Citizen):
    citizen.house.clock.forward(hours=70)
    await clerk.asks()
    citizen.house.clock.forward(hours=70)

    assert PASSED in (await citizen.says("我家暖气还是不热")).text


async def test_who_takes_it_back_has_it_back(clerk: Clerk, citizen: Citizen):
    """A ticket that is withdrawn is nobody's."""
    await citizen.says("撤回")
    await citizen.takes("确定撤回")

    log = (await citizen.ticket()).log
    assert [e.step for e in log[-2:]] == [Step.RELEASED, Step.WITHDRAWN]
    assert log[-2].data["reason"] == TAKEN_BACK


async def test_a_unit_without_people_in_the_console_silences_nobody(citizen: Citizen):
    """Its own system acknowledges: the bot answers as before."""
    await citizen.says(COLD, "13800138000")
    await Clerk(citizen).units_system(Verb.ACKNOWLEDGE)

    assert PASSED not in (await citizen.says("社保卡丢了怎么补办？")).text
    assert Step.TAKEN not in steps(await citizen.ticket())


async def test_a_form_about_something_else_is_filled_as_always(clerk: Clerk, citizen: Citizen):
    """What our own question is about comes first."""
    await citizen.says("我要投诉楼下饭店油烟太大")
    if await citizen.form():
        reply = await citizen.says("朝阳小区12号楼楼下")
        assert PASSED not in reply.text

    assert len(await citizen.tickets()) == 2

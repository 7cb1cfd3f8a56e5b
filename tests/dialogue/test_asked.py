"""The unit asks for more: the citizen's next message is the answer, and the clock rests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.parcels import ParcelState
from bot.domain.pausing import awaited, open_question, paused_days
from bot.domain.tickets import Step
from bot.services.department_calls import Verb
from tests.dialogue.clerk import NAME, QUESTION, Clerk
from tests.fakes.citizen import Citizen

COLD = "朝阳小区的暖气三天不热了，打电话没人管"
PASSED = "的经办人（工单"


@pytest.fixture
async def clerk(citizen: Citizen) -> Clerk:
    """Their citizen has told of a cold flat."""
    await citizen.says(COLD, "13800138000")
    return Clerk(citizen)


@pytest.mark.parametrize(
    "answer",
    [
        "12号楼3单元",
        "5号楼二单元601",
        "不知道",
        "没有",
        "是的",
        "2",
        "好的，明天上午在家",
        "我住最东边那栋，不记得号了",
        "上次来看过的，还是那家",
        "已经好了",
        "13900139000",
        "暖气还是不热，孩子都感冒了",
        "小区里写着的，就是最里面那栋楼，单元门口有棵大树，你们来了打我电话就行",
    ],
)
async def test_the_next_message_answers_the_question(clerk: Clerk, citizen: Citizen, answer: str):
    """Whatever it says: a human reads it."""
    await clerk.asks()

    reply = await citizen.says(answer)

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.RESPONDED
    assert ticket.last.data["text"] == answer
    assert open_question(ticket) is None
    assert PASSED in reply.text
    assert reply.choices == ()
    told = citizen.parcels[-1].body
    assert told["type"] == "ticket.supplemented"
    assert told["change"] == {"text": answer, "question": QUESTION}


async def test_the_question_comes_under_the_units_name(clerk: Clerk, citizen: Citizen):
    """And says how long the clock rests; a person is not named."""
    await clerk.asks()

    (words,) = [
        parcel.body["reply"]["text"]
        for parcel in citizen.house.store.parcels
        if parcel.body.get("purpose") == "question"
    ]
    assert QUESTION in words
    assert await citizen.unit() in words
    assert "办理时限暂停" in words
    assert NAME not in words


async def test_the_pause_ends_with_the_answer(clerk: Clerk, citizen: Citizen):
    """Two days later: the deadline is two days later, and 查询 tells it."""
    before = (await citizen.ticket()).due_at
    await clerk.asks()
    citizen.house.clock.forward(days=1, hours=12)

    await citizen.says("12号楼")

    ticket = await citizen.ticket()
    assert paused_days(ticket) == 2
    assert ticket.due_at == before + timedelta(days=2)
    due = f"{ticket.due_at.month}月{ticket.due_at.day}日"
    assert due in (await citizen.says("查询")).text


async def test_looking_it_up_tells_the_question_again(clerk: Clerk, citizen: Citizen):
    """Whoever has forgotten it need not scroll."""
    await clerk.asks()

    assert QUESTION in (await citizen.says("查询")).text
    await citizen.says("12号楼3单元")
    assert QUESTION not in (await citizen.says("查询")).text


@pytest.mark.parametrize("asked", ["查询", "我的工单到哪一步了", "转人工", "你好", "你能做什么"])
async def test_what_is_said_to_the_bot_is_no_answer(clerk: Clerk, citizen: Citizen, asked: str):
    """It answers as always, and the question waits."""
    await clerk.asks()

    reply = await citizen.says(asked)

    assert PASSED not in reply.text
    assert awaited(await clerk.case(), citizen.house.clock()) is not None
    await citizen.says("12号楼3单元")
    assert (await clerk.case()).last.step is Step.RESPONDED


@pytest.mark.parametrize("asked", ["社保卡丢了怎么补办？", "新生儿怎么上户口"])
async def test_a_known_question_about_something_else_is_answered(
    clerk: Clerk, citizen: Citizen, asked: str
):
    await clerk.asks()

    reply = await citizen.says(asked)

    assert "【来源】" in reply.text
    assert open_question(await clerk.case()) is not None


async def test_an_emergency_is_an_emergency(clerk: Clerk, citizen: Citizen):
    await clerk.asks()

    reply = await citizen.says("着火了，楼道里全是烟")

    assert "119" in reply.text
    assert open_question(await clerk.case()) is not None


async def test_a_picture_answers_too(clerk: Clerk, citizen: Citizen):
    """And is the ticket's."""
    await clerk.asks("能不能拍一张照片？")

    reply = await citizen.sends_picture()

    ticket = await citizen.ticket()
    assert ticket.last.step is Step.RESPONDED
    assert PASSED in reply.text
    (picture,) = citizen.house.store.kept.attachments.values()
    assert picture.number == ticket.number


async def test_a_place_answers_too(clerk: Clerk, citizen: Citizen):
    await clerk.asks("请问在什么位置？")

    await citizen.sends_place("人民路23号")

    assert "人民路23号" in (await citizen.ticket()).last.data["text"]


async def test_who_has_not_read_the_question_does_not_answer_it(clerk: Clerk, citizen: Citizen):
    """It waited for this message, and leads the reply to it."""
    await clerk.asks()
    store = citizen.house.store
    for parcel in list(store.kept.parcels.values()):
        if parcel.body.get("purpose") == "question":
            store.kept.parcels[parcel.id] = replace(parcel, state=ParcelState.HELD)

    reply = await citizen.says("补充一下，孩子都冻感冒了")

    assert QUESTION in reply.text
    assert (await citizen.ticket()).last.step is Step.SUPPLEMENTED
    await citizen.says("12号楼3单元")
    assert (await citizen.ticket()).last.step is Step.RESPONDED


async def test_when_the_pause_is_over_a_message_is_what_it_always_was(
    clerk: Clerk, citizen: Citizen
):
    """Nobody is silent for ever, and the case is the bot's again."""
    await clerk.asks()
    citizen.house.clock.forward(days=5)

    reply = await citizen.says("社保卡丢了怎么补办？")

    assert "【来源】" in reply.text
    assert Step.RESPONDED not in {event.step for event in (await citizen.ticket()).log}


async def test_a_question_comes_between_a_form_and_its_answer(clerk: Clerk, citizen: Citizen):
    """The newest question is the one that is answered; the half-told matter waits."""
    await citizen.says("我要投诉路灯坏了")
    assert await citizen.form()
    await clerk.asks()

    reply = await citizen.says("12号楼3单元")

    assert (await clerk.case()).last.step is Step.RESPONDED
    assert [choice.intent for choice in reply.choices] == ["resume"]


async def test_a_form_that_was_opened_after_the_question_is_heard_first(
    clerk: Clerk, citizen: Citizen
):
    """Our own question is the newest then."""
    await clerk.asks()
    await citizen.says("另外我要投诉，楼下烧烤店油烟太大")
    if await citizen.form():
        await citizen.says("解放路8号")

    assert len(await citizen.tickets()) == 2
    assert open_question(await clerk.case()) is not None


async def test_the_units_own_system_may_ask_too(clerk: Clerk, citizen: Citizen):
    """The answer is passed on, and then the bot answers again: no person has the case."""
    await clerk.units_system(Verb.ASK, text=QUESTION)
    citizen.house.clock.forward(minutes=1)

    reply = await citizen.says("12号楼3单元")

    assert PASSED in reply.text
    assert {Step.TAKEN, Step.RELEASED}.isdisjoint(e.step for e in (await citizen.ticket()).log)


async def test_personal_data_in_an_answer_reaches_the_unit(clerk: Clerk, citizen: Citizen):
    """The dialogue only ever saw masks; the unit needs the number."""
    await clerk.asks("请留个电话")

    await citizen.says("打13912345678找我")

    assert (await citizen.ticket()).last.data["text"] == "打13912345678找我"

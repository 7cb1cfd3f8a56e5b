"""Known questions: answered, offered, out of date, not helpful."""

from dataclasses import replace
from datetime import date

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.knowledge import Entry
from bot.domain.tickets import Type
from tests.fakes.citizen import Citizen

CARD = "社保卡丢了怎么补"
UNSURE = "我想问问医保"
DOUBTFUL = "今天停水到几点，哪儿能查"


class Expired:
    """The real knowledge on a day when none of it may be given any more."""

    def __init__(self, engine: RasaEngine) -> None:
        self._engine = engine

    def entry(self, key: str) -> Entry | None:
        entry = self._engine.knowledge.entry(key)
        return replace(entry, valid_until=date(2020, 1, 1)) if entry else None


async def test_a_known_question_is_answered_with_source_and_date(citizen: Citizen):
    reply = await citizen.says(CARD)

    assert "【来源】" in reply.text
    assert "更新日期" in reply.text
    assert [choice.title for choice in reply.choices] == ["没解决"]
    assert await citizen.tickets() == []


async def test_one_tap_opens_a_ticket_that_holds_the_question_and_the_answer(citizen: Citizen):
    await citizen.says(CARD)

    reply = await citizen.takes("没解决")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.INQUIRY
    assert ticket.appeal.content == CARD
    assert ticket.appeal.faq is not None
    assert "社保卡" in ticket.appeal.faq["question"]
    assert "挂失" in ticket.appeal.faq["answer"]
    assert ticket.number in reply.text
    assert "哪里没解决" in reply.text


async def test_what_is_said_after_that_lands_on_the_ticket(citizen: Citizen):
    await citizen.says(CARD, "没解决")

    await citizen.says("网点让我跑三趟了还不给补")

    ticket = await citizen.ticket()
    assert ticket.last.data["text"] == "网点让我跑三趟了还不给补"


async def test_who_says_at_once_what_is_not_solved_is_not_asked(citizen: Citizen):
    why = "没解决，我打了挂失电话一直没有人接，去窗口说系统坏了"
    reply = await citizen.says(CARD, why)

    ticket = await citizen.ticket()
    assert ticket.appeal.content == f"{CARD}\n{why}"
    assert "哪里没解决" not in reply.text


@pytest.mark.parametrize("said", ["没有", "不行", "丢了", "不会", "不是"])
async def test_a_word_that_is_no_thanks_does_not_count_as_solved(citizen: Citizen, said: str):
    """“没有” may mean that it did not help: it is asked, not taken for goodbye."""
    reply = await citizen.says(CARD, said)

    assert "帮上您了吗" in reply.text
    assert await citizen.tickets() == []
    await citizen.takes("没解决")
    assert (await citizen.ticket()).appeal.content == CARD


async def test_no_a_second_time_means_that_it_did_not_help(citizen: Citizen):
    await citizen.says(CARD, "没有", "没有")

    assert (await citizen.ticket()).appeal.content == CARD


@pytest.mark.parametrize("said", ["不用了", "没事了", "没别的了", "解决了", "明白了"])
async def test_who_wants_nothing_more_is_not_asked_whether_it_helped(citizen: Citizen, said: str):
    reply = await citizen.says(CARD, said)

    assert "帮上您了吗" not in reply.text
    assert await citizen.tickets() == []


@pytest.mark.parametrize("said", ["太麻烦了", "办不了", "没有用"])
async def test_words_that_it_did_not_help_open_a_ticket(citizen: Citizen, said: str):
    await citizen.says(CARD, said)

    assert (await citizen.ticket()).appeal.content == CARD


async def test_the_ticket_tells_how_it_was_understood(citizen: Citizen):
    await citizen.says(CARD, "没解决")

    why = (await citizen.ticket()).log[0].data["understanding"]
    assert why["intent"] == "faq"
    assert why["faq"][0][0] == "social_security_card_lost"
    assert why["model"] == citizen.engine.model
    assert len(why["ranking"]) <= 3


async def test_an_unsure_question_is_offered_to_choose_from(citizen: Citizen):
    reply = await citizen.says(UNSURE)

    titles = [choice.title for choice in reply.choices]
    assert titles[-1] == "都不是，转人工"
    assert 2 <= len(titles) <= 4
    answer = await citizen.says("1")
    assert "【来源】" in answer.text


async def test_none_of_the_offered_questions_goes_to_people(citizen: Citizen):
    """To those of the unit that knows it."""
    await citizen.says(UNSURE)

    reply = await citizen.takes("都不是，转人工")

    ticket = await citizen.ticket()
    assert ticket.department == "social_security"
    assert ticket.appeal.content == UNSURE
    assert "12345" in reply.text


async def test_an_expired_answer_is_not_given(dialogue: RasaEngine):
    """The citizen is told why, and a person is offered."""
    citizen = Citizen(dialogue, knowledge=Expired(dialogue))

    reply = await citizen.says(CARD)

    assert "【来源】" not in reply.text
    assert "过期" in reply.text
    assert await citizen.tickets() == []
    await citizen.takes("转给工作人员")
    assert (await citizen.ticket()).appeal.content == CARD


async def test_expired_answers_are_not_offered_either(dialogue: RasaEngine):
    citizen = Citizen(dialogue, knowledge=Expired(dialogue))

    await citizen.says(UNSURE)

    assert "人" not in "".join(c.title for c in (await citizen.says("好的")).choices)
    assert await citizen.form() in (None, "inquiry_form")


async def test_a_wrong_answer_can_be_exchanged(citizen: Citizen):
    """The next likely questions are offered, or a person."""
    await citizen.says(CARD)

    reply = await citizen.says("我问的不是这个")

    assert "转人工" in reply.choices[-1].title


@pytest.mark.parametrize(
    "said", ["路灯坏了，另外社保卡丢了怎么补", "社保卡丢了怎么补，还有我家楼下路灯坏了"]
)
async def test_two_matters_in_one_message_are_both_dealt_with(citizen: Citizen, said: str):
    """The question is answered, the complaint goes on."""
    reply = await citizen.says(said)

    assert "两件事" in reply.text
    assert "挂失" in reply.text
    assert "什么地方" in reply.text
    await citizen.says("解放路8号")
    ticket = await citizen.ticket()
    assert ticket.department == "construction"
    assert "社保" not in ticket.appeal.content


async def test_the_second_of_two_complaints_is_not_lost(citizen: Citizen):
    reply = await citizen.says("解放路8号路灯坏了，另外我家暖气一点也不热")
    assert "暖气一点也不热" in reply.text

    await citizen.takes("要，另外登记")
    await citizen.says("幸福小区3号楼")

    assert {t.department for t in await citizen.tickets()} == {"construction", "heating"}


async def test_telling_is_not_asking_while_a_ticket_is_in_hand(citizen: Citizen):
    """“暖气还是不热” resembles a known question, but adds to the ticket."""
    await citizen.says("幸福小区3号楼暖气不热，供热公司没人管")

    reply = await citizen.says("暖气还是不热")

    ticket = await citizen.ticket()
    assert ticket.last.data["text"] == "暖气还是不热"
    assert ticket.number in reply.text


@pytest.mark.parametrize("said", ["食品经营许可证丢了", "驾驶证掉了怎么补", "户口簿找不着了"])
async def test_a_lost_paper_is_never_answered_with_how_to_get_the_first_one(
    citizen: Citizen, said: str
):
    reply = await citizen.says(said)

    if "【来源】" in reply.text:
        assert "丢了" in reply.text


async def test_a_doubtful_answer_comes_with_the_next_likely_questions(citizen: Citizen):
    """One tap leads on; a sure answer stands alone."""
    understood = await citizen.engine.parse(DOUBTFUL)
    assert understood.intent == "faq"
    assert understood.confidence < 0.45

    reply = await citizen.says(DOUBTFUL)

    assert "【来源】" in reply.text
    assert len(reply.choices) > 1
    again = await citizen.takes(reply.choices[1].title)
    assert "【来源】" in again.text


@pytest.mark.parametrize(
    "said", ["办居住证半年了没消息", "生育津贴半年没发下来", "暖气费收了不供暖"]
)
async def test_a_long_wait_is_no_question(citizen: Citizen, said: str):
    """Each was once answered with what everybody asks about that topic."""
    reply = await citizen.says(said)

    assert "【来源】" not in reply.text
    assert await citizen.form() == "complaint_form" or await citizen.tickets()


async def test_what_only_tells_is_not_answered_sooner(citizen: Citizen):
    """It sounds like an inquiry and resembles an entry, but holds no word of a question."""
    reply = await citizen.says("水表过户以后还让我交前房主欠的钱")

    assert "【来源】" not in reply.text


@pytest.mark.parametrize(
    ("asked", "later"),
    [
        ("办居住证要多久", "我办了两个月还没下来"),
        ("低保怎么申请", "申请了三个月没人理"),
        ("身份证怎么办理", "去了三趟都不给办"),
    ],
)
async def test_who_was_answered_and_complains_of_it_is_understood(
    citizen: Citizen, asked: str, later: str
):
    """The unit reads what it is about, and it is the right one."""
    await citizen.says(asked, later, "不知道")

    ticket = await citizen.ticket()
    assert ticket.appeal.content == f"{asked}\n{later}"
    assert ticket.department != "service_center"


async def test_thanks_instead_of_a_question_open_nothing(citizen: Citizen):
    await citizen.says("老人高龄补贴怎么领", "80岁", "谢谢")

    assert await citizen.tickets() == []
    assert await citizen.form() is None


@pytest.mark.parametrize("text", ["退伍军人优待证怎么办", "我当过兵，优待证去哪里领"])
async def test_who_served_is_not_answered_with_the_elders_card(citizen: Citizen, text: str):
    reply = await citizen.says(text)

    assert "退役军人服务站" in reply.text


async def test_a_cat_that_cannot_come_down_rings_no_alarm(citizen: Citizen):
    reply = await citizen.says("我家猫爬到树上两天了下不来")

    assert "请马上拨打" not in reply.text
    assert citizen.house.store.kept.alarms == {}

"""What the books keep of known questions, and of those that found no answer."""

from bot.domain.replies import ESCALATED, SERVED, SOLVED
from bot.domain.unanswered import Why
from tests.fakes.citizen import Citizen

CARD, KEY = "社保卡丢了怎么补", "social_security_card_lost"
UNKNOWN = "请问养蜜蜂要办养蜂证吗，在哪个部门办"
"""No entry answers it."""


def noted(citizen: Citizen) -> list[tuple[str, Why]]:
    return [(one.text, one.why) for one in citizen.house.store.kept.unanswered]


async def test_an_answer_that_is_given_is_noted_with_the_reply(citizen: Citizen):
    reply = await citizen.says(CARD)

    assert reply.faq == ((SERVED, KEY),)


async def test_who_says_that_it_helped_is_noted(citizen: Citizen):
    await citizen.says(CARD)

    assert (await citizen.says("解决了，谢谢")).faq == ((SOLVED, KEY),)


async def test_an_answer_that_does_not_help_is_noted_and_its_question_waits(citizen: Citizen):
    """For whoever keeps the knowledge base."""
    await citizen.says(CARD)

    reply = await citizen.takes("没解决")

    assert reply.faq == ((ESCALATED, KEY),)
    assert noted(citizen) == [(CARD, Why.NOT_SOLVED)]


async def test_an_answer_beside_a_form_is_noted(citizen: Citizen):
    await citizen.says("我要投诉")

    assert (await citizen.says("几号开始供暖")).faq == ((SERVED, "heating_season"),)


async def test_a_question_that_no_entry_answers_waits(citizen: Citizen):
    await citizen.says(UNKNOWN)

    await citizen.takes("转给工作人员")

    assert noted(citizen) == [(UNKNOWN, Why.UNKNOWN)]


async def test_questions_that_were_offered_and_not_meant_wait(citizen: Citizen):
    reply = await citizen.says("公积金")
    assert reply.choices

    await citizen.takes("都不是，转人工")

    assert noted(citizen) == [("公积金", Why.REFUSED)]


async def test_what_is_not_understood_waits_without_personal_data(citizen: Citizen):
    await citizen.says("那个那个就是上回那样的13912345678")

    for text, _ in noted(citizen):
        assert "13912345678" not in text


async def test_a_complaint_is_no_unanswered_question(citizen: Citizen):
    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    assert noted(citizen) == []

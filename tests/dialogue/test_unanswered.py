"""What the books keep of known questions, and of those that found no answer."""

import pytest

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


async def test_questions_that_were_offered_and_ignored_wait(citizen: Citizen):
    """Whoever writes of something else has found no answer, and did not say so."""
    await citizen.says("公积金")

    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    assert noted(citizen) == [("公积金", Why.IGNORED)]


async def test_who_goes_away_from_questions_that_were_offered_is_counted(citizen: Citizen):
    """Nobody has to come back for it."""
    await citizen.says("公积金，电话13912345678")

    assert [why for _, why in noted(citizen)] == [Why.IGNORED]
    assert "13912345678" not in noted(citizen)[0][0]


@pytest.mark.parametrize("pick", ["1", "title"])
async def test_who_takes_one_of_the_questions_had_an_answer(citizen: Citizen, pick: str):
    """By its number, or by its words."""
    reply = await citizen.says("公积金")

    answer = await citizen.says(reply.choices[0].title if pick == "title" else pick)

    assert answer.faq
    assert noted(citizen) == []


async def test_who_comes_back_next_day_and_takes_one_had_an_answer(citizen: Citizen):
    """It was only late."""
    reply = await citizen.says("公积金")
    citizen.house.clock.forward(days=1)

    answer = await citizen.says(reply.choices[0].title)

    assert answer.faq
    assert [why for _, why in noted(citizen) if why is Why.REFUSED] == []


async def test_who_says_that_none_was_meant_is_counted_once(citizen: Citizen):
    """As refused, which says more."""
    await citizen.says("公积金")

    await citizen.says("都不是")

    assert noted(citizen) == [("公积金", Why.REFUSED)]


async def test_what_is_not_understood_waits_without_personal_data(citizen: Citizen):
    await citizen.says("那个那个就是上回那样的13912345678")

    for text, _ in noted(citizen):
        assert "13912345678" not in text


async def test_a_complaint_is_no_unanswered_question(citizen: Citizen):
    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    assert noted(citizen) == []

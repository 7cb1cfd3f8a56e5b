"""Keywords and the welcome in whole conversations: live without a training."""

from collections.abc import Iterator

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.keywords import Keywords
from tests.dialogue.clerk import Clerk
from tests.fakes.citizen import Citizen
from tests.fakes.house import FakeKnowledge

CARD, WARM = "social_security_card_lost", "heating_not_warm"
WORDS = Keywords.of(
    [
        {"words": ["找不着了"], "question": CARD},
        {"words": ["冷", "心里难受"], "question": WARM},
        {"words": ["政务大厅"], "question": CARD},
        {"words": ["办到哪了吗"], "says": "查询我的工单"},
    ]
)


@pytest.fixture
def citizen(dialogue: RasaEngine) -> Citizen:
    return Citizen(dialogue, keywords=WORDS)


@pytest.fixture
def welcomed(dialogue: RasaEngine) -> Iterator[RasaEngine]:
    before = dialogue._processor.nlg.responses
    yield dialogue
    dialogue._processor.nlg.responses = before


async def test_a_keyword_is_answered_without_understanding(citizen: Citizen):
    """However little its word says."""
    entry = citizen.engine.knowledge.entry(CARD)

    reply = await citizen.says("找不着了。")

    assert entry
    assert entry.answer in reply.text
    assert [choice.title for choice in reply.choices] == ["没解决"]


async def test_what_is_not_solved_goes_on_with_the_keyword_not_with_what_was_asked_before(
    citizen: Citizen,
):
    """The ticket speaks of the matter that was not solved."""
    await citizen.says("社保卡丢了怎么补")
    await citizen.says("冷")
    await citizen.takes("没解决")
    await citizen.says("给供热站打电话没有人接，家里老人受不了")

    appeal = (await citizen.ticket()).appeal
    assert "社保卡" not in f"{appeal.title}{appeal.content}"
    assert "冷" in appeal.content


async def test_a_keyword_may_stand_for_other_words(citizen: Citizen):
    """As a button of the menu does."""
    reply = await citizen.says("办到哪了吗")

    assert reply.text == (await Citizen(citizen.engine).says("查询我的工单")).text


async def test_an_answer_that_is_gone_is_no_answer(dialogue: RasaEngine):
    """The word is understood like any other."""
    bare = Citizen(dialogue, knowledge=FakeKnowledge(), keywords=WORDS)

    reply = await bare.says("冷")

    assert reply.text == (await Citizen(dialogue, knowledge=FakeKnowledge()).says("冷")).text


async def test_a_choice_that_was_offered_comes_before_a_keyword(dialogue: RasaEngine):
    """Nobody who taps gets something else."""
    words = Keywords.of([{"words": ["没解决吧", "我要反映问题"], "question": CARD}])
    citizen = Citizen(dialogue, keywords=words)
    await citizen.says("放首歌听听")

    reply = await citizen.takes("我要反映问题")

    assert "【来源】" not in reply.text


async def test_while_a_form_asks_a_keyword_is_an_answer_like_others(citizen: Citizen):
    """A hall that has a keyword is where it happened; the known question waits."""
    await citizen.says("我要投诉，路灯坏了好几天没人修")
    form = await citizen.form()

    reply = await citizen.says("政务大厅")

    assert form
    assert "【来源】" not in reply.text
    assert (await citizen.ticket()).appeal.place == "政务大厅"


async def test_after_a_form_a_keyword_is_one_again(citizen: Citizen):
    await citizen.says("我要投诉，路灯坏了好几天没人修", "政务大厅")

    assert "【来源】" in (await citizen.says("政务大厅")).text


async def test_who_suffers_is_comforted_whatever_word_is_a_keyword(citizen: Citizen):
    """An admin's answer about counselling hours is not what they need first."""
    reply = await citizen.says("心里难受")

    assert "12356" in reply.text
    assert "【来源】" not in reply.text


async def test_while_a_person_has_the_case_a_keyword_is_a_word_like_others(citizen: Citizen):
    """It may be the answer to what they asked."""
    await citizen.says("朝阳小区12号楼的暖气三天不热了，打电话没人管", "13800138000")
    await Clerk(citizen).takes_it()

    reply = await citizen.says("冷")

    assert "【来源】" not in reply.text


async def test_a_new_welcome_is_read_by_the_next_follower(welcomed: RasaEngine):
    """The model is the same."""
    welcomed.say("utter_welcome", [{"text": "欢迎！\n有事请说。"}])

    reply = await Citizen(welcomed).follows()

    assert reply.text == "欢迎！\n有事请说。"

"""Forms: the fewest questions, and nothing that is said inside one leads nowhere."""

from pathlib import Path

import pytest
import yaml

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.replies import Choice
from bot.domain.tickets import Step, Type
from bot.services.ports.dialogue import Heard
from tests.fakes.citizen import Citizen

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
INTENTS = sorted(name for entry in DOMAIN["intents"] for name in entry)
FORMS = {
    "complaint_form": "complaint",
    "suggestion_form": "suggestion",
    "help_form": "help",
    "inquiry_form": "inquiry",
    "praise_form": "praise",
}
WORDS = ("好", "幸福小区3号楼昨天晚上开始没有热水，老人孩子都冻得受不了")


@pytest.mark.parametrize(("form", "opener"), FORMS.items())
@pytest.mark.parametrize("intent", INTENTS)
async def test_every_intent_inside_every_form_leads_somewhere(
    dialogue: RasaEngine, form: str, opener: str, intent: str
):
    """Whatever is said, there is an answer, and the form goes on or ends; it never goes silent."""
    for words in WORDS:
        citizen = Citizen(dialogue)
        desk = citizen.house.a_desk(words)
        begun = await dialogue.respond(Heard("c1", "1", Choice("", opener)), [], desk)
        assert _active(begun.memory) == form

        entities = {"faq_key": "heating_season"} if intent == "faq_chosen" else {}
        heard = Heard("c1", words, Choice("", intent, entities))
        turned = await dialogue.respond(heard, begun.memory, desk)

        assert turned.reply.text
        assert _active(turned.memory) == form or not _asked(turned.memory)


def test_every_form_is_walked_through():
    """A new form must be added to the walk above."""
    assert set(DOMAIN["forms"]) == set(FORMS)


async def test_a_complete_complaint_asks_nothing(citizen: Citizen):
    reply = await citizen.says("解放路8号门口的路灯坏了三天了，没人修")

    ticket = await citizen.ticket()
    assert ticket.number in reply.text
    assert (ticket.appeal.type, ticket.department) == (Type.COMPLAINT, "construction")
    assert (ticket.appeal.place, ticket.appeal.missing) == ("解放路8号门口", ())


async def test_an_empty_complaint_is_asked_two_questions(citizen: Citizen):
    """What, and where; then the ticket opens."""
    replies = [await citizen.says(text) for text in ("我要投诉", "暖气不热", "幸福小区3号楼")]

    ticket = await citizen.ticket()
    assert "什么事" in replies[0].text
    assert "什么地方" in replies[1].text
    assert ticket.number in replies[2].text
    assert ticket.appeal.place == "幸福小区3号楼"
    assert ticket.appeal.content == "暖气不热\n幸福小区3号楼"


@pytest.mark.parametrize("unknown", ["不知道", "不清楚", "没有", "我也不太清楚"])
async def test_who_does_not_know_is_not_asked_again(citizen: Citizen, unknown: str):
    """The ticket opens anyway and says what may be added."""
    reply = await citizen.says("我家楼下的路灯坏了好几天了", unknown)

    ticket = await citizen.ticket()
    assert ticket.appeal.missing == ("place",)
    assert "待补充：地点" in reply.text


async def test_idle_words_are_asked_again_once(citizen: Citizen):
    """Two questions are the most; nothing is registered for somebody who says nothing."""
    replies = [await citizen.says(text) for text in ("我要投诉", "你好", "谢谢")]

    assert replies[1].text == replies[0].text
    assert await citizen.form() is None
    assert await citizen.tickets() == []


@pytest.mark.parametrize("opener", ["我要投诉", "我要提建议", "我要求助", "我想咨询一个问题"])
async def test_a_form_can_be_left_at_any_point(citizen: Citizen, opener: str):
    await citizen.says(opener)
    assert await citizen.form()

    reply = await citizen.says("取消")

    assert "已取消" in reply.text
    assert await citizen.form() is None
    assert await citizen.tickets() == []


@pytest.mark.parametrize("no", ["不用了", "算了", "没有了"])
async def test_no_to_the_first_question_leaves_the_form(citizen: Citizen, no: str):
    """Who has nothing to tell is not asked where."""
    await citizen.says("我要投诉", no)

    assert await citizen.form() is None
    assert await citizen.tickets() == []


async def test_the_choices_under_a_units_answer_work_inside_a_form(citizen: Citizen):
    """The answer arrives while something else is being told."""
    await citizen.says("解放路8号门口的路灯坏了三天了，没人修")
    ticket = await citizen.is_answered()
    citizen.house.clock.forward(hours=1)
    await citizen.says("我要投诉")

    desk, memory = citizen.house.a_desk("2"), await citizen.memory()
    tap = Choice("没解决", "not_solved", {"number": ticket.number})
    turned = await citizen.engine.respond(Heard(citizen.name, "2", tap), memory, desk)

    assert desk.changes.tickets[ticket.number].after.last.step is Step.REOPENED
    assert turned.reply.text.endswith("一两句话就行。")
    assert _active(turned.memory) == "complaint_form"


async def test_a_known_question_inside_a_form_is_answered_and_the_form_goes_on(citizen: Citizen):
    await citizen.says("我要投诉", "暖气不热")

    reply = await citizen.says("几号开始供暖")

    assert "【来源】" in reply.text
    assert reply.text.endswith("不知道就回“不知道”。")
    assert reply.choices == ()
    await citizen.says("幸福小区3号楼")
    assert (await citizen.ticket()).appeal.content == "暖气不热\n幸福小区3号楼"


async def test_another_question_is_no_place(citizen: Citizen):
    """“医保卡怎么用” once stood on a ticket as the place without water."""
    await citizen.says("小区停水了")

    reply = await citizen.says("医保卡怎么用")

    assert "登记完再问我" in reply.text
    assert "请问在什么地方" in reply.text


async def test_a_corrected_matter_is_no_place(citizen: Citizen):
    """“不对，是井盖坏了” corrects what is broken; where it is, is still asked."""
    await citizen.says("路灯坏了")

    reply = await citizen.says("不对，是井盖坏了")

    assert "请问在什么地方" in reply.text
    await citizen.says("人民路")
    ticket = await citizen.ticket()
    assert (ticket.appeal.place, "井盖" in ticket.appeal.content) == ("人民路", True)


async def test_a_fault_at_a_place_is_a_complaint_however_short(citizen: Citizen):
    """“人民路23号路灯坏了” once counted as a mere address."""
    reply = await citizen.says("人民路23号路灯坏了")

    assert "已受理" in reply.text


async def test_two_faults_at_two_places_are_both_noticed(citizen: Citizen):
    """The first becomes a ticket, the second is offered."""
    reply = await citizen.says("人民路23号路灯坏了，另外幸福小区暖气不热")

    assert (await citizen.ticket()).department == "construction"
    assert "暖气" in reply.words


async def test_more_of_the_story_is_no_place(citizen: Citizen):
    """What goes on telling is kept, and the place is asked for once more."""
    await citizen.says("小区停水了")

    reply = await citizen.says("物业一直推脱不管，业主投诉了好几次都没有人来处理")

    assert "请问在什么地方" in reply.text
    await citizen.says("幸福小区")
    (ticket,) = await citizen.tickets()
    assert (ticket.appeal.place, "推脱" in ticket.appeal.content) == ("幸福小区", True)


async def test_a_person_inside_a_form_gets_the_matter_as_it_is(citizen: Citizen):
    await citizen.says("我要投诉", "暖气不热")

    reply = await citizen.says("转人工")

    ticket = await citizen.ticket()
    assert ticket.appeal.content == "暖气不热"
    assert ticket.appeal.missing == ("place",)
    assert ticket.number in reply.text
    assert "12345" in reply.text


async def test_a_correction_inside_a_form_changes_the_fact(citizen: Citizen):
    """Help with a place is asked for a number; the corrected place is the one that counts."""
    await citizen.says("解放路18号有位老人一个人住，腿脚不好，需要人帮忙买菜")

    await citizen.says("不对，地址是解放路8号", "不用")

    ticket = await citizen.ticket()
    assert ticket.appeal.place == "解放路8号"
    assert ticket.appeal.type is Type.HELP


async def test_a_type_corrected_inside_a_form_is_the_tickets(citizen: Citizen):
    await citizen.says("我要投诉", "暖气不热")

    await citizen.says("不是投诉，是建议")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION


async def test_a_picture_inside_a_form_goes_with_the_ticket(citizen: Citizen):
    await citizen.says("我要投诉", "暖气不热")

    reply = await citizen.sends_picture()

    assert "图片收到了" in reply.text
    assert "什么地方" in reply.text
    await citizen.says("幸福小区3号楼")
    ticket = await citizen.ticket()
    assert len(await citizen.house.store.attachments.of_ticket(ticket.number)) == 1


async def test_a_place_on_the_map_answers_the_question_for_the_place(citizen: Citizen):
    await citizen.says("我要投诉", "暖气不热")

    await citizen.sends_place("幸福小区")

    assert (await citizen.ticket()).appeal.place == "幸福小区"


async def test_help_is_asked_for_a_number_when_nothing_else_was_asked(citizen: Citizen):
    reply = await citizen.says("解放路8号有位老人一个人住，腿脚不好，需要人帮忙买菜")
    assert "电话" in reply.text

    await citizen.says("13800138000")

    ticket = await citizen.ticket()
    assert ticket.appeal.contact == "13800138000"
    assert ticket.appeal.missing == ()


async def test_what_the_dialogue_remembers_has_no_telephone_number(citizen: Citizen):
    await citizen.says("解放路8号路灯坏了，我的电话13800138000")

    assert "13800138000" not in str(await citizen.memory())
    assert (await citizen.ticket()).appeal.contact == "13800138000"


async def test_insults_do_not_keep_a_complaint_from_being_heard(citizen: Citizen):
    await citizen.says("王八蛋物业，幸福小区3号楼暖气一点不热，一群废物")

    assert (await citizen.ticket()).department == "heating"


async def test_a_suggestion_that_says_something_is_asked_nothing(citizen: Citizen):
    await citizen.says("建议在人民公园多装几盏路灯，晚上散步太黑了")

    ticket = await citizen.ticket()
    assert ticket.appeal.type is Type.SUGGESTION


def _active(memory) -> str | None:
    loops = [event["name"] for event in memory if event["event"] == "active_loop"]
    return loops[-1] if loops else None


def _asked(memory) -> str | None:
    asked = (e["value"] for e in reversed(memory) if e.get("name") == "requested_slot")
    return next(asked, None)

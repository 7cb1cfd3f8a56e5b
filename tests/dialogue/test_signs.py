"""Whatever somebody sends, they are answered kindly and shown a way on."""

import pytest

from bot.services.evaluation.spoiling import WAYS
from tests.fakes.citizen import Citizen

LAMP = "解放路8号门口的路灯坏了三天了，没人修"
ENGLISH = "The street lamp in front of my house is broken"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("？？？", "有什么事直接说就行"),
        ("。。。", "有什么事直接说就行"),
        ("……", "有什么事直接说就行"),
        ("-", "有什么事直接说就行"),
        ("123", "一串数字"),
        ("88888888", "一串数字"),
        ("https://www.example.com/a?b=1", "网页我打不开"),
        ("www.example.com", "网页我打不开"),
        (ENGLISH, "Sorry, I can only read Chinese"),
        ("How can I apply for a residence permit?", "Sorry, I can only read Chinese"),
        ("水", "请多说几个字"),
        ("啊", "请多说几个字"),
    ],
)
async def test_what_holds_no_words_gets_an_answer_that_fits_it(
    citizen: Citizen, text: str, words: str
):
    """No ticket, no reproach, and a person with one tap."""
    reply = await citizen.says(text)

    assert words in reply.text
    assert "转人工" in [choice.title for choice in reply.choices]
    assert await citizen.tickets() == []


@pytest.mark.parametrize("text", ["👍", "🙏🙏", "😀", "😡😡😡", "😭", "[玫瑰]", "[发怒]"])
async def test_nothing_but_faces_is_answered_as_it_is_meant(citizen: Citizen, text: str):
    reply = await citizen.says(text)

    assert reply.text
    assert "帮不上" not in reply.text
    assert await citizen.tickets() == []


@pytest.mark.parametrize(("text", "words"), [("好", "好的"), ("hello", "您好"), ("喂", "您好")])
async def test_short_words_that_we_know_are_taken_as_said(citizen: Citizen, text: str, words: str):
    assert words in (await citizen.says(text)).text


async def test_question_marks_about_a_ticket_ask_how_it_stands(citizen: Citizen):
    """They were once sent to the unit as if they told something."""
    await citizen.says(LAMP)
    before = await citizen.ticket()

    reply = await citizen.says("？？？")

    assert before.number in reply.text
    assert (await citizen.ticket()).log == before.log


async def test_question_marks_in_the_middle_of_a_matter_ask_again(citizen: Citizen):
    await citizen.says("路灯坏了")

    reply = await citizen.says("？？？")

    assert "什么地方" in reply.text


async def test_a_foreign_sentence_reaches_a_person_with_one_tap(citizen: Citizen):
    await citizen.says(ENGLISH)

    await citizen.takes("转人工")

    ticket = await citizen.ticket()
    assert ENGLISH in ticket.appeal.content
    assert await citizen.unit() == "政务服务协调中心"


async def test_two_thousand_characters_with_the_matter_at_their_end_are_understood(
    citizen: Citizen,
):
    _, long = WAYS["at_the_end"]
    text = long(LAMP, None)  # type: ignore[arg-type]  # no chance is taken

    reply = await citizen.says(text)

    ticket = await citizen.ticket()
    assert len(text) > 2000
    assert ticket.appeal.content == text
    assert ticket.appeal.place == "解放路8号门口"
    assert ticket.number in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "解放路8號門口的路燈壞了三天了，沒人修",
        "解放路８号门口的路灯坏了三天了！！！！没人修！！！！",
        "😡😡解放路8号门口的路灯坏了三天了，没人修😡😡",
        "嗯那个就是说解放路8号门口的路灯坏了三天了然后呢没人修",
        "解放路8号门口的路灯坏了三天了 没人修啊啊啊啊啊",
    ],
)
async def test_however_it_is_written_the_ticket_opens_at_once(citizen: Citizen, text: str):
    """With the citizen's own words, to the unit that looks after lamps."""
    await citizen.says(LAMP)
    plain = await citizen.ticket()
    other = Citizen(citizen.engine, name="c2")

    await other.says(text)

    ticket = await other.ticket()
    assert ticket.appeal.content == text
    assert ticket.department == plain.department
    assert ticket.appeal.place in text
    assert ticket.appeal.missing == ()

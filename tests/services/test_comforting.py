"""Who says only that they suffer hears something warm, whom to call, and gets a person."""

import pytest

from bot.domain.replies import Choice, Reply
from bot.domain.tickets import State
from bot.services.desk import Desk
from bot.services.ports.dialogue import Heard
from tests.builders import an_appeal
from tests.fakes.caller import Caller
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.mark.parametrize(
    ("said", "number", "word"),
    [
        ("我好难过", "12356", "揪心"),
        ("心里难受", "12356", "揪心"),
        ("我妈去世了", "12356", "节哀"),
        ("小孩发烧", "120", "孩子"),
        ("半夜孩子发烧怎么办", "120", "先别慌"),
        ("头疼", "120", "医院"),
        ("烦死了", "12356", "登记"),
    ],
)
async def test_a_sorrow_gets_warm_words_a_number_and_a_person(
    caller: Caller, said: str, number: str, word: str
):
    """No ticket unasked, and no question about a place."""
    reply = await caller.says(said)

    assert number in reply.text
    assert word in reply.text
    assert [choice.title for choice in caller.offered] == ["请给我打电话", "不用"]
    assert await caller.tickets() == []
    assert caller.house.dialogue.heard == []


async def test_who_says_it_again_never_hears_the_same_words(caller: Caller):
    """The third time people know, without being asked for."""
    replies = [(await caller.says("心里难受")).text for _ in range(5)]

    (ticket,) = await caller.tickets()
    assert len(set(replies)) == 5
    assert all("12356" in reply for reply in replies)
    assert ticket.number in replies[2]
    assert ticket.department == "service_center"
    assert ticket.appeal.content.count("心里难受") == 3


async def test_one_message_of_several_lines_is_one_message(caller: Caller):
    """Its lines were counted as so many messages, and people were told at once."""
    reply = await caller.says("我好难过\n真的好难过\n好累")

    assert "揪心" in reply.text
    assert await caller.tickets() == []


async def test_who_wants_to_be_called_is_called_and_their_words_are_kept(caller: Caller):
    await caller.says("我妈去世了")

    reply = await caller.says("1")

    (ticket,) = await caller.tickets()
    assert "我妈去世了" in ticket.appeal.content
    assert ticket.number in reply.text
    assert [choice.intent for choice in caller.offered] == ["withdraw"]


@pytest.mark.parametrize("no", ["2", "不用"])
async def test_who_does_not_want_that_is_left_in_peace(caller: Caller, no: str):
    """No dialogue takes the no for an answer to its own question."""
    await caller.says("我好难过")

    assert "12356" in (await caller.says(no)).text

    assert await caller.tickets() == []
    assert caller.house.dialogue.heard == []


async def test_a_sorrow_after_an_alarm_is_added_to_it(caller: Caller):
    await caller.says("我不想活了")

    reply = await caller.says("我好难过")

    (ticket,) = await caller.tickets()
    assert ticket.last.data["text"] == "我好难过"
    assert ticket.number in reply.text


async def test_a_sorrow_says_nothing_about_a_street_lamp():
    """It is not added to a ticket that was talked about before."""

    async def open_a_ticket(heard: Heard, desk: Desk) -> Reply:
        await desk.open_ticket(an_appeal(content=heard.text), {})
        return Reply("已受理", (Choice("转人工", "handoff"),))

    caller = Caller(House(FakeDialogue(open_a_ticket)))
    await caller.says("路灯坏了三天了")

    reply = await caller.says("我好难过")

    (ticket,) = await caller.tickets()
    assert "12356" in reply.text
    assert ticket.state is State.DISPATCHED
    assert len(ticket.log) == 2

"""An alarm is raised once, taken back by a word, and raised anew when it burns again."""

from dataclasses import replace

import pytest

from bot.domain.replies import Reply
from bot.domain.tickets import Ticket
from bot.services.alarming import take_back
from bot.services.desk import Desk
from bot.services.ports.dialogue import Heard
from tests.builders import a_message, an_appeal
from tests.fakes.caller import Caller
from tests.fakes.dialogue import FakeDialogue
from tests.fakes.house import House
from tests.fakes.tickets import FakeTickets


class Locked(FakeTickets):
    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        raise LookupError(citizen)


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.mark.parametrize("word", ["没事了", "已经没事了", "误报", "火灭了，不用来了"])
async def test_that_it_is_over_reaches_the_duty_desk_on_the_same_ticket(caller: Caller, word: str):
    """And the citizen is told so, kindly; whether it is true somebody makes sure."""
    await caller.says("我家着火了快来人")

    reply = await caller.says(word)

    (ticket,) = await caller.tickets()
    assert caller.alarms == ["emergency.fire", "emergency.over"]
    assert ticket.last.data["text"] == f"（报平安）{word}"
    assert ticket.number in reply.text
    assert "太好了" in reply.text
    assert "119" in reply.text
    told = [parcel.body.get("type") for parcel in caller.house.store.parcels]
    assert told.count("alarm.raised") == 2
    assert "ticket.supplemented" in told
    assert caller.house.dialogue.heard == []


async def test_it_still_burns_is_no_all_clear(caller: Caller):
    await caller.says("我家着火了快来人")

    reply = await caller.says("还在烧")

    assert reply.text.startswith("请马上拨打 119")
    assert "emergency.over" not in caller.alarms


async def test_what_burns_again_is_a_new_alarm(caller: Caller):
    """The same alarm is told once an hour: after an all-clear it must ring again."""
    await caller.says("我家着火了快来人")
    await caller.says("火灭了")

    reply = await caller.says("又烧起来了")

    assert reply.text.startswith("请马上拨打 119")
    assert caller.alarms == ["emergency.fire", "emergency.over", "emergency.fire"]
    assert len(await caller.tickets()) == 2


async def test_who_spoke_of_death_is_not_congratulated(caller: Caller):
    """ "没事了" may be said so that nobody comes."""
    await caller.says("我不想活了")

    reply = await caller.says("没事了")

    assert "太好了" not in reply.text
    assert "12356" in reply.text
    assert "核实" in next(
        alarm.text for alarm in caller.house.store.kept.alarms.values() if "over" in alarm.kind
    )


async def test_who_was_beaten_may_not_be_free_to_speak(caller: Caller):
    await caller.says("老公正在打我救命")

    assert "12110" in (await caller.says("误会，没事了")).text


@pytest.mark.parametrize("word", ["他又回来了", "他找到了我", "他抓住了我妹妹"])
async def test_that_the_attacker_is_back_is_no_all_clear(caller: Caller, word: str):
    """The duty desk was told that all is well."""
    await caller.says("老公正在打我救命")

    await caller.says(word)

    assert "emergency.over" not in caller.alarms


async def test_that_who_was_missing_is_back_is_one(caller: Caller):
    await caller.says("我爸走丢了，有老年痴呆")

    await caller.says("他自己回来了")

    assert caller.alarms == ["emergency.missing", "emergency.over"]


async def test_an_ordinary_ticket_is_no_urgent_one_whatever_its_title_says():
    """A cry for help was added to it, and lay with whoever mends street lamps."""

    async def open_a_ticket(heard: Heard, desk: Desk) -> Reply:
        await desk.open_ticket(an_appeal(title=heard.text, content=heard.text), {})
        return Reply("已受理")

    caller = Caller(House(FakeDialogue(open_a_ticket)))
    await caller.says("【紧急】路灯坏了")

    await caller.says("我家着火了快来人")

    assert len(await caller.tickets()) == 2


@pytest.mark.parametrize("minutes", [13 * 60, 3 * 24 * 60])
async def test_long_after_an_alarm_the_same_words_mean_goodbye(caller: Caller, minutes: int):
    await caller.says("我家着火了快来人")

    await caller.says("没事了", minutes)

    assert [heard.text for heard in caller.house.dialogue.heard] == ["没事了"]


async def test_no_ticket_is_looked_up_for_what_takes_nothing_back():
    """Every message of who has a ticket passes here: a question must not cost a query."""
    house = House()
    shelf = replace(house.shelf, tickets=Locked(house.store))
    desk = Desk("c1", "社保卡怎么办", house.clock.now, shelf, {})

    assert await take_back(a_message("社保卡怎么办"), desk) is None
    with pytest.raises(LookupError):
        await take_back(a_message("没事了"), desk)


async def test_without_an_alarm_the_same_words_mean_goodbye(caller: Caller):
    await caller.says("没事了")

    assert [heard.text for heard in caller.house.dialogue.heard] == ["没事了"]
    assert caller.alarms == []

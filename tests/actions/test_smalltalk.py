"""Who is not understood: something to choose from at first, and then a person."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import at_desk
from actions.smalltalk import ActionUnclear
from bot.domain.tickets import Ticket
from tests.fakes.house import CATALOGUE, House

VAGUE = "那边那个路灯那什么的你们看着弄吧"
UNSURE = [{"name": "complaint", "confidence": 0.18}, {"name": "inquiry", "confidence": 0.15}]
IDLE = [{"name": "out_of_scope", "confidence": 0.8}]


class Listener:
    """Says what the citizen cannot make clear, and reads what comes back."""

    def __init__(self) -> None:
        self.house = House()
        self._slots: dict[str, object] = {}
        self._asked: str | None = None

    async def hears(self, text: str, ranking: list[dict[str, object]] = UNSURE) -> list[str]:
        """The titles of what can be tapped after this message."""
        said = {"text": text, "intent": {"name": "out_of_scope"}, "intent_ranking": ranking}
        events = [{"event": "bot", "metadata": {"utter_action": self._asked}}]
        tracker = Tracker("c1", self._slots, said, events, False, None, {}, None)
        dispatcher = CollectingDispatcher()
        desk = self.house.a_desk(text)
        with at_desk(desk):
            set_slots = await ActionUnclear().run(dispatcher, tracker, {})
        await self.house.store.tickets.apply(desk.changes)
        self._slots |= {event["name"]: event["value"] for event in set_slots}
        self._asked = dispatcher.messages[-1].get("response")
        return [button["title"] for button in dispatcher.messages[-1].get("buttons") or ()]

    async def tickets(self) -> list[Ticket]:
        return await self.house.store.tickets.of_citizen("c1")


@pytest.fixture
def listener() -> Listener:
    return Listener()


async def test_the_first_time_there_is_something_to_choose_from(listener: Listener):
    """What it may have been, and a person; no ticket."""
    assert await listener.hears(VAGUE) == ["我要投诉一件事", "我想问一件事", "转人工"]
    assert await listener.tickets() == []


async def test_the_second_time_people_read_both_messages(listener: Listener):
    """At the coordinating centre; one tap takes it back."""
    await listener.hears(VAGUE)

    assert await listener.hears("就是那一片都那样子了，弄弄") == ["不用了，撤回"]

    (ticket,) = await listener.tickets()
    assert ticket.department == CATALOGUE.coordinating_centre
    assert VAGUE in ticket.appeal.content
    assert "弄弄" in ticket.appeal.content


async def test_what_no_unit_does_is_asked_about_and_never_opens_by_itself(listener: Listener):
    """However often it is said: it may be idle talk."""
    for text in ("呜啦啦", "嘎嘎嘎", "噜噜噜", "哇哇哇", "呱呱呱"):
        await listener.hears(text)

    assert listener._asked == "utter_ask_whether_to_pass_on"
    assert await listener.tickets() == []


async def test_idle_talk_between_does_not_open_one_either(listener: Listener):
    """Recognised as such, it gets its friendly way out each time."""
    await listener.hears(VAGUE)

    await listener.hears("你喜欢看什么电影", IDLE)

    assert listener._asked == "utter_out_of_scope"
    assert await listener.tickets() == []

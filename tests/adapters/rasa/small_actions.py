"""Actions of the small project that the engine's tests train."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.desk import current_desk


class Speaking(Action):
    """A base class without a name: it is no action."""

    words = ""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=self.words)
        return []


class Greet(Speaking):
    """Says who serves, after letting others go first."""

    def name(self) -> str:
        return "action_greet"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        before: Any = current_desk()
        await asyncio.sleep(0)
        assert current_desk() is before
        buttons = [
            {"title": "是", "payload": '/affirm{"colour": "红"}'},
            {"title": "没有意图", "payload": "随便说说"},
        ]
        dispatcher.utter_message(text=f"您好，{before}为您服务。\n\n请讲。", buttons=buttons)
        return []


class Break(Speaking):
    def name(self) -> str:
        return "action_break"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        raise ZeroDivisionError(tracker.latest_message["text"])


class Submit(Speaking):
    def name(self) -> str:
        return "action_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        what, place = tracker.get_slot("what"), tracker.get_slot("place")
        dispatcher.utter_message(text=f"已受理：{what}，{place}")
        return [SlotSet("what", None), SlotSet("place", None)]


class Colour(Speaking):
    """Repeats what the message brought along."""

    def name(self) -> str:
        return "action_colour"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        message = tracker.latest_message
        found = [entity["value"] for entity in message["entities"]]
        known = [question["key"] for question in message.get("faq", [])]
        dispatcher.utter_message(text=f"{found} {known} {message['model']}")
        return []


class Refuse(Speaking):
    def name(self) -> str:
        return "action_refuse"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        raise ActionExecutionRejection(self.name())


class AtOnce(Action):
    def name(self) -> str:
        return "action_at_once"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> None:
        dispatcher.utter_message(text="马上")

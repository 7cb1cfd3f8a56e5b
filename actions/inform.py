"""A bare fact: a place, a time, a telephone number."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import ticket_in_hand
from actions.ticket import add_to


class ActionInform(Action):
    """It goes to the ticket in hand, or is remembered for the matter it belongs to."""

    def name(self) -> str:
        return "action_inform"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if ticket := await ticket_in_hand(current_desk(), tracker):
            await add_to(ticket, heard, dispatcher)
            return []
        if not heard.facts:
            dispatcher.utter_message(response="utter_default")
            return [SlotSet("unclear", heard.text if heard.says_something else None)]
        dispatcher.utter_message(response="utter_ask_what_happened")
        return [
            SlotSet("unclear", None if heard.text in heard.facts.values() else heard.text or None),
            SlotSet("place", heard.place or tracker.get_slot("place")),
            SlotSet("contact", heard.contact or tracker.get_slot("contact")),
        ]

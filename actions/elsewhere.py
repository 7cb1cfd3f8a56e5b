"""What another body handles: where to turn, and people all the same for whoever wants them."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.hearing import Heard
from bot.domain.elsewhere import elsewhere


class ActionElsewhere(Action):
    """Tells where to turn; the words wait in `question` for a person, and open nothing unasked."""

    def name(self) -> str:
        return "action_elsewhere"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        found = elsewhere(heard.text)
        if found is None:  # its city was told by the name of ours: nothing can be said for certain
            dispatcher.utter_message(response="utter_ask_whether_to_pass_on")
        else:
            dispatcher.utter_message(response="utter_elsewhere", where=found.words)
        return [
            SlotSet("question", heard.text),
            SlotSet("understood", heard.as_understood()),
            SlotSet("faq_key", None),
            SlotSet("others", None),
        ]

"""Pictures and films that come without a word."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.matter import ticket_in_hand
from actions.telling import facts_of


class ActionKeepAttachment(Action):
    """It goes to the ticket in hand, or waits for the matter it belongs to."""

    def name(self) -> str:
        return "action_keep_attachment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk = current_desk()
        ticket = await ticket_in_hand(desk, tracker)
        if ticket:
            ticket = await desk.supplement(ticket, "（市民发来了图片或视频）")
            dispatcher.utter_message(response="utter_attached", **facts_of(ticket, desk))
        else:
            dispatcher.utter_message(response="utter_ask_about_attachment")
        return []

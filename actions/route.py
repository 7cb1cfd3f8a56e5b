"""What only a lawful route can decide: the route first, people all the same for whoever wants."""

import logging

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import ticket_in_hand
from actions.ticket import add_to
from bot.domain.routes import lawful_route

log = logging.getLogger(__name__)


class ActionNameRoute(Action):
    """Tells who decides and how to get there, and counts it; the words wait for a person.

    What adds to a ticket in hand is added to it: its unit knows of the matter already.
    """

    def name(self) -> str:
        return "action_name_route"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        if ticket := await ticket_in_hand(desk, tracker):
            await add_to(ticket, heard, dispatcher)
            return []
        route = lawful_route(heard.text)
        if route is None:
            dispatcher.utter_message(response="utter_ask_whether_to_pass_on")
        else:
            log.info("a lawful route was named", extra={"route": route.kind})
            dispatcher.utter_message(response="utter_route", who=route.who)
            if entry := desk.entry(route.key):
                dispatcher.utter_message(text=entry.words())
            dispatcher.utter_message(response="utter_route_or_people")
        return [
            SlotSet("unclear", heard.text),
            SlotSet("question", None),
            SlotSet("understood", heard.as_understood()),
            SlotSet("faq_key", None),
            SlotSet("others", None),
        ]

"""What only a lawful route can decide: the route first, people all the same for whoever wants."""

import logging

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to
from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import continues, forgotten, ticket_in_hand
from bot.domain.routes import lawful_route
from bot.domain.tickets import Ticket

log = logging.getLogger(__name__)


class ActionNameRoute(Action):
    """Tells who decides and how to get there, and counts it; the words wait for a person.

    What adds to a ticket in hand is added to it as well: its unit knows of the matter already.
    """

    def name(self) -> str:
        return "action_name_route"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        ticket = await ticket_in_hand(desk, tracker)
        if ticket and (_speaks_of(ticket, heard.text) or continues(heard, ticket, desk)):
            await add_to(ticket, heard, dispatcher)
            tell_route(heard, dispatcher)
            return []
        told = tell_route(heard, dispatcher)
        dispatcher.utter_message(
            response="utter_route_or_people" if told else "utter_ask_whether_to_pass_on"
        )
        return [
            *forgotten(),
            SlotSet("unclear", heard.text),
            SlotSet("understood", heard.as_understood()),
        ]


def _speaks_of(ticket: Ticket, text: str) -> bool:
    """Whether a word of three characters stands in both: "…挪用了补偿款"."""
    words = {text[at : at + 3] for at in range(len(text) - 2)}
    return any(word in ticket.appeal.content for word in words)


def tell_route(heard: Heard, dispatcher: CollectingDispatcher) -> bool:
    """Say who decides what was told, and how to get there. False if any office may decide it."""
    route = lawful_route(heard.text)
    if route is None:
        return False
    log.info("a lawful route was named", extra={"route": route.kind})
    if route.kind == "fraud":
        dispatcher.utter_message(response="utter_route_fraud")
    else:
        dispatcher.utter_message(response="utter_route", who=route.who)
    if entry := current_desk().entry(route.key):
        dispatcher.utter_message(text=entry.words())
    return True

"""The same matter by several citizens: joining what others put forward, and leaving it again."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import Heard
from actions.saying import choice
from actions.telling import facts_of
from bot.domain.errors import NotFound
from bot.domain.tickets import Ticket
from bot.domain.together import people_of
from bot.services import joining


class ActionJoin(Action):
    """The citizen's ticket is handled with the one that others put forward."""

    def name(self) -> str:
        return "action_join"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        ticket = await own_ticket(heard)
        if ticket is None:
            dispatcher.utter_message(response="utter_not_found")
            return []
        joined = await joining.join(desk, ticket, heard.entities.get("lead", ""))
        if joined is None:
            dispatcher.utter_message(response="utter_not_joined", **facts_of(ticket, desk))
            return []
        leave = choice("退出，单独办", "leave", number=joined.number)
        dispatcher.utter_message(response="utter_joined", buttons=[leave], **facts_of(joined, desk))
        return []


class ActionLeave(Action):
    """The citizen's ticket is handled by itself, from now on or from the beginning."""

    def name(self) -> str:
        return "action_leave"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk = current_desk()
        ticket = await own_ticket(Heard.of(tracker))
        if ticket is None:
            dispatcher.utter_message(response="utter_not_found")
        else:
            alone = await joining.leave(desk, ticket)
            dispatcher.utter_message(response="utter_alone", **facts_of(alone, desk))
        return []


async def offer_to_join(ticket: Ticket, dispatcher: CollectingDispatcher) -> bool:
    """Ask whether the matter is one with what others put forward; False if nobody did."""
    desk = current_desk()
    first = await joining.first_of_the_same(desk, ticket)
    if first is None:
        return False
    joining.wait_for_choice(desk, ticket)
    taps = [
        choice("一起办", "join", number=ticket.number, lead=first.number),
        choice("不用，单独办", "leave", number=ticket.number),
    ]
    people, facts = people_of(first), facts_of(first, desk)
    dispatcher.utter_message(response="utter_offer_to_join", buttons=taps, people=people, **facts)
    return True


async def own_ticket(heard: Heard) -> Ticket | None:
    """The citizen's own ticket that a tap names."""
    try:
        return await current_desk().ticket(heard.number or "")
    except NotFound:
        return None

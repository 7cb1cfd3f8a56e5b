"""The same matter by several citizens: joining what others put forward, and leaving it again."""

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import Heard
from actions.saying import choice
from actions.telling import facts_of
from bot.domain.errors import NotFound
from bot.domain.tickets import OPEN, Ticket
from bot.domain.together import lead_of, people_of
from bot.services import joining

_STEPS_OUT = re.compile(r"^(?:那就?|我)?(?:想|要)*退出")


class ActionJoin(Action):
    """The citizen's ticket is handled with the one that others put forward."""

    def name(self) -> str:
        return "action_join"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if heard.number is None:
            await _join_at_last(dispatcher)
        elif ticket := await own_ticket(heard):
            await _join(ticket, heard.entities.get("lead", ""), dispatcher)
        else:
            dispatcher.utter_message(response="utter_not_found")
        return []


class ActionLeave(Action):
    """The citizen's ticket is handled by itself, from now on or from the beginning."""

    def name(self) -> str:
        return "action_leave"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if heard.number is None:
            if not await leave_what_was_joined(dispatcher):
                await _ask_what_to_leave(dispatcher)
        elif ticket := await own_ticket(heard):
            await _leave(ticket, dispatcher)
        else:
            dispatcher.utter_message(response="utter_not_found")
        return []


def steps_out(text: str) -> bool:
    """Whether who is in something with others says that they want out of that."""
    return bool(_STEPS_OUT.match(text))


async def leave_what_was_joined(dispatcher: CollectingDispatcher) -> bool:
    """Handle by itself whatever ticket is handled with others'; ask if it is one of several.

    False if none is.
    """
    joined = [ticket for ticket in await _mine() if lead_of(ticket)]
    if len(joined) == 1:
        await _leave(joined[0], dispatcher)
    elif joined:
        taps = [choice(f"工单 {one.number}", "leave", number=one.number) for one in joined]
        dispatcher.utter_message(response="utter_ask_which_to_leave", buttons=taps)
    return bool(joined)


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


async def _join(ticket: Ticket, lead: str, dispatcher: CollectingDispatcher) -> None:
    desk = current_desk()
    joined = await joining.join(desk, ticket, lead)
    if joined is None:
        dispatcher.utter_message(response="utter_not_joined", **facts_of(ticket, desk))
    else:
        _say_joined(joined, dispatcher)


def _say_joined(ticket: Ticket, dispatcher: CollectingDispatcher) -> None:
    leave = choice("退出，单独办", "leave", number=ticket.number)
    facts = facts_of(ticket, current_desk())
    dispatcher.utter_message(response="utter_joined", buttons=[leave], **facts)


async def _join_at_last(dispatcher: CollectingDispatcher) -> None:
    """Who comes back to it when the offer has passed: the newest that others told of, too."""
    desk, mine = current_desk(), await _mine()
    for ticket in mine:
        if lead_of(ticket):
            _say_joined(ticket, dispatcher)
            return
        if first := await joining.first_of_the_same(desk, ticket):
            await _join(ticket, first.number, dispatcher)
            return
    if mine:
        dispatcher.utter_message(response="utter_nobody_to_join", **facts_of(mine[0], desk))
    else:
        dispatcher.utter_message(response="utter_no_tickets")


async def _leave(ticket: Ticket, dispatcher: CollectingDispatcher) -> None:
    desk = current_desk()
    alone = await joining.leave(desk, ticket)
    dispatcher.utter_message(response="utter_alone", **facts_of(alone, desk))


async def _ask_what_to_leave(dispatcher: CollectingDispatcher) -> None:
    """Nothing was joined: perhaps it shall be taken back."""
    mine = await _mine()
    if not mine:
        dispatcher.utter_message(response="utter_no_tickets")
        return
    taps = [
        choice("查办理进度", "ask_status", number=mine[0].number),
        choice("撤回这件事", "cancel", number=mine[0].number),
        choice("不用了", "deny"),
    ]
    facts = facts_of(mine[0], current_desk())
    dispatcher.utter_message(response="utter_ask_what_to_leave", buttons=taps, **facts)


async def _mine() -> list[Ticket]:
    """The citizen's open tickets, the one that moved last first."""
    return [ticket for ticket in await current_desk().my_tickets() if ticket.state in OPEN]


async def own_ticket(heard: Heard) -> Ticket | None:
    """The citizen's own ticket that a tap names."""
    try:
        return await current_desk().ticket(heard.number or "")
    except NotFound:
        return None

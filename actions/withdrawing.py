"""A ticket is taken back, never without being asked once more."""

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import Heard, asked_last
from actions.matter import forgotten, ticket_in_hand
from actions.meant import meant, spoken_of
from actions.saying import choice
from actions.telling import facts_of
from actions.together import leave_what_was_joined, steps_out
from bot.domain.taking_back import says_done, takes_back
from bot.domain.tickets import OPEN, State, Ticket
from bot.services import joining

ASKED_WHETHER_TO_WITHDRAW = "utter_ask_withdraw"
_BY_NAME = re.compile("撤|取消|作废")


class ActionCancel(Action):
    """Outside a form there is only a ticket to take back, and that is asked for once more.

    Whoever was asked and says it again has answered.
    """

    def name(self) -> str:
        return "action_cancel"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        if steps_out(heard.text) and await leave_what_was_joined(dispatcher):
            return []
        again = asked_last(tracker) == ASKED_WHETHER_TO_WITHDRAW and takes_back(heard.text)
        named = await spoken_of(heard, desk)
        if again and named is None:
            await withdraw(heard, dispatcher, tracker)
            return forgotten()
        if named is None and await _nothing_left_to_take_back(heard, tracker, dispatcher):
            return forgotten()
        ticket = named or await meant(heard, desk, tracker, OPEN)
        if ticket is None:
            dispatcher.utter_message(response="utter_nothing_to_cancel")
            return forgotten()
        return await _asked_once_more(ticket, heard, dispatcher)


class ActionWithdraw(Action):
    """The citizen takes the ticket back."""

    def name(self) -> str:
        return "action_withdraw"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        await withdraw(Heard.of(tracker), dispatcher, tracker)
        return forgotten()


async def _nothing_left_to_take_back(
    heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> bool:
    """What a unit has answered needs no taking back: whether that helped is what is to be known."""
    if heard.number or _BY_NAME.search(heard.text):
        return False
    desk = current_desk()
    ticket = await ticket_in_hand(desk, tracker)
    if ticket is None or ticket.state is not State.ANSWERED:
        return False
    if says_done(heard.text):
        dispatcher.utter_message(response="utter_closed", **facts_of(desk.close(ticket), desk))
    else:
        dispatcher.utter_message(response="utter_ask_whether_it_helped")
    return True


async def _asked_once_more(
    ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """The unit hears that it is settled, whether or not the ticket is taken back.

    That nobody need come to a danger is for people to make sure.
    """
    desk = current_desk()
    if ticket.is_urgent and not _BY_NAME.search(heard.text):
        ticket = await desk.supplement(ticket, heard.text)
        dispatcher.utter_message(response="utter_supplemented", **facts_of(ticket, desk))
        return []
    if says_done(heard.text):
        ticket = await desk.supplement(ticket, heard.text)
        dispatcher.utter_message(response="utter_told_solved", **facts_of(ticket, desk))
    return ask_whether_to_withdraw(ticket, dispatcher)


def ask_whether_to_withdraw(ticket: Ticket, dispatcher: CollectingDispatcher) -> list[EventType]:
    """One tap takes it back, the other leaves it as it is."""
    taps = [choice("确定撤回", "withdraw", number=ticket.number), choice("不撤了", "deny")]
    facts = facts_of(ticket, current_desk())
    dispatcher.utter_message(response=ASKED_WHETHER_TO_WITHDRAW, buttons=taps, **facts)
    return [SlotSet("about", ticket.number)]


async def withdraw(heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Take back the ticket that was confirmed, if that is still possible."""
    desk = current_desk()
    ticket = await meant(heard, desk, tracker, OPEN)
    if ticket is None:
        dispatcher.utter_message(response="utter_nothing_to_cancel")
    else:
        ticket = await joining.withdraw(desk, ticket)
        dispatcher.utter_message(response="utter_withdrawn", **facts_of(ticket, desk))

"""Messages without words: each gets a way on that fits it."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.desk import current_desk
from actions.hearing import Heard
from actions.matter import ticket_in_hand
from actions.telling import say_status
from bot.domain.signs import Sign

_SAID = {
    Sign.MARKS: "utter_only_marks",
    Sign.NUMBER: "utter_only_number",
    Sign.LINK: "utter_only_link",
    Sign.LETTERS: "utter_other_language",
    Sign.CHARACTER: "utter_one_character",
}
_ADDS_NOTHING = frozenset({Sign.MARKS, Sign.CHARACTER})
"""To a ticket in hand; a number, a link or a foreign sentence may well tell more about it."""


async def answer_sign(
    sign: Sign, heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Say what helps on; None when it belongs to the ticket in hand.

    "？？？" about a ticket asks how it stands. A foreign sentence is kept for a person to read.
    """
    ticket = await ticket_in_hand(current_desk(), tracker)
    if ticket and sign not in _ADDS_NOTHING:
        return None
    if ticket and sign is Sign.MARKS:
        say_status(dispatcher, ticket, current_desk())
        return []
    dispatcher.utter_message(response=_SAID[sign])
    return [SlotSet("unclear", heard.text)] if sign is Sign.LETTERS else []

"""Something is put forward: a new matter, more about the one in hand, or two at once."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.faq import answer_aside, answerable, offer
from actions.hearing import Heard
from actions.matter import APPEALS, Matter, continues, ticket_in_hand
from actions.ticket import add_to
from bot.domain.tickets import Type


class ActionBeginMatter(Action):
    """Sets `matter`: new (a form goes on), same (added to the ticket in hand), or offer.

    offer: known questions resemble the inquiry, the citizen was asked which one is meant.
    """

    def name(self) -> str:
        return "action_begin_matter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = _without_the_question_beside(Heard.of(tracker), dispatcher)
        desk = current_desk()
        ticket = await ticket_in_hand(desk, tracker)
        if ticket and continues(heard, ticket, desk):
            await add_to(ticket, heard, dispatcher)
            return [SlotSet("matter", "same")]
        kind = Type(heard.intent)
        if kind is Type.INQUIRY and (known := answerable(heard)):
            offer(known, dispatcher)
            return [*_asked(heard), SlotSet("matter", "offer")]
        return [*Matter.begun(kind, heard, tracker).as_slots(), SlotSet("matter", "new")]


def _asked(heard: Heard) -> list[EventType]:
    """The question, for when none of the known ones was meant."""
    return [
        SlotSet("question", heard.text),
        SlotSet("understood", heard.as_understood()),
        SlotSet("faq_key", None),
        SlotSet("others", None),
    ]


def _without_the_question_beside(heard: Heard, dispatcher: CollectingDispatcher) -> Heard:
    """Answer the known question in a message of two matters, and go on with the other one."""
    questions = [part for part in heard.parts if part.intent == "faq"]
    appeals = [part for part in heard.parts if part.intent in APPEALS]
    if not (questions and appeals):
        return heard
    dispatcher.utter_message(response="utter_two_matters", first=questions[0].text)
    answer_aside(heard.narrowed_to(questions[0]), dispatcher)
    dispatcher.utter_message(response="utter_the_other_matter", second=appeals[0].text)
    return heard.narrowed_to(appeals[0])

"""Somebody wants a person."""

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.hearing import OFFERED, Heard, asked_last, left_unanswered
from actions.matter import WANTS_A_PERSON, Matter, forgotten, ticket_in_hand
from actions.telling import facts_of
from actions.ticket import answer_given, open_ticket
from bot.domain.tickets import Type
from bot.domain.unanswered import Why


class ActionHandOver(Action):
    """Sets `matter`: done (people have it), or new (nothing was said yet: it is asked for)."""

    def name(self) -> str:
        return "action_hand_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        if begun := Matter.of(tracker):
            begun = _with_the_question(begun.with_facts(heard), tracker)
            return await _open(begun, tracker, dispatcher)
        if said := _said_before(heard, tracker):
            return await _open(said, tracker, dispatcher)
        if ticket := await ticket_in_hand(desk, tracker):
            words = heard.text if heard.says_something else ""
            ticket = await desk.supplement(ticket, f"{words}{WANTS_A_PERSON}")
            dispatcher.utter_message(response="utter_handoff_in_hand", **facts_of(ticket, desk))
            return [*forgotten(), SlotSet("matter", "done")]
        dispatcher.utter_message(response="utter_handoff")
        matter = Matter(Type.HELP, understood=heard.as_understood(), to_person=True)
        matter = matter.with_facts(heard)
        return [*matter.as_slots(), SlotSet("matter", "new")]


async def _open(
    matter: Matter, tracker: Tracker, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """The matter as it is goes to people, with the answer that was given; the telephone is named
    besides."""
    if not matter.what:
        matter = replace(matter, what=WANTS_A_PERSON, to_person=True)
    await open_ticket(matter, dispatcher, answer_given(tracker))
    dispatcher.utter_message(response="utter_handoff_phone")
    return [*forgotten(), SlotSet("matter", "done")]


def _with_the_question(matter: Matter, tracker: Tracker) -> Matter:
    """A matter that was half told, and what was asked meanwhile: people part the two."""
    asked = tracker.get_slot("question")
    return replace(matter.told(f"（还问过：{asked}）"), to_person=True) if asked else matter


def _said_before(heard: Heard, tracker: Tracker) -> Matter | None:
    """What was asked or told without becoming a ticket, or stands in this very message."""
    question, unclear = tracker.get_slot("question"), tracker.get_slot("unclear")
    understood = tracker.get_slot("understood") or heard.as_understood()
    if question:
        # Who found no answer here is best served by the unit that knows it.
        unanswered = left_unanswered(tracker)
        if asked_last(tracker) == OFFERED:
            current_desk().note_unanswered(question, Why.REFUSED)
        return Matter(Type.INQUIRY, question, understood=understood, to_person=not unanswered)
    told = unclear or ("" if heard.is_short else heard.text)
    if not told:
        return None
    return Matter(Type.HELP, told, understood=understood, to_person=True).with_facts(heard)

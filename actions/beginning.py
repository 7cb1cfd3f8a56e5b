"""Something is put forward: a new matter, more about the one in hand, or two at once."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.faq import answer_aside, answerable, offer
from actions.feedback import work_goes_on
from actions.hearing import Heard
from actions.matter import APPEALS, SURELY, Matter, continues, forgotten, ticket_in_hand
from actions.ticket import add_to
from bot.domain.tickets import State, Type

TELLING = 30
"""Whoever writes more characters than this means it."""
UNQUESTIONED = frozenset({Type.INQUIRY, Type.SUGGESTION, Type.PRAISE})
"""Kinds whose ticket opens without any question: nothing else would hold idle talk back."""


class ActionBeginMatter(Action):
    """Sets `matter`: new (a form goes on), same (it belongs to a ticket that is there), or offer.

    offer: the citizen was asked first, which known question is meant or whether people shall get
    something that may be idle talk. The second of two appeals waits in `other`.
    """

    def name(self) -> str:
        return "action_begin_matter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk = current_desk()
        heard = Heard.of(tracker)
        if heard.says_not_solved and await work_goes_on(heard, tracker, dispatcher):
            return [*forgotten(), SlotSet("matter", "same")]
        ticket = await ticket_in_hand(desk, tracker)
        if ticket and continues(heard, ticket, desk):
            if ticket.state is State.ANSWERED and await work_goes_on(heard, tracker, dispatcher):
                return [*forgotten(), SlotSet("matter", "same")]
            await add_to(ticket, heard, dispatcher)
            return [SlotSet("matter", "same")]
        heard = _without_the_question_beside(heard, dispatcher)
        other = _other_appeal(heard)
        heard = heard.narrowed_to(heard.parts[0]) if other else heard
        kind = Type(heard.intent)
        if kind is Type.INQUIRY and (known := answerable(heard)):
            offer(known, dispatcher)
            return [*_asked(heard), SlotSet("matter", "offer")]
        if _may_be_idle(kind, heard):
            dispatcher.utter_message(response="utter_ask_whether_to_pass_on")
            return [*_asked(heard), SlotSet("matter", "offer")]
        matter = Matter.begun(kind, heard, tracker)
        return [
            *matter.as_slots(),
            SlotSet("other", _raw(other, tracker)),
            SlotSet("matter", "new"),
        ]


class ActionBeginOther(Action):
    """The second of two matters that were told at once becomes a matter of its own."""

    def name(self) -> str:
        return "action_begin_other"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        other = tracker.get_slot("other")
        heard = Heard.read(other) if other else Heard.of(tracker)
        kind = Type(heard.intent) if heard.intent in APPEALS else Type.HELP
        matter = Matter.begun(kind, heard, tracker)
        return [*matter.as_slots(), SlotSet("other", None), SlotSet("matter", "new")]


def _may_be_idle(kind: Type, heard: Heard) -> bool:
    """A short question that no unit's words occur in is as often about the film tonight."""
    if kind is Type.INQUIRY:
        doubtful = len(heard.text) < TELLING
    else:
        doubtful = len(heard.text) < TELLING and heard.confidence < SURELY
    known = heard.place or current_desk().names_a_matter(heard.text)
    return kind in UNQUESTIONED and doubtful and heard.says_something and not known


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
    answer_aside(questions[0], dispatcher)
    dispatcher.utter_message(response="utter_the_other_matter", second=appeals[0].text)
    return heard.narrowed_to(appeals[0])


def _other_appeal(heard: Heard) -> Heard | None:
    """The second of two appeals that different units would handle."""
    if len(heard.parts) != 2 or any(part.intent not in APPEALS for part in heard.parts):
        return None
    desk = current_desk()
    first, second = (desk.suggest(part.text)[0].department for part in heard.parts)
    centre = desk.shelf.catalogue.coordinating_centre
    return None if first == second or centre in (first, second) else heard.parts[1]


def _raw(part: Heard | None, tracker: Tracker) -> dict[str, Any] | None:
    """The part as it was parsed, to be read again later."""
    parts = tracker.latest_message.get("parts") or ()
    return next((dict(raw) for raw in parts if part and raw["text"] == part.text), None)

"""Known questions: answering one, or offering the likeliest."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to
from actions.desk import current_desk
from actions.hearing import Candidate, Heard
from actions.matter import Matter, continues, ticket_in_hand
from actions.saying import choice
from bot.domain.replies import SERVED
from bot.domain.tickets import Type
from bot.services.offers import OFFER, TAKES

MOST_OFFERED = 3
LIKELY = 0.5
"""From this confidence on that some known question is meant, they are offered to anybody."""
DOUBTFUL = 0.45
"""Below this confidence an answer comes with the next likely questions to tap."""
LONG = 60
"""Whoever writes more characters than this tells of a case of their own."""


class ActionAnswerQuestion(Action):
    """The answer with its source; an expired one is not given, a person is offered instead.

    Sets `matter`: done, or new when nothing was asked yet ("我想咨询一个问题").
    """

    def name(self) -> str:
        return "action_answer_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        desk, heard = current_desk(), Heard.of(tracker)
        ticket = await ticket_in_hand(desk, tracker)
        if ticket and _tells(heard) and continues(heard, ticket, desk):
            await add_to(ticket, heard, dispatcher)
            return [SlotSet("matter", "done")]
        if heard.intent == "faq" and not heard.says_something:
            matter = Matter.begun(heard.announced or Type.INQUIRY, heard, tracker)
            return [*matter.as_slots(), SlotSet("matter", "new")]
        before = tracker.get_slot("question") if heard.intent == "faq_chosen" else None
        # a keyword is asked anew, whatever was asked before
        asked = heard.entities.get("asked") or before or heard.text
        key = _meant(heard)
        entry = desk.entry(key)
        others = [c for c in answerable(heard) if c.key != key]
        if entry:
            doubtful = heard.intent == "faq" and heard.confidence < DOUBTFUL
            desk.note_faq(SERVED, entry.key)
            taps = [choice("没解决", "not_solved"), *(_taps(others) if doubtful else ())]
            dispatcher.utter_message(text=entry.words(), buttons=taps)
        else:
            dispatcher.utter_message(response="utter_answer_expired")
        return [
            SlotSet("question", asked),
            SlotSet("understood", heard.as_understood()),
            SlotSet("faq_key", key if entry else None),
            SlotSet("others", [[c.key, c.question] for c in others]),
            SlotSet("matter", "done"),
        ]


def answer_aside(heard: Heard, dispatcher: CollectingDispatcher) -> None:
    """Answer while something else waits: nothing is offered that would lead away from it."""
    entry = current_desk().entry(_meant(heard))
    if entry:
        current_desk().note_faq(SERVED, entry.key)
        dispatcher.utter_message(text=entry.words())
    else:
        dispatcher.utter_message(response="utter_answer_expired_aside")


def answerable(heard: Heard) -> list[Candidate]:
    """The likeliest questions whose answers may still be given.

    Who tells of a certain place, or at length, hardly asks what everybody asks; nor does who uses
    no word of any unit.
    """
    desk = current_desk()
    idle = not desk.names_a_matter(heard.text)
    least = LIKELY if idle or heard.place or len(heard.text) > LONG else 0.0
    if sum(candidate.confidence for candidate in heard.candidates) < least:
        return []
    return [c for c in heard.candidates if desk.entry(c.key)][:MOST_OFFERED]


def offer(candidates: list[Candidate], dispatcher: CollectingDispatcher, asked: str = "") -> None:
    """Let the citizen pick the question that was meant, or a person.

    What was `asked` counts as unanswered until a question is picked.
    """
    key = {OFFER: current_desk().note_offer(asked)} if asked else {}
    dispatcher.utter_message(
        response="utter_offer_questions",
        buttons=[*_taps(candidates, **key), choice("都不是，转人工", "handoff", **key)],
    )


def _taps(candidates: list[Candidate], **key: str) -> list[dict[str, Any]]:
    return [choice(c.question, TAKES, faq_key=c.key, **key) for c in candidates]


def _meant(heard: Heard) -> str:
    """The key that was chosen, or the likeliest; a choice that is no longer known has no key."""
    chosen = heard.entities.get("faq_key")
    return chosen or next((c.key for c in heard.candidates), "")


def _tells(heard: Heard) -> bool:
    """Whether the words tell of something instead of asking."""
    return heard.intent == "faq" and not heard.asks

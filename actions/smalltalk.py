"""What is neither a matter nor a question: yes and no, and words that nobody understands."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import add_to
from actions.desk import current_desk
from actions.faq import answerable, offer
from actions.feedback import (
    ASKED_WHETHER_IT_HELPED,
    awaits_a_word,
    may_not_have_helped,
    not_solved,
    solved,
    wants_nothing_more,
)
from actions.hearing import OFFERED, Heard, asked_last
from actions.matter import Matter, forgotten, ticket_in_hand
from actions.meant import no_longer_wanted
from actions.moods import answer_mood
from actions.saying import choice
from actions.signs import answer_sign
from actions.telling import facts_of
from actions.ticket import open_ticket
from actions.waiting import ways_back
from actions.withdrawing import ASKED_WHETHER_TO_WITHDRAW, ask_whether_to_withdraw, withdraw
from bot.domain.moods import mood_of
from bot.domain.signs import sign_of
from bot.domain.tickets import OPEN, Type
from bot.domain.unanswered import Why

GUESSES = {
    "complaint": "我要投诉一件事",
    "inquiry": "我想问一件事",
    "help": "我需要帮助",
    "suggestion": "我有个建议",
    "report": "我要举报",
    "praise": "我要表扬",
    "ask_status": "查办理进度",
}
"""What an unclear message may have been meant as, in the citizen's own words."""
MOST_GUESSES = 2
MOST_KEPT = 300
"""Characters of what was not understood before that are kept."""
AROUND_A_PLACE = 3
"""Characters beside a place that tell nothing of it."""
ENOUGH_FOR_PEOPLE = 12
"""Characters of two messages that people can make something of."""
_NOT_UNDERSTOOD = (
    *("utter_unclear", "utter_offer_questions", "utter_default"),
    "utter_ask_whether_to_pass_on",
)
"""What was said last to somebody who was not understood."""


class ActionUnclear(Action):
    """More about the ticket in hand, something to choose from, or a friendly way out.

    Who is not understood twice gets a person: at once if the words tell of something that units do,
    and with one tap otherwise, for it may be idle talk.
    """

    def name(self) -> str:
        return "action_unclear"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if mood := mood_of(heard.text):
            await answer_mood(mood, tracker, dispatcher)
            return []
        if (sign := sign_of(heard.text)) and (
            said := await answer_sign(sign, heard, tracker, dispatcher)
        ) is not None:
            return said
        if ticket := await ticket_in_hand(current_desk(), tracker):
            await add_to(ticket, heard, dispatcher, ways_back(tracker))
            return []
        if heard.place and len(heard.text) - len(heard.place) <= AROUND_A_PLACE:
            dispatcher.utter_message(response="utter_ask_what_happened")
            return [SlotSet("place", heard.place)]
        again = asked_last(tracker) in _NOT_UNDERSTOOD
        if _is_idle_talk(heard):
            dispatcher.utter_message(response="utter_out_of_scope")
            return [] if heard.is_short else [SlotSet("unclear", heard.text)]
        if again:
            return await _to_a_person(heard, tracker, dispatcher)
        if known := answerable(heard):
            offer(known, dispatcher, heard.text)
            return [SlotSet("question", heard.text), SlotSet("faq_key", None)]
        current_desk().note_unanswered(heard.text, Why.UNCLEAR)
        guesses = [*_guesses(heard), choice("转人工", "handoff")]
        dispatcher.utter_message(response="utter_unclear", buttons=guesses)
        return [SlotSet("unclear", heard.text)]


class ActionAffirm(Action):
    """Yes: to what was asked last, or to nothing in particular.

    "是上周二开始的" is more than a yes: the fact goes to the ticket in hand.
    """

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if asked_last(tracker) == ASKED_WHETHER_TO_WITHDRAW:
            await withdraw(heard, dispatcher, tracker)
            return forgotten()
        if asked_last(tracker) == ASKED_WHETHER_IT_HELPED:
            await solved(heard, tracker, dispatcher)
            return forgotten()
        ticket = await ticket_in_hand(current_desk(), tracker)
        if ticket and heard.facts:
            await add_to(ticket, heard, dispatcher)
        elif await awaits_a_word(tracker):
            dispatcher.utter_message(response=ASKED_WHETHER_IT_HELPED)
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []


class ActionDeny(Action):
    """No: none of the offered questions was meant, nothing is wanted, or an answer did not help."""

    def name(self) -> str:
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        if asked_last(tracker) == OFFERED:
            current_desk().note_unanswered(tracker.get_slot("question") or "", Why.REFUSED)
            dispatcher.utter_message(response="utter_no_other_answer")
            return []
        heard = Heard.of(tracker)
        if asked_last(tracker) == ASKED_WHETHER_IT_HELPED:
            await not_solved(heard, tracker, dispatcher)
            return forgotten()
        if may_not_have_helped(heard, tracker) or (
            not wants_nothing_more(heard) and await awaits_a_word(tracker)
        ):
            dispatcher.utter_message(response=ASKED_WHETHER_IT_HELPED)
            return []
        desk = current_desk()
        if ticket := await no_longer_wanted(heard, tracker, desk):
            return ask_whether_to_withdraw(ticket, dispatcher)
        at_hand = await desk.ticket_at_hand()
        if at_hand and at_hand.state in OPEN:
            dispatcher.utter_message(response="utter_deny_goes_on", **facts_of(at_hand, desk))
        else:
            dispatcher.utter_message(response="utter_deny")
        return [*forgotten(), SlotSet("other", None), SlotSet("kept", None)]


async def _to_a_person(
    heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Not understood again: people at the coordinating centre read both messages."""
    current_desk().note_unanswered(heard.text, Why.UNCLEAR)
    before = tracker.get_slot("unclear") or tracker.get_slot("question") or ""
    told = f"{before[-MOST_KEPT:]}\n{heard.text}".strip()
    if not current_desk().names_a_matter(told) or len(told) < ENOUGH_FOR_PEOPLE:
        dispatcher.utter_message(response="utter_ask_whether_to_pass_on")
        return [SlotSet("unclear", told)]
    matter = Matter(Type.HELP, understood=heard.as_understood(), to_person=True).told(told)
    dispatcher.utter_message(response="utter_people_will_read")
    ticket = await open_ticket(matter.with_facts(heard), dispatcher, asks=False)
    back = choice("不用了，撤回", "withdraw", number=ticket.number)
    dispatcher.utter_message(response="utter_handoff_phone", buttons=[back])
    return forgotten()


def _is_idle_talk(heard: Heard) -> bool:
    """Whether it was recognised as no business of ours, rather than not recognised at all."""
    return bool(heard.ranking) and heard.ranking[0][0] == "out_of_scope"


def _guesses(heard: Heard) -> list[dict[str, Any]]:
    likely = [name for name, _ in heard.ranking if name in GUESSES] or list(GUESSES)
    return [choice(GUESSES[name], name) for name in likely[:MOST_GUESSES]]

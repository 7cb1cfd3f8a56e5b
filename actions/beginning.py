"""Something is put forward: a new matter, more about one that is open, or several at once."""

import re
from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import again
from actions.desk import current_desk
from actions.faq import answer_aside, answerable, offer
from actions.feedback import closed_beside, only_thanks, solved, work_goes_on
from actions.hearing import Heard
from actions.matter import APPEALS, SURELY, Matter, continues, forgotten, ticket_in_hand
from actions.several import FAQ, matters_in
from actions.telling import say_status
from actions.waiting import begun, taken_up
from bot.domain.tickets import State, Type
from bot.domain.unanswered import Why

TELLING = 30
"""Whoever writes more characters than this means it."""
_ASKS_FOR_THE_ANSWER = re.compile(
    r"(?:怎么|咋|如何|(?:说|讲|写)了?(?:些|点)?(?:什么|啥))[^，。？?]{0,3}(?:答复|回复|说|回|处理)的(?!还|都|也)|"
    r"(?:答复|回复|处理结果|办理结果)(?:内容)?(?:是|说|写)?的?(?:什么|啥|呢|在哪|咋|怎么)(?!还|都|也)|"
    r"(?:看|查|找)(?:一下|下|看|到|不到)?(?:你们|他们|单位)?的?(?:答复|回复|处理结果)(?:在哪|呢|吗)?$"
)
"""What the unit wrote is wanted, and nothing is said against it."""
UNQUESTIONED = frozenset({Type.INQUIRY, Type.SUGGESTION, Type.PRAISE})
"""Kinds whose ticket opens without any question: nothing else would hold idle talk back."""


class ActionBeginMatter(Action):
    """Sets `matter`: new (a form goes on), same (it belongs to a ticket that is there), or offer.

    offer: the citizen was asked first, which known question is meant, whether people shall get
    something that may be idle talk, or whether it is about a ticket that is there. What was told
    besides the first matter waits in `other`.
    """

    def name(self) -> str:
        return "action_begin_matter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if other := await taken_up(heard, tracker):
            return other
        if heard.says_not_solved and await work_goes_on(heard, tracker, dispatcher):
            return [*forgotten(), SlotSet("matter", "same")]
        heard = await closed_beside(heard, dispatcher)
        matters = matters_in(heard)
        if len(matters) == 1 and (done := await _goes_on(heard, tracker, dispatcher)):
            return done
        heard, others = _without_the_questions(heard, matters, dispatcher)
        kind = _kind(heard)
        if not others and kind is Type.INQUIRY and (known := answerable(heard)):
            offer(known, dispatcher, heard.text)
            return [*_asked(heard), SlotSet("matter", "offer")]
        if kind is Type.INQUIRY and heard.says_something:
            current_desk().note_unanswered(heard.text, Why.UNKNOWN)
        if not others and _may_be_idle(kind, heard):
            dispatcher.utter_message(response="utter_ask_whether_to_pass_on")
            return [*_asked(heard), SlotSet("matter", "offer")]
        matter = _about_what_was_asked(Matter.begun(kind, heard, tracker), heard, tracker)
        return [
            *matter.as_slots(),
            SlotSet("other", [again.written(one) for one in others] or None),
            SlotSet("again", None),
            SlotSet("matter", "new"),
        ]


class ActionBeginOther(Action):
    """The next of several matters that were told at once becomes a matter of its own."""

    def name(self) -> str:
        return "action_begin_other"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        waiting, said = tracker.get_slot("other") or (), Heard.of(tracker)
        if not waiting:
            return begun(said, (), tracker)
        other = Heard.read(waiting[0])
        told = {**other.entities, **said.entities}  # "要，在幸福小区": a yes that says where
        return begun(replace(other, entities=told), waiting[1:], tracker)


async def _goes_on(
    heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """What happens if the message is more about a ticket that is there; None if it is not."""
    desk = current_desk()
    ticket = await ticket_in_hand(desk, tracker)
    if ticket and ticket.answer() and _ASKS_FOR_THE_ANSWER.search(heard.text):
        say_status(dispatcher, ticket, desk)
        return [SlotSet("matter", "same")]
    if ticket and continues(heard, ticket, desk):
        if ticket.state is State.ANSWERED and only_thanks(heard):
            await solved(heard, tracker, dispatcher)  # "清了 谢谢 你们办事真快" is no new praise
            return [*forgotten(), SlotSet("matter", "same")]
        if ticket.state is State.ANSWERED and await work_goes_on(heard, tracker, dispatcher):
            return [*forgotten(), SlotSet("matter", "same")]
        return [*await again.add(ticket, heard, tracker, dispatcher), SlotSet("matter", "same")]
    return await again.told_again(heard, tracker, dispatcher)


def _kind(heard: Heard) -> Type:
    if heard.announced:
        return heard.announced
    return Type(heard.intent) if heard.intent in APPEALS else Type.INQUIRY


def _about_what_was_asked(matter: Matter, heard: Heard, tracker: Tracker) -> Matter:
    """Who complains in words no unit knows ("都三个月没发了") means what was asked before."""
    asked = tracker.get_slot("question")
    if not asked or matter.kind in UNQUESTIONED or heard.place or not heard.says_something:
        return matter
    if asked in matter.what or current_desk().names_a_matter(heard.text):
        return matter
    return replace(matter, what=f"{asked}\n{matter.what}")


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


def _without_the_questions(
    heard: Heard, matters: list[Heard], dispatcher: CollectingDispatcher
) -> tuple[Heard, list[Heard]]:
    """Answer the known questions among several matters. The first of the others, and the rest."""
    questions = [one for one in matters if one.intent == FAQ]
    appeals = [one for one in matters if one.intent != FAQ]
    if len(matters) == 1 or not appeals:
        return heard, []
    for question in questions:
        dispatcher.utter_message(response="utter_two_matters", first=question.text)
        answer_aside(question, dispatcher)
    if questions:
        dispatcher.utter_message(response="utter_the_other_matter", second=appeals[0].text)
    return heard.narrowed_to(appeals[0], appeals[1:]), appeals[1:]

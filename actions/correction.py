"""Somebody corrects what was understood."""

import re
from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.desk import current_desk
from actions.faq import offer
from actions.hearing import Candidate, Heard
from actions.matter import Matter, ticket_in_hand
from actions.telling import FACT_NAMES, facts_of
from actions.ticket import correct_place
from bot.domain.tickets import TYPE_NAMES, Ticket, Type

_ONLY_WRONG = re.compile(
    r"^(?:你|我)?(?:刚才)?(?:的|填的|说的|写的)?(?:地址|地点|时间|日期|电话|电话号码|名字|类型|内容)?"
    r"(?:都|全)?(?:写|说|填|搞|弄|理解|选)?(?:错|不对|有误|改一下|修改一下|更正)?(?:了)?[。！!]*$"
)
"""Says that something is wrong, and not what would be right."""


class ActionCorrect(Action):
    """A fact or the type of the ticket in hand changes; a wrong answer is followed by others."""

    def name(self) -> str:
        return "action_correct"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if tracker.get_slot("faq_key"):
            _offer_others(tracker, dispatcher)
        elif ticket := await ticket_in_hand(current_desk(), tracker):
            await _correct_ticket(ticket, heard, dispatcher)
        else:
            dispatcher.utter_message(response="utter_ask_what_is_meant")
        return []


def correct_matter(
    matter: Matter, heard: Heard, requested: str, dispatcher: CollectingDispatcher
) -> Matter:
    """The matter of a form after a correction; a new fact replaces the old one."""
    if heard.type_wanted:
        return _retyped(matter, heard.type_wanted, dispatcher)
    if _ONLY_WRONG.match(heard.text) and not heard.facts:
        return matter
    matter = matter.told(heard.text).with_facts(heard)
    if requested == "place" and not matter.place and not _names_a_matter(heard):
        matter = replace(matter, place=heard.corrected)
    dispatcher.utter_message(response="utter_noted_correction")
    return matter


def _retyped(matter: Matter, wanted: Type, dispatcher: CollectingDispatcher) -> Matter:
    """Before a ticket is opened; what was understood from the citizen's own words is learned."""
    if matter.what and wanted is not matter.kind:
        current_desk().note_correction(matter.what, matter.kind, wanted, matter.understood)
    dispatcher.utter_message(response="utter_noted_type", type=TYPE_NAMES[wanted])
    return replace(matter, kind=wanted)


def _names_a_matter(heard: Heard) -> bool:
    """Whether what is right is the matter itself: some unit's words occur in it."""
    return current_desk().names_a_matter(heard.corrected)


async def _correct_ticket(ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher) -> None:
    desk, wanted = current_desk(), heard.type_wanted
    if wanted and wanted is not ticket.appeal.type:
        ticket = desk.retype(ticket, wanted)
        dispatcher.utter_message(response="utter_retyped", **facts_of(ticket, desk))
    elif await correct_place(ticket, heard, dispatcher):
        return
    elif heard.facts:
        ticket = await desk.complete(ticket, heard.text, **heard.facts)
        changed = "、".join(FACT_NAMES[name] for name in heard.facts)
        facts = facts_of(ticket, desk)
        dispatcher.utter_message(response="utter_corrected", changed=changed, **facts)
    elif wanted or _ONLY_WRONG.match(heard.text):
        dispatcher.utter_message(response="utter_ask_what_is_right", **facts_of(ticket, desk))
    else:
        ticket = await desk.supplement(ticket, heard.text)
        dispatcher.utter_message(response="utter_supplemented", **facts_of(ticket, desk))


def _offer_others(tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """The answer was to another question than the one meant."""
    others = [Candidate(key, question) for key, question in tracker.get_slot("others") or ()]
    if others:
        offer(others, dispatcher)
    else:
        dispatcher.utter_message(response="utter_no_other_answer")

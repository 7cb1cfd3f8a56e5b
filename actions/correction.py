"""Somebody corrects what was understood."""

import re
from collections.abc import Collection
from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import complete, put_anything_right
from actions.desk import current_desk
from actions.faq import offer
from actions.hearing import Candidate, Heard
from actions.matter import Matter, forgotten, ticket_in_hand
from actions.saying import choice
from actions.telling import FACT_NAMES, facts_of
from bot.domain.retyping import retyping
from bot.domain.tickets import TYPE_NAMES, Ticket, Type
from bot.domain.unanswered import Why

_ONLY_WRONG = re.compile(
    r"^(?:你|我)?(?:刚才)?(?:的|填的|说的|写的)?(?:地址|地点|时间|日期|电话|电话号码|名字|类型|内容)?"
    r"(?:都|全)?(?:写|说|填|搞|弄|理解|选)?(?:错|不对|有误|改一下|修改一下|更正)?(?:了)?[。！!]*$"
)
"""Says that something is wrong, and not what would be right."""


_SLIPPED = re.compile(r"(?:不好意思|对不起|抱歉|[，,\s])*(?:我|刚才|是)*(?:发|点|按|打|选)错了?")
"""The writer's own slip, where nothing was said that could be wrong."""
OFFERED = (Type.COMPLAINT, Type.SUGGESTION, Type.INQUIRY, Type.HELP)
"""What it may be that was wrongly taken for something else."""
_ANNOUNCED = re.compile(
    r"(?:我|这|而)?(?:是|要|想|得)(?:来|要|想)?(?P<name>投诉|举报|反映|求助|建议|表扬)"
)
"""Somebody who was answered wants something else than an answer, and goes on telling it."""


class ActionCorrect(Action):
    """A fact or the type of the ticket in hand changes; a wrong answer is followed by others.

    Who was answered and says that it was no question puts it forward. Sets `matter`: new (a form
    goes on) or done.
    """

    def name(self) -> str:
        return "action_correct"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        answered = tracker.get_slot("faq_key")
        ticket = None if answered else await ticket_in_hand(current_desk(), tracker)
        if ticket:
            await _correct_ticket(ticket, heard, dispatcher)
        elif wanted := _put_forward(heard):
            return [*_begun(wanted, heard, tracker), SlotSet("matter", "new")]
        elif answered:
            _offer_others(tracker, dispatcher)
        else:
            slip = bool(_SLIPPED.match(heard.text))
            words = "utter_no_harm_done" if slip else "utter_ask_what_is_meant"
            dispatcher.utter_message(response=words)
        return [SlotSet("matter", "done")]


def _put_forward(heard: Heard) -> Type | None:
    """The type of what shall be done, where nothing is in hand that it could be the type of."""
    if heard.type_wanted is Type.INQUIRY:
        return None
    if heard.type_wanted:
        return heard.type_wanted
    announced = list(_ANNOUNCED.finditer(heard.text))
    if not announced:
        return None
    name = announced[-1]["name"]
    return next((kind for kind, called in TYPE_NAMES.items() if called == name), Type.COMPLAINT)


def _begun(wanted: Type, heard: Heard, tracker: Tracker) -> list[EventType]:
    """A matter that holds what was said before it was called one, and what is told besides."""
    said = tracker.get_slot("question") or tracker.get_slot("unclear") or ""
    understood = tracker.get_slot("understood") or heard.as_understood()
    matter = Matter(wanted, understood=understood).told(said).with_facts(heard)
    if retyping(heard.text) is None:
        matter = matter.told(heard.text)
    return [*forgotten(), *matter.as_slots()]


def correct_matter(
    matter: Matter, heard: Heard, requested: str, dispatcher: CollectingDispatcher
) -> Matter:
    """The matter of a form after a correction; a new fact replaces the old one."""
    if heard.type_wanted:
        return _retyped(matter, heard.type_wanted, dispatcher)
    if heard.types_refused:
        return _not_of_type(matter, heard.types_refused, dispatcher)
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


def _not_of_type(
    matter: Matter, refused: Collection[Type], dispatcher: CollectingDispatcher
) -> Matter:
    """Whoever was taken for praising and was not, complains; of the rest nobody can tell."""
    if matter.kind not in refused:
        return matter
    if matter.kind is Type.PRAISE:
        return _retyped(matter, Type.COMPLAINT, dispatcher)
    _ask_which_type(refused, dispatcher)
    return matter


def _ask_which_type(refused: Collection[Type], dispatcher: CollectingDispatcher) -> None:
    taps = [
        choice(TYPE_NAMES[kind], "correct", type=kind.value)
        for kind in OFFERED
        if kind not in refused
    ]
    dispatcher.utter_message(response="utter_ask_which_type", buttons=taps)


def _names_a_matter(heard: Heard) -> bool:
    """Whether what is right is the matter itself: some unit's words occur in it."""
    return current_desk().names_a_matter(heard.corrected)


async def _correct_ticket(ticket: Ticket, heard: Heard, dispatcher: CollectingDispatcher) -> None:
    desk, wanted = current_desk(), _wanted_for(ticket, heard)
    if wanted and wanted is not ticket.appeal.type:
        ticket = desk.retype(ticket, wanted)
        dispatcher.utter_message(response="utter_retyped", **facts_of(ticket, desk))
    elif await put_anything_right(ticket, heard, dispatcher):
        return
    elif ticket.appeal.type in heard.types_refused:
        _ask_which_type(heard.types_refused, dispatcher)
    elif heard.facts:
        ticket, _ = await complete(ticket, heard.text, **heard.facts)
        changed = "、".join(FACT_NAMES[name] for name in heard.facts)
        facts = facts_of(ticket, desk)
        dispatcher.utter_message(response="utter_corrected", changed=changed, **facts)
    elif wanted or _ONLY_WRONG.match(heard.text):
        dispatcher.utter_message(response="utter_ask_what_is_right", **facts_of(ticket, desk))
    else:
        ticket = await desk.supplement(ticket, heard.text)
        dispatcher.utter_message(response="utter_supplemented", **facts_of(ticket, desk))


def _wanted_for(ticket: Ticket, heard: Heard) -> Type | None:
    """What the ticket shall be; praise that is said to be none is a complaint."""
    praised = ticket.appeal.type is Type.PRAISE and Type.PRAISE in heard.types_refused
    return Type.COMPLAINT if praised and not heard.type_wanted else heard.type_wanted


def _offer_others(tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """The answer was to another question than the one meant."""
    current_desk().note_unanswered(tracker.get_slot("question") or "", Why.REFUSED)
    others = [Candidate(key, question) for key, question in tracker.get_slot("others") or ()]
    if others:
        offer(others, dispatcher)
    else:
        dispatcher.utter_message(response="utter_no_other_answer")

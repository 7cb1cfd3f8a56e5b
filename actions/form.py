"""A form asks for what a matter still lacks, and listens to whatever is said meanwhile."""

import re
from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.types import DomainDict

from actions import correction, faq, feedback, route, ticket, together, withdrawing
from actions.desk import current_desk
from actions.hearing import Heard, substance
from actions.matter import APPEALS, PLACE_LENGTH, SURELY, Matter
from bot.domain import landmarks
from bot.domain.tickets import Type
from bot.domain.whom import says_only_whom

LEAVING = frozenset({"cancel", "handoff", "solved"})
"""Intents that end a form; with `deny` they have rules of their own beside every form."""
PARTING = frozenset({"thanks", "goodbye"})
MORE_LIKELY = 0.6
"""From this confidence on, words without a place in them are taken for more of the matter."""
SURE_TO_TELL = frozenset({"complaint", "report", "help"})
"""What looks like one of these goes on telling; a corner nobody knows looks like a question."""
AT_HOME = frozenset({"在我家", "我家", "家里", "在家", "我家里", "在我家里"})
"""Where everybody is at home is no place to go to."""
NO_PLACES = frozenset({"plate", "phone", "id_number"})
_TURNED_AWAY = re.compile(
    r"(?:不(?![用要必想])|没人?).{1,5}(?:我们?|俺们?|人|老百姓)(?:了|啊|呀|吗)?$|(?:你们?|他们?).{0,3}(?:不|没)"
)
"""Nobody listened to them ("不回复我"): that is what they have to say, and no refusal."""
_NO_LONGER = re.compile(r"(?:那就?|还是)?(?:算了|没事|不用|不麻烦|不找)")
"""Who asked for a person wants none any more."""
_ASKS_TO_BE_CALLED = re.compile(
    r"(?:〔手机号\d*〕|打|给|联系|找|回|过来|一下|我们?|俺|电话|手机|号码?|的|是|这个?|请|就|吧|啊|[，,。.：:\s])+"
)
"""A telephone number, and nothing yet of what is the matter."""
TAPS = frozenset({"withdraw", "another", "same", "apart", "join", "leave", "resume"})
EMPTY = TAPS | {"affirm", "greet", "thanks", "goodbye", "not_solved", "urge"}
"""Intents that, said in a few words, answer no question: it is asked once more."""


class MatterForm(Action):
    """Rasa calls it once when the form begins and then for every message inside."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        matter = Matter.of(tracker) or Matter(Type.HELP)
        requested = tracker.get_slot(REQUESTED_SLOT)
        if requested is None:
            return _asking(matter)
        if _leaves(heard, requested, matter) or _is_decided_elsewhere(heard, matter):
            return []  # setting no slot rejects the form: the rules beside it go on
        if await _answered_aside(heard, requested, matter, dispatcher, tracker):
            aside = [SlotSet("aside", heard.intent), SlotSet(REQUESTED_SLOT, requested)]
            return [*_asked_aside(heard), *aside]
        return _asking_again(_answered(matter, heard, requested, dispatcher), requested, dispatcher)


def _leaves(heard: Heard, requested: str, matter: Matter) -> bool:
    """Whether this message ends the form. What names a ticket is about that ticket.

    Who gives thanks instead of asking something ("80岁", "谢谢") has no question.
    """
    if not heard.is_short or heard.number:
        return False
    if matter.kind is Type.INQUIRY and requested == "what" and heard.intent in PARTING:
        return True
    if matter.to_person and not matter.what and heard.intent == "goodbye":
        return bool(_NO_LONGER.match(heard.text))
    nothing = requested == "what" and heard.intent == "deny" and not heard.does_not_know
    nothing = nothing and not _TURNED_AWAY.search(heard.text)
    return nothing or heard.intent in LEAVING


def _is_decided_elsewhere(heard: Heard, matter: Matter) -> bool:
    """Whether what was only announced ("我要投诉") turns out to be for a court, a review …"""
    return heard.intent == "route" and not matter.what


def _answered(
    matter: Matter, heard: Heard, requested: str, dispatcher: CollectingDispatcher
) -> Matter:
    """The matter after a message that answers the question for `requested`, more or less."""
    if heard.declines and not (requested == "what" and _TURNED_AWAY.search(heard.text)):
        return replace(matter, unknown=(*matter.unknown, requested))
    if heard.intent == "correct" and not _brushes_off(heard, requested):
        return correction.correct_matter(matter, heard, requested, dispatcher)
    if heard.intent == "route":
        route.tell_route(heard, dispatcher)
        return matter.told(heard.text).with_facts(heard)
    if _is_empty(heard, requested):
        return matter
    if requested == "what" and heard.contact and _ASKS_TO_BE_CALLED.fullmatch(heard.text):
        return matter.with_facts(heard)
    if matter.to_person:
        matter = _of_its_kind(matter, heard)
        if not heard.says_something and not heard.facts:
            return matter
    known = matter.told(heard.text).with_facts(heard)
    asked_before = matter.asked.count("place") > 1
    if requested == "place" and not asked_before and landmarks.is_only_near(heard.text):
        return known
    if requested == "place" and not known.place and _may_be_a_place(heard, asked_before):
        return replace(known, place=landmarks.as_told(heard.text)[:PLACE_LENGTH])
    if requested == "place" and not known.place and (first := landmarks.told_first(heard.text)):
        return replace(known, place=first[:PLACE_LENGTH])
    if requested == "contact" and not known.contact:
        return replace(known, unknown=(*known.unknown, "contact"))
    return known


def _of_its_kind(matter: Matter, heard: Heard) -> Matter:
    """Who asked for a person first and then tells: what some unit does goes there as what it is."""
    kind = Type.INQUIRY if heard.intent == "faq" else matter.kind
    if matter.kind is Type.HELP and heard.intent in APPEALS:
        kind = Type(heard.intent)
    if not heard.says_something:
        return replace(matter, kind=kind)
    if not current_desk().names_a_matter(heard.text):
        return matter
    asked = () if says_only_whom(substance(heard.text)) else matter.asked
    understood = heard.as_understood()
    return replace(
        matter, kind=kind, to_person=False, calls_back=True, asked=asked, understood=understood
    )


def _brushes_off(heard: Heard, requested: str) -> bool:
    """Whether the question where it is gets no answer at all ("你们自己查啊")."""
    return requested == "place" and landmarks.brushes_off(heard.text)


def _may_be_a_place(heard: Heard, asked_before: bool) -> bool:
    """Whether this says where it is, in words that no rule knows as an address.

    Who was asked before means a place, even if some unit's word stands in it (火车站), or nobody
    else would know it as one.
    """
    if heard.intent == "correct" or heard.text.strip(" 。") in AT_HOME:
        return False
    if heard.entities.keys() & NO_PLACES or landmarks.goes_on_telling(heard.text):
        return False
    if asked_before or landmarks.is_a_building(heard.text):
        return True
    if heard.intent in APPEALS and heard.confidence >= MORE_LIKELY:
        return landmarks.sounds_like_a_place(heard.text) and heard.intent not in SURE_TO_TELL
    known = heard.intent == "inform" or landmarks.sounds_like_a_place(heard.text)
    return known and not current_desk().names_a_matter(landmarks.without_its_corner(heard.text))


def _is_empty(heard: Heard, requested: str) -> bool:
    """Whether it answers nothing; of what might be a place its words decide, not what they want."""
    if requested == "place" and not heard.place:
        return heard.intent in TAPS or landmarks.is_no_place(heard.text)
    idle = (heard.intent in EMPTY and heard.is_short) or heard.intent == "out_of_scope"
    return idle and heard.confidence >= SURELY and not heard.facts


def _asking_again(
    matter: Matter, requested: str, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """The next question; before the one for a place is put again, an example."""
    events = _asking(matter)
    if requested == "place" == matter.next_question(current_desk()):
        dispatcher.utter_message(response="utter_place_for_example")
    return events


def _asking(matter: Matter) -> list[EventType]:
    """The matter with its next question, or with none: then the form is done."""
    question = matter.next_question(current_desk())
    if question:
        matter = replace(matter, asked=(*matter.asked, question))
    return [*matter.as_slots(), SlotSet(REQUESTED_SLOT, question)]


def _asked_aside(heard: Heard) -> list[EventType]:
    """A known question that was answered meanwhile, for the person who may take over."""
    if heard.intent not in ("faq", "faq_chosen"):
        return []
    key = heard.entities.get("faq_key") or next((c.key for c in heard.candidates), None)
    return [SlotSet("question", heard.text), SlotSet("faq_key", key)]


async def _answered_aside(
    heard: Heard,
    requested: str,
    matter: Matter,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
) -> bool:
    """Answer at once, while the form waits, what does not belong to it."""
    if heard.intent in ("faq", "faq_chosen"):
        return _known_aside(heard, requested, matter, dispatcher)
    if heard.number and await _done_with_its_ticket(heard, tracker, dispatcher):
        return True
    if heard.intent == "ask_status" and heard.is_short:
        await ticket.tell_status(heard, dispatcher)
        return True
    if heard.intent == "leave" and heard.number is None:
        return await together.leave_what_was_joined(dispatcher)
    if response := _said_aside(heard, requested):
        dispatcher.utter_message(response=response)
    return response is not None


def _known_aside(
    heard: Heard, requested: str, matter: Matter, dispatcher: CollectingDispatcher
) -> bool:
    """A known question; who wants a person is answered, and the person reads it as well."""
    chosen = heard.intent == "faq_chosen"
    read_besides = not chosen and matter.to_person and heard.asks and heard.says_something
    if not (chosen or read_besides or _asks_something_known(heard, requested, matter)):
        return False
    faq.answer_aside(heard, dispatcher)
    return not read_besides


async def _done_with_its_ticket(
    heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher
) -> bool:
    """What is said of a ticket by its number is done with that ticket."""
    match heard.intent:
        case "ask_status":
            await ticket.tell_status(heard, dispatcher)
        case "solved":
            await feedback.solved(heard, tracker, dispatcher)
        case "not_solved":
            await feedback.not_solved(heard, tracker, dispatcher)
        case "withdraw":
            await withdrawing.withdraw(heard, dispatcher, tracker)
        case _:
            return False
    return True


def _said_aside(heard: Heard, requested: str) -> str | None:
    """The response to what needs only one."""
    match heard.intent:
        case "inquiry" if requested == "place" and _asks_something_else(heard):
            return "utter_one_thing_after_the_other"
        case "attach":
            return "utter_attachment_kept"
        case "capabilities" if not (
            _brushes_off(heard, requested) or _TURNED_AWAY.search(heard.text)
        ):
            return "utter_capabilities"
        case "follow":
            return "utter_welcome"
        case _:
            return None


def _asks_something_else(heard: Heard) -> bool:
    """A question without a known answer, where a place was asked for."""
    asks = heard.asks and not landmarks.brushes_off(heard.text)
    return asks and not heard.facts and heard.confidence >= MORE_LIKELY


def _asks_something_known(heard: Heard, requested: str, matter: Matter) -> bool:
    """What was asked for is an answer, however much it resembles a known question."""
    if requested in heard.facts or matter.to_person:
        return False
    return heard.asks and not (matter.kind is Type.SUGGESTION and heard.wishes)

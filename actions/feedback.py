"""After an answer: did it help?"""

import re
from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.again import written
from actions.desk import current_desk
from actions.hearing import COMMAND_LENGTH, OFFERED, Heard, asked_last, left_unanswered
from actions.matter import APPEALS, SURELY, Matter, forgotten, ticket_in_hand
from actions.meant import named_beside
from actions.telling import facts_of
from actions.ticket import answer_given, open_ticket, tell_status
from actions.waiting import mention_others
from actions.withdrawing import ask_whether_to_withdraw
from bot.domain.replies import ESCALATED, SOLVED
from bot.domain.taking_back import says_done
from bot.domain.tickets import ALLOWED, OPEN, State, Step, Ticket, Type
from bot.domain.unanswered import Why
from bot.services.desk import Desk

ASKED_WHETHER_IT_HELPED = "utter_ask_whether_it_helped"
_NOTHING_MORE = re.compile(
    r"(?:先|暂时|那|都|我)*(?:不用|不要|不必|不需要|不了|不问|不麻烦|没事|没问题|没关系|没有?了|没别的|没有?其他|"
    r"没有?别的|算了)"
)
"""Nothing more is wanted, whether it helped or not."""
_THANKS = re.compile("谢谢|感谢|多谢")
_DENIES = re.compile("[没未不别假骗白差坏还]|可是|但是?|就是|再")
_CONTENT = frozenset({"solved", "thanks", "praise"})
"""What a few words are taken for that say that all is well."""
_BESIDES = (APPEALS - {Type.PRAISE.value}) | {"not_solved"}
"""What may be told besides that somebody is to see to."""


class ActionSolved(Action):
    """An answered ticket is closed; one that is still open is told of it.

    Who hardly sounds as if the answer had helped is asked: "丢了" is no thanks.
    """

    def name(self) -> str:
        return "action_solved"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if may_not_have_helped(heard, tracker):
            dispatcher.utter_message(response=ASKED_WHETHER_IT_HELPED)
            return []
        besides = [part for part in heard.parts[1:] if part.intent in _BESIDES]
        if besides and await _is_still_wrong(besides[0], heard):
            await not_solved(heard, tracker, dispatcher)  # "热了，谢谢，可是今天又不热了"
            return forgotten()
        await solved(heard, tracker, dispatcher)
        if besides:
            mention_others([part.text for part in besides], dispatcher)
            return [*forgotten(), SlotSet("other", [written(part) for part in besides])]
        return forgotten()


class ActionNotSolved(Action):
    """A known answer did not help: a ticket holds both. A unit's answer did not: it works on."""

    def name(self) -> str:
        return "action_not_solved"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        heard = Heard.of(tracker)
        if only_thanks(heard):
            await solved(heard, tracker, dispatcher)
        else:
            await not_solved(heard, tracker, dispatcher)
        return forgotten()


def only_thanks(heard: Heard) -> bool:
    """Whether it gives thanks and denies nothing, whatever the words resemble."""
    return bool(_THANKS.search(heard.text)) and not _DENIES.search(heard.text)


def may_not_have_helped(heard: Heard, tracker: Tracker) -> bool:
    """Whether a few words after a known answer leave open that it was of no use ("没有")."""
    if not _just_read(tracker) or heard.number:
        return False
    refused = heard.intent == "deny" and not wants_nothing_more(heard)
    return refused or (heard.intent == "solved" and heard.confidence < SURELY)


def wants_nothing_more(heard: Heard) -> bool:
    """Whether a no only says that nothing else is wanted."""
    return bool(_NOTHING_MORE.match(heard.text))


async def solved(heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """Close the answered ticket, or tell the unit of the one in hand."""
    desk = current_desk()
    meant = await named_beside(heard, desk)
    ticket = meant or await _answered(heard, desk)
    if _just_read(tracker) and not heard.number:
        desk.note_faq(SOLVED, tracker.get_slot("faq_key"))
        dispatcher.utter_message(response="utter_glad")
    elif ticket and ticket.state is State.ANSWERED:
        dispatcher.utter_message(response="utter_closed", **facts_of(desk.close(ticket), desk))
    elif heard.number:
        await tell_status(heard, dispatcher)
    elif in_hand := meant or await ticket_in_hand(desk, tracker):
        in_hand = await desk.supplement(in_hand, heard.text)
        # "丢了" after a report is one thing more to tell, and no thanks
        sure = heard.confidence >= SURELY
        told = "utter_told_solved" if sure else "utter_supplemented"
        dispatcher.utter_message(response=told, **facts_of(in_hand, desk))
        if sure and in_hand.state in OPEN and not in_hand.is_urgent:
            ask_whether_to_withdraw(in_hand, dispatcher)
    else:
        dispatcher.utter_message(response="utter_glad")


async def closed_beside(heard: Heard, dispatcher: CollectingDispatcher) -> Heard:
    """What is told after "热了，谢谢" about something else, the answered ticket being closed."""
    desk = current_desk()
    if len(heard.parts) < 2 or heard.parts[0].intent not in _CONTENT:
        return heard
    if not says_done(heard.parts[0].text):
        return heard
    ticket, more = await _answered(heard, desk), heard.parts[1]
    if ticket is None or _unit_of(more) in (None, ticket.department):
        return heard  # "修好了，可是又坏了" is about the same
    dispatcher.utter_message(response="utter_closed", **facts_of(desk.close(ticket), desk))
    told = heard.narrowed_to(more)
    return replace(told, intent=heard.intent, confidence=heard.confidence, ranking=heard.ranking)


async def not_solved(heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """See that the work goes on, or ask what is meant."""
    desk = current_desk()
    if await work_goes_on(heard, tracker, dispatcher):
        return
    if heard.number:
        await tell_status(heard, dispatcher)
    elif in_hand := await ticket_in_hand(desk, tracker):
        await desk.supplement(in_hand, heard.text)
        dispatcher.utter_message(response="utter_supplemented", **facts_of(in_hand, desk))
    else:
        dispatcher.utter_message(response="utter_ask_what_is_not_solved")


async def work_goes_on(heard: Heard, tracker: Tracker, dispatcher: CollectingDispatcher) -> bool:
    """Open or reopen a ticket for an answer that did not help; False without such an answer."""
    why = heard.text if len(heard.text) > COMMAND_LENGTH else ""
    answered = _just_read(tracker) or left_unanswered(tracker)
    if answered and not heard.number:
        await _open_with_answer(why, tracker, dispatcher)
    elif ticket := await _answered(heard, current_desk()):
        _reopen(ticket, why, dispatcher)
    else:
        return False
    return True


async def _open_with_answer(why: str, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
    """A ticket that holds the question, and the answer that did not help if there was one."""
    desk, key = current_desk(), tracker.get_slot("faq_key") or ""
    entry = desk.entry(key)
    asked = tracker.get_slot("question") or (entry.question if entry else "")
    if key:
        desk.note_faq(ESCALATED, key)
        desk.note_unanswered(asked, Why.NOT_SOLVED)
    elif asked_last(tracker) == OFFERED:
        desk.note_unanswered(asked, Why.REFUSED)
    understood = tracker.get_slot("understood") or {}
    matter = Matter(Type.INQUIRY, asked, tracker.get_slot("place"), understood=understood).told(why)
    await open_ticket(matter, dispatcher, answer_given(tracker))
    if not why:
        dispatcher.utter_message(response="utter_ask_why_not_solved")


def _reopen(ticket: Ticket, why: str, dispatcher: CollectingDispatcher) -> None:
    desk = current_desk()
    ticket = desk.reopen(ticket, why or "市民表示没有解决")
    dispatcher.utter_message(response="utter_reopened", **facts_of(ticket, desk))
    if not why:
        dispatcher.utter_message(response="utter_ask_why_not_solved")


async def _answered(heard: Heard, desk: Desk) -> Ticket | None:
    """The named ticket, if it has its answer; without a number the newest that awaits a word."""
    reopenable, _ = ALLOWED[Step.REOPENED]
    mine = await desk.my_tickets(limit=50)
    if heard.number:
        # who takes a choice under an answer has it, even if we do not know yet that it arrived
        named = [desk.has_read(ticket) for ticket in mine if ticket.number == heard.number]
        return next((ticket for ticket in named if ticket.state in reopenable), None)
    return next((ticket for ticket in mine if ticket.state is State.ANSWERED), None)


async def _is_still_wrong(part: Heard, heard: Heard) -> bool:
    """Whether this part says of what was answered that it is not in order after all."""
    ticket, unit = await _answered(heard, current_desk()), _unit_of(part)
    if ticket is None:
        return False
    return unit == ticket.department or (unit is None and part.intent == "not_solved")


def _unit_of(part: Heard) -> str | None:
    """The unit that some word of it speaks for."""
    best = current_desk().suggest(part.text, part.place)[0]
    return best.department if best.words else None


async def awaits_a_word(tracker: Tracker) -> bool:
    """Whether a unit's answer came last, and nobody has said yet whether it helped."""
    mine = await current_desk().my_tickets(limit=1)
    return bool(mine) and mine[0].state is State.ANSWERED and not _just_read(tracker)


def _just_read(tracker: Tracker) -> bool:
    """Whether a known question was answered last."""
    return bool(tracker.get_slot("faq_key"))

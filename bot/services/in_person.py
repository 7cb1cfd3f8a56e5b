"""A citizen writes while a person has their case: what belongs to it goes to that person.

The bot says that it was passed on, and nothing else. Whatever else is wanted, looking something up,
a human, another matter, is none of the case: the dialogue hears it as always.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import numbers
from bot.domain.asking import asks
from bot.domain.handling import WENT_QUIET, in_person, is_taken
from bot.domain.messages import Kind, Message
from bot.domain.parcels import Parcel
from bot.domain.pausing import Question, awaited
from bot.domain.plain import plain
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import WITH_UNIT, Step, Ticket
from bot.services.answers import question_id
from bot.services.desk import Desk
from bot.services.in_view import STILL_TALKING
from bot.services.ports.dialogue import Understanding

COMMAND_LENGTH = 15
"""Longer words that look like a command are a story that contains one."""
FOR_THE_BOT = frozenset(
    {"ask_status", "urge", "handoff", "cancel", "capabilities", "correct", "greet", "goodbye"}
)
"""What is said to the bot itself, or to anybody: nothing that a person must read."""
ADDITIONS = frozenset({"supplement", "inform"})
"""More about what was told before."""
MATTERS = frozenset({"complaint", "report", "suggestion", "help", "inquiry", "faq", "not_solved"})
"""Something is put forward: the case again, or another matter."""
PASSED_ON = "已转给【{unit}】的经办人（工单 {number}）。"

_ADDED = frozenset({Step.SUPPLEMENTED, Step.CORRECTED})
_THANKS = re.compile(r"(?:非常|十分|太|多)?(?:感谢|谢谢?)(?:[你您]们?|大家|师傅|了|啦|啊)*[\W_]*")
_BEGINS = re.compile(
    r"另外|还有.{0,3}件?事|[再还也](?:要|想)?(?:投诉|举报|反映|建议|咨询)|(?:要|想)(?:投诉|举报|咨询)"
)
"""Somebody who was asked something says that this is not the answer."""
WITHOUT_WORDS = {
    Kind.IMAGE: "（市民发来了图片）",
    Kind.VIDEO: "（市民发来了视频）",
    Kind.VOICE: "（市民发来了录音）",
    Kind.OTHER: "（市民发来了这里打不开的内容）",
}
"""What the unit reads of a message that has no words."""


@dataclass(frozen=True)
class Case:
    """A ticket that a person has, or whose unit has asked its citizen something."""

    ticket: Ticket
    question: Question | None = None


@dataclass(frozen=True)
class Said:
    """A message as its turn hears it: `text` is masked, `chosen` what its words take of an offer.

    `held` goes out with this turn's reply; `last_at` is when we spoke last; `half_told`: a question
    of our own is open.
    """

    message: Message
    text: str
    chosen: Choice | None
    held: Sequence[Parcel]
    last_at: datetime | None
    half_told: bool

    @property
    def has_words(self) -> bool:
        """Whether there is something to understand."""
        return bool(self.message.text.strip())


Understand = Callable[[str], Awaitable[Understanding | None]]


async def passed_on(said: Said, desk: Desk, understand: Understand) -> Reply | None:
    """What to say when this went to a person who has its case; None if it is the bot's to answer.

    The newest question is the one that is answered: the unit's, or our own.
    """
    if not (said.has_words or _without_words(said.message)):
        return None
    case = await case_of(desk, said.message.sent_at, said.held)
    if case is None or _taps_something(said, case):
        return None
    if said.half_told and not _asked_since(case, said.last_at):
        return None
    if said.has_words:
        heard = await understand(said.text)
        if heard is None or not belongs(said.text, heard, case, desk):
            return None
    return await pass_on(said.message, case, said.text, desk)


async def case_of(desk: Desk, sent_at: datetime, held: Sequence[Parcel]) -> Case | None:
    """The case that a message may belong to: one with an open question, else the one moved last.

    A question that the citizen cannot have read yet is not answered by this message. A case that
    was left for too long is the bot's again, and the log says so.
    """
    unread = {parcel.id for parcel in held}
    taken = None
    for ticket in [one for one in await desk.my_tickets() if one.state in WITH_UNIT]:
        question = awaited(ticket, desk.now)
        if question and question.asked_at <= sent_at and _id(ticket, question) not in unread:
            return Case(ticket, question)
        if in_person(ticket, desk.now, desk.shelf.longest_in_person):
            taken = taken or Case(ticket)
        elif is_taken(ticket):
            desk.release(ticket, WENT_QUIET)
    return taken


def _id(ticket: Ticket, question: Question) -> str:
    return question_id(ticket.number, question.place)


def _taps_something(said: Said, case: Case) -> bool:
    """Whether the words take up what was offered, instead of answering the unit's question.

    After the question a bare "2" or "是" is an answer to it; the very words of an offer are not.
    """
    if said.chosen is None or not said.has_words:
        return False
    return not _asked_since(case, said.last_at) or said.chosen.title == said.text.strip()


def _asked_since(case: Case, last_at: datetime | None) -> bool:
    """Whether the question is newer than our own last words."""
    question = case.question
    return question is not None and (last_at is None or last_at <= question.asked_at)


def belongs(text: str, heard: Understanding, case: Case, desk: Desk) -> bool:
    """Whether these words are for the person who has the case."""
    if numbers.find_number(text) or is_for_the_bot(text, heard) or _THANKS.fullmatch(text):
        return False
    if case.question:
        return not _is_another_matter(text, heard, case, desk)
    if heard.intent in ADDITIONS:
        return True
    if heard.intent not in MATTERS:
        return False
    if not desk.names_a_matter(text):
        return desk.now - case.ticket.last.at <= STILL_TALKING
    return _is_about(text, case, desk)


def is_for_the_bot(text: str, heard: Understanding) -> bool:
    """Whether it is asked of the bot itself, in as few words as such things take."""
    return heard.intent in FOR_THE_BOT and len(text) <= COMMAND_LENGTH


async def pass_on(message: Message, case: Case, words: str, desk: Desk) -> Reply:
    """The message is on the ticket, its unit is told, and the citizen hears that it is."""
    text = words or _without_words(message)
    unit, number = desk.unit_name(case.ticket.department), case.ticket.number
    if case.question:
        await desk.respond(case.ticket, text)
        return Reply(f"谢谢，您的回复{PASSED_ON.format(unit=unit, number=number)}")
    await desk.supplement(case.ticket, text)
    return Reply(PASSED_ON.format(unit=unit, number=number))


def shortened(reply: Reply, desk: Desk) -> Reply:
    """The dialogue's `reply`; in one sentence if all it did was to add to a case a person has."""
    changes = list(desk.changes.tickets.values())
    if len(changes) != 1 or changes[0].before is None:
        return reply
    ticket, known = changes[0].after, len(changes[0].before.log)
    added = all(event.step in _ADDED for event in ticket.log[known:])
    if not added or not in_person(ticket, desk.now, desk.shelf.longest_in_person):
        return reply
    unit = desk.unit_name(ticket.department)
    return replace(reply, text=PASSED_ON.format(unit=unit, number=ticket.number))


def _without_words(message: Message) -> str:
    if message.kind is Kind.LOCATION and message.point:
        point = message.point
        return f"（市民发来了位置）{point.label or f'{point.latitude:.5f}, {point.longitude:.5f}'}"
    return WITHOUT_WORDS.get(message.kind, "")


def _is_another_matter(text: str, heard: Understanding, case: Case, desk: Desk) -> bool:
    """Whether somebody who was asked something asks what everybody asks, or begins anew.

    What is in doubt answers the question: a human reads it.
    """
    if heard.intent not in MATTERS or not desk.names_a_matter(text):
        return False
    begins = asks(text) if heard.intent == "faq" else _BEGINS.search(text) is not None
    return begins and not _is_about(text, case, desk)


def _is_about(text: str, case: Case, desk: Desk) -> bool:
    """Whether the words name what the case is about, or what was asked."""
    appeal, question = case.ticket.appeal, case.question.text if case.question else ""
    known = _matters(f"{appeal.content}。{question}", desk)
    return bool(known & _matters(text, desk)) and _is_with(case.ticket, text, desk)


def _is_with(ticket: Ticket, text: str, desk: Desk) -> bool:
    return any(one.department == ticket.department for one in desk.suggest(text))


def _matters(text: str, desk: Desk) -> set[str]:
    """The words by which the catalogue tells what something is about."""
    found = desk.shelf.catalogue.suggest(plain(text).text)
    return {word for one in found for word in one.words}

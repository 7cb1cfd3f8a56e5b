"""A department's answer, or its question, on its way to the citizen under the unit's name."""

from dataclasses import dataclass

from bot.domain.parcels import Addressee, Parcel
from bot.domain.pausing import open_question
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import OUTCOME_NAMES, Outcome, Step, Ticket
from bot.services.cutting import Cutter
from bot.services.ports.changes import Changes

QUESTION = "question"
"""The purpose of a parcel that asks the citizen for more."""
EXCERPT_LENGTH = 300
"""Characters of a long answer that stand in the message itself; the page holds all of it."""


@dataclass(frozen=True)
class Answers:
    """Turns the answer of a ticket into one message that the channel takes."""

    cutter: Cutter

    def send(self, ticket: Ticket, unit: str, changes: Changes) -> None:
        """Add the parcel for the reply that `ticket` just got, under the name of its unit."""
        event = ticket.last
        if event.step is not Step.REPLIED:
            raise ValueError(f"the last step of ticket {ticket.number} is no reply")
        changes.parcels.append(_parcel("answer", self._fitting(ticket, unit, changes), ticket))

    def ask(self, ticket: Ticket, unit: str, changes: Changes) -> None:
        """Add the parcel for the question that `ticket` just got, under the name of its unit."""
        question = open_question(ticket)
        if question is None:
            raise ValueError(f"no question of ticket {ticket.number} is open")
        until = f"{question.until.month}月{question.until.day}日"
        rests = f"等您回复期间，办理时限暂停，最晚到{until}。"
        words = (
            f"【{unit}】想就您的诉求 {ticket.number} 向您了解：\n{question.text}\n"
            f"请直接回复，我会转给经办人。{rests if question.days else f'请在{until}前回复。'}"
        )
        changes.parcels.append(_parcel(QUESTION, Reply(words), ticket))

    def _fitting(self, ticket: Ticket, unit: str, changes: Changes) -> Reply:
        """The whole answer, or its beginning and a link: the channel counts messages."""
        text = ticket.last.data["text"]
        whole = _reply(ticket, unit, text)
        if self.cutter.fits(whole.words):
            return whole
        link = self.cutter.page(whole.text, ticket.citizen, changes)
        return _reply(ticket, unit, f"{text[:EXCERPT_LENGTH]}……\n（全文请点开：{link}）")


def question_id(number: str, place: int) -> str:
    """The id of the parcel that brings the question at this place of the ticket's log."""
    return f"{QUESTION}-{number}-{place}"


def _parcel(purpose: str, reply: Reply, ticket: Ticket) -> Parcel:
    """What the newest step of `ticket` brings its citizen."""
    step, at = len(ticket.log) - 1, ticket.last.at
    return Parcel(
        id=f"{purpose}-{ticket.number}-{step}",
        addressee=Addressee.CITIZEN,
        target=ticket.citizen,
        lane=ticket.citizen,
        body={"reply": reply.as_record(), "purpose": purpose, "step": step},
        created_at=at,
        due_at=at,
        number=ticket.number,
    )


def as_read(number: str, unit: str, text: str, outcome: Outcome) -> str:
    """An answer as its citizen reads it."""
    return f"【{unit}】对您的诉求 {number} 的答复：\n{text}\n办理结果：{OUTCOME_NAMES[outcome]}"


def _reply(ticket: Ticket, unit: str, text: str) -> Reply:
    number = {"number": ticket.number}
    return Reply(
        as_read(ticket.number, unit, text, Outcome(ticket.last.data["outcome"])),
        (Choice("已解决", "solved", number), Choice("没解决", "not_solved", number)),
    )

"""A department's answer on its way to the citizen, under the unit's name."""

from dataclasses import dataclass

from bot.domain.parcels import Addressee, Parcel
from bot.domain.replies import Choice, Reply
from bot.domain.tickets import OUTCOME_NAMES, Outcome, Step, Ticket
from bot.services.cutting import Cutter
from bot.services.ports.changes import Changes

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
        reply = self._fitting(ticket, unit, changes)
        step = len(ticket.log) - 1
        changes.parcels.append(
            Parcel(
                id=f"answer-{ticket.number}-{step}",
                addressee=Addressee.CITIZEN,
                target=ticket.citizen,
                lane=ticket.citizen,
                body={"reply": reply.as_record(), "purpose": "answer", "step": step},
                created_at=event.at,
                due_at=event.at,
                number=ticket.number,
            )
        )

    def _fitting(self, ticket: Ticket, unit: str, changes: Changes) -> Reply:
        """The whole answer, or its beginning and a link: the channel counts messages."""
        text = ticket.last.data["text"]
        whole = _reply(ticket, unit, text)
        if self.cutter.fits(whole.words):
            return whole
        link = self.cutter.page(whole.text, ticket.citizen, changes)
        return _reply(ticket, unit, f"{text[:EXCERPT_LENGTH]}……\n（全文请点开：{link}）")


def _reply(ticket: Ticket, unit: str, text: str) -> Reply:
    outcome = OUTCOME_NAMES[Outcome(ticket.last.data["outcome"])]
    number = {"number": ticket.number}
    return Reply(
        f"【{unit}】对您的诉求 {ticket.number} 的答复：\n{text}\n办理结果：{outcome}",
        (Choice("已解决", "solved", number), Choice("没解决", "not_solved", number)),
    )

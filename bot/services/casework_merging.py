"""A unit handles several of its tickets as one, because somebody there says so; or no longer.

It is what happens when a citizen joins (services/joining.py): each ticket keeps its number, its log
and its citizen's own word on the answer, the first one names them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected, StepNotAllowed
from bot.domain.handling import By
from bot.domain.tickets import STATE_NAMES, WITH_UNIT, Event, Step, Ticket
from bot.domain.together import MOST_TOGETHER, gathered_by, lead_of, people_of
from bot.services import notices
from bot.services.ports.changes import Changes, TicketChange


@dataclass(frozen=True)
class Merger:
    """Puts tickets of one unit together, and takes them apart, for one person at one moment."""

    by: By
    catalogue: Catalogue
    now: datetime

    def merged(self, lead: Ticket, others: Sequence[Ticket]) -> tuple[Ticket, Changes]:
        """The lead with all of the others, each of them refused in words if it cannot be."""
        self._check_lead(lead, others)
        changes, before = Changes(), lead
        for one in others:
            self._check(one, lead)
            joined = one.after(self._event(Step.JOINED, one, to=lead.number))
            changes.tickets[one.number] = TicketChange(one, joined)
            lead = lead.after(self._event(Step.GATHERED, lead, number=one.number))
        changes.tickets[lead.number] = TicketChange(before, lead)
        numbers = "、".join(one.number for one in others)
        text = (
            f"本单位把 {numbers} 并入这一件，现共 {people_of(lead)} 位市民，"
            "答复这一件，每位都会收到。"
        )
        told = notices.ticket_event("ticket.joined", lead, self.now, {"text": text})
        changes.parcels.append(told)
        return lead, changes

    def parted(self, lead: Ticket, others: Sequence[Ticket]) -> tuple[Ticket, Changes]:
        """Each of the others by itself again, as it stands; the lead without them."""
        changes, before = Changes(), lead
        for one in others:
            if one.state not in WITH_UNIT or lead_of(one) != lead.number:
                raise StepNotAllowed(
                    f"工单 {one.number} 现在是“{STATE_NAMES[one.state]}”，不能再分开办理。"
                )
            alone = one.after(self._event(Step.LEFT, one, to=lead.number))
            changes.tickets[one.number] = TicketChange(one, alone)
            lead = lead.after(self._event(Step.PARTED, lead, number=one.number))
            text = f"本单位把这一件与 {lead.number} 分开，单独办理。"
            told = notices.ticket_event("ticket.dispatched", alone, self.now, {"text": text})
            changes.parcels.append(told)
        changes.tickets[lead.number] = TicketChange(before, lead)
        return lead, changes

    def _check_lead(self, lead: Ticket, others: Sequence[Ticket]) -> None:
        if not others:
            raise FieldRejected("numbers", "请至少选一件要并入的工单。")
        if lead.state not in WITH_UNIT:
            raise StepNotAllowed(
                f"主件 {lead.number} 现在是“{STATE_NAMES[lead.state]}”，不能再并入别的工单。"
            )
        if first := lead_of(lead):
            raise StepNotAllowed(f"工单 {lead.number} 已并入 {first}，请以 {first} 为主件。")
        if people_of(lead) + len(others) > MOST_TOGETHER + 1:
            raise StepNotAllowed(f"一件主件最多并入 {MOST_TOGETHER} 件。")

    def _check(self, one: Ticket, lead: Ticket) -> None:
        if one.department != lead.department:
            unit = self.catalogue.name_of(one.department or "")
            raise StepNotAllowed(f"工单 {one.number} 在【{unit}】，同一单位的工单才能并办。")
        if one.state not in WITH_UNIT:
            raise StepNotAllowed(
                f"工单 {one.number} 现在是“{STATE_NAMES[one.state]}”，不能并入别的工单。"
            )
        if first := lead_of(one):
            raise StepNotAllowed(f"工单 {one.number} 已并入 {first}，请先分开。")
        if gathered_by(one):
            raise StepNotAllowed(f"工单 {one.number} 已有别的工单并入，请以它为主件。")

    def _event(self, step: Step, ticket: Ticket, **data: str) -> Event:
        named = {**data, "by": self.by.as_record()}
        return Event(step, self.now, ticket.department or "", named)

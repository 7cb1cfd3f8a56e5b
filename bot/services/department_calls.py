"""What a department may do with a ticket it holds."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.dispatch import Catalogue
from bot.domain.errors import (
    CallIdTaken,
    FieldRejected,
    MovedMeanwhile,
    NotYours,
    StepNotAllowed,
    TurnConflict,
)
from bot.domain.tickets import STATE_NAMES, Event, Outcome, Step, Ticket
from bot.domain.together import gathered_by, lead_of
from bot.services import joining, notices
from bot.services.answers import Answers
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.clock import Clock
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets

TRIES = 5
"""So often a call is taken anew when its ticket moved meanwhile."""
LONGEST_TEXT = 10_000
"""Characters of an answer, a note or a reason."""
UNSAID = frozenset({"Cc", "Cs"})
"""Control characters and halves of characters: neither a database nor a chat takes them."""


class Verb(StrEnum):
    """What a department can say about a ticket."""

    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    ANSWER = "answer"
    RETURN = "return"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class By:
    """The person who acts for a unit in the console. The house knows them, nobody outside does."""

    id: str
    name: str

    def as_record(self) -> dict[str, str]:
        """As it stands in the log."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Call:
    """One call of one department. `id` is chosen by the caller and makes repeating it harmless.

    `by` is the person in the console, None for the unit's own system. With `seen`, so many events
    of the ticket's log were known to the caller: nothing is done if there are more.
    """

    id: str
    department: str
    number: str
    verb: Verb
    fields: Mapping[str, Any]
    by: By | None = None
    seen: int | None = None

    @property
    def caller(self) -> str:
        """Whose ids are told apart: a person's, wherever the ticket went, or a unit's."""
        return f"@{self.by.id}" if self.by else self.department

    def event(self, step: Step, at: datetime, **data: Any) -> Event:
        """What happened by this call: the unit did it, and the log knows by whom."""
        by = {"by": self.by.as_record()} if self.by else {}
        return Event(step, at, self.department, {**data, **by})

    @property
    def digest(self) -> str:
        """What the call says, without its id."""
        said = [self.number, self.verb.value, dict(self.fields)]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """What a call led to. `duplicate`: it had been done before, and nothing happened now."""

    number: str
    state: str
    state_name: str
    duplicate: bool = False


@dataclass(frozen=True)
class DepartmentCalls:
    """Takes the calls of departments, each once."""

    tickets: Tickets
    catalogue: Catalogue
    answers: Answers
    waker: Waker
    clock: Clock

    async def take(self, call: Call) -> Done:
        """Do what the call says, together with its record, in one transaction.

        A call that was taken before gets the answer it got then. Raises NotFound, NotYours,
        FieldRejected, StepNotAllowed, CallIdTaken, MovedMeanwhile, or TurnConflict if the ticket
        never rests.
        """
        for attempt in range(1, TRIES + 1):
            if done := await self.taken_before(call):
                return done
            try:
                return await self._do(call)
            except TurnConflict:
                if attempt == TRIES:
                    raise
        raise AssertionError("unreachable")

    async def taken_before(self, call: Call) -> Done | None:
        """What this call led to, if it was taken before. Raises CallIdTaken."""
        stored = await self.tickets.answered_call(call.caller, call.id)
        if stored is None:
            return None
        if stored["digest"] != call.digest:
            raise CallIdTaken("这个调用编号（webhook-id）已经用于另一次调用，请换一个新的编号。")
        return replace(Done(**stored["answer"]), duplicate=True)

    async def _do(self, call: Call) -> Done:
        ticket = await self.tickets.find(call.number)
        if ticket.department != call.department:
            raise NotYours(f"工单 {ticket.number} 不在贵单位。")
        if call.seen is not None and len(ticket.log) > call.seen:
            raise MovedMeanwhile(ticket.log[call.seen :])
        now = self.clock()
        changes = Changes()
        alone = await self._parted(call, ticket, now, changes)
        after = _STEPS[call.verb](self, call, alone, now, changes)
        changes.tickets[ticket.number] = TicketChange(ticket, after)
        await self._tell_joined(ticket, after, changes)
        done = Done(after.number, after.state.value, STATE_NAMES[after.state])
        answer = {"number": done.number, "state": done.state, "state_name": done.state_name}
        record = {"digest": call.digest, "answer": answer}
        await self.tickets.apply_call(call.caller, call.id, record, now, changes)
        if changes.parcels:
            await self.waker.wake()
        return done

    async def _parted(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """A ticket that a unit sends elsewhere is not one with the matter that it joined."""
        number = lead_of(ticket)
        if number is None or call.verb not in (Verb.RETURN, Verb.TRANSFER):
            return ticket
        lead = await self.tickets.find(number)
        without = lead.after(call.event(Step.PARTED, now, number=ticket.number))
        changes.tickets[lead.number] = TicketChange(lead, without)
        return ticket.after(call.event(Step.LEFT, now, to=lead.number))

    async def _tell_joined(self, lead: Ticket, after: Ticket, changes: Changes) -> None:
        """What the unit does about a matter it does for everybody who joined, and each hears it."""
        numbers = gathered_by(lead)
        for before in await self.tickets.of_numbers(numbers) if numbers else ():
            ticket = joining.followed(lead, after, before)
            changes.tickets[ticket.number] = TicketChange(before, ticket)
            if after.last.step is Step.REPLIED and ticket.last == after.last:
                self.answers.send(ticket, self.catalogue.name_of(after.last.actor), changes)

    # --- a step a verb: the ticket after it; what must be sent goes into the changes ---

    def _acknowledge(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        named = _text(call, "by") if call.fields.get("by") else None
        return ticket.after(call.event(Step.ACKNOWLEDGED, now, by=named))

    def _note(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """Never shown to the citizen."""
        return ticket.after(call.event(Step.NOTED, now, text=_text(call, "text")))

    def _answer(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        data = {
            "text": _text(call, "text"),
            "outcome": _outcome(call).value,
            "department": call.department,
        }
        after = ticket.after(call.event(Step.REPLIED, now, **data))
        self.answers.send(after, self.catalogue.name_of(call.department), changes)
        return after

    def _return(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """Back to us, and at once on to the next: a ticket is never with nobody."""
        reason = _text(call, "reason")
        if call.department == self.catalogue.coordinating_centre:
            raise StepNotAllowed(
                f"{self.catalogue.name_of(call.department)}不能退单，请转给负责的单位。"
            )
        to = self._next_holder(ticket)
        returned = ticket.after(call.event(Step.RETURNED, now, reason=reason))
        why = f"{self.catalogue.name_of(call.department)}退回：{reason}"
        data = {"department": to, "reason": why}
        after = returned.after(Event(Step.DISPATCHED, now, "system", data))
        told = notices.ticket_event("ticket.dispatched", after, now, {"text": why})
        changes.parcels.append(told)
        return after

    def _transfer(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        to = self._unit(call)
        reason = _text(call, "reason")
        why = f"{self.catalogue.name_of(call.department)}转来：{reason}"
        data = {"department": to, "reason": why}
        after = ticket.after(call.event(Step.TRANSFERRED, now, **data))
        told = notices.ticket_event("ticket.transferred", after, now, {"text": why})
        changes.parcels.append(told)
        return after

    def _unit(self, call: Call) -> str:
        to = _text(call, "to")
        if to not in self.catalogue.units:
            raise FieldRejected("to", f"没有代码为“{to[:40]}”的单位。")
        if to == call.department:
            raise FieldRejected("to", "工单已经在贵单位。")
        return to

    def _next_holder(self, ticket: Ticket) -> str:
        """The best suggestion that never held the ticket; after a second return the centre."""
        centre = self.catalogue.coordinating_centre
        if any(event.step is Step.RETURNED for event in ticket.log):
            return centre
        held = {event.data.get("department") for event in ticket.log}
        suggested = ticket.log[0].data["understanding"].get("departments", ())
        codes = (suggestion["code"] for suggestion in suggested)
        fresh = (code for code in codes if code not in held and code in self.catalogue.units)
        return next(fresh, centre)


_STEPS = {
    Verb.ACKNOWLEDGE: DepartmentCalls._acknowledge,
    Verb.NOTE: DepartmentCalls._note,
    Verb.ANSWER: DepartmentCalls._answer,
    Verb.RETURN: DepartmentCalls._return,
    Verb.TRANSFER: DepartmentCalls._transfer,
}


def _text(call: Call, field: str) -> str:
    """A field that must hold words. Raises FieldRejected."""
    value = call.fields.get(field)
    if not isinstance(value, str) or not value.strip():
        raise FieldRejected(field, "必须填写文字。")
    if len(value) > LONGEST_TEXT:
        raise FieldRejected(field, f"最多 {LONGEST_TEXT} 个字。")
    if any(unicodedata.category(sign) in UNSAID and sign not in "\r\n\t" for sign in value):
        raise FieldRejected(field, "含有无法显示的控制字符。")
    return value.strip()


def _outcome(call: Call) -> Outcome:
    try:
        return Outcome(call.fields.get("outcome", ""))
    except ValueError:
        known = "、".join(Outcome)
        raise FieldRejected("outcome", f"必须是 {known} 之一。") from None

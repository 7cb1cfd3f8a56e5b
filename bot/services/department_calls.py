"""What a department may do with a ticket it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain import handling, pausing
from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected, MovedMeanwhile, NotYours, StepNotAllowed
from bot.domain.handling import By
from bot.domain.returning import next_holder
from bot.domain.tickets import WITH_UNIT, Event, State, Step, Ticket
from bot.domain.together import gathered_by, lead_of
from bot.services import joining, notices
from bot.services.answers import Answers
from bot.services.fields import Field, OutcomeField, UnitCode, Words, read_fields
from bot.services.once import Done, Key, Once
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets


class Verb(StrEnum):
    """What a department can say about a ticket."""

    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    ANSWER = "answer"
    RETURN = "return"
    TRANSFER = "transfer"
    ASK = "ask"
    TAKE = "take"


OF_UNITS = tuple(verb for verb in Verb if verb is not Verb.TAKE)
"""What a unit's own system can say: it is nobody who could speak with the citizen."""
ENDS = frozenset({Verb.ANSWER, Verb.RETURN, Verb.TRANSFER})
"""What a unit does last with a ticket: its question waits no more, and no person has the case."""
LONGEST_QUESTION = 400
"""Characters of a question: it must fit into one message, and be understood at once."""
TAKES = frozenset({Verb.ACKNOWLEDGE, Verb.ASK})
"""By this a person takes a case: from now on they speak in it, not the bot."""
FIELDS: Mapping[Verb, tuple[Field, ...]] = {
    Verb.ACKNOWLEDGE: (
        Words("by", needed=False, means="for your own records, never shown to the citizen"),
    ),
    Verb.NOTE: (Words("text"),),
    Verb.ANSWER: (Words("text"), OutcomeField()),
    Verb.RETURN: (Words("reason"),),
    Verb.TRANSFER: (UnitCode("to"), Words("reason")),
    Verb.ASK: (Words("text", LONGEST_QUESTION),),
    Verb.TAKE: (),
}
"""What each call says. What it is read by is also what others are told of it."""


@dataclass(frozen=True)
class Call:
    """One call of one department. `id` is chosen by the caller and makes repeating it harmless.

    `by` is the person in the console, None for the unit's own system. With `seen`, so many events
    of the ticket's log were known to the caller: nothing is done if there are more. A note may
    call upon colleagues by `mentions`.
    """

    id: str
    department: str
    number: str
    verb: Verb
    fields: Mapping[str, Any]
    by: By | None = None
    seen: int | None = None
    mentions: tuple[By, ...] = ()

    def event(self, step: Step, at: datetime, **data: Any) -> Event:
        """What happened by this call: the unit did it, and the log knows by whom."""
        by = {"by": self.by.as_record()} if self.by else {}
        return Event(step, at, self.department, {**data, **by})

    @property
    def key(self) -> Key:
        """Repeated, it is known by this, wherever its ticket went meanwhile."""
        caller = self.by.caller if self.by else self.department
        return Key.of(caller, self.id, [self.number, self.verb.value, dict(self.fields)])


@dataclass(frozen=True)
class DepartmentCalls:
    """Takes the calls of departments, each once."""

    tickets: Tickets
    catalogue: Catalogue
    answers: Answers
    waker: Waker
    clock: Clock
    calendar: Calendar

    async def take(self, call: Call) -> Done:
        """Do what the call says, together with its record, in one transaction.

        A call that was taken before gets the answer it got then. Raises NotFound, NotYours,
        FieldRejected, StepNotAllowed, CallIdTaken, MovedMeanwhile, or TurnConflict if the ticket
        never rests.
        """
        return await self.once.do(call.key, lambda: self._do(call))

    @property
    def once(self) -> Once:
        """What makes repeating a call harmless."""
        return Once(self.tickets, self.waker, self.clock)

    async def _do(self, call: Call) -> tuple[Done, Changes]:
        ticket = await self.tickets.find(call.number)
        if ticket.department != call.department:
            raise NotYours(f"工单 {ticket.number} 不在贵单位。")
        if call.seen is not None and len(ticket.log) > call.seen:
            raise MovedMeanwhile(ticket.log[call.seen :])
        call = replace(call, fields=read_fields(FIELDS[call.verb], call.fields))
        now = self.clock()
        changes = Changes()
        begun = self._switched(call, await self._parted(call, ticket, now, changes), now)
        after = _STEPS[call.verb](self, call, begun, now, changes)
        changes.tickets[ticket.number] = TicketChange(ticket, after)
        await self._tell_joined(ticket, after, changes)
        return Done.of(after), changes

    async def _parted(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """A ticket that a unit sends elsewhere is not one with the matter that it joined."""
        number = lead_of(ticket)
        if number is None or call.verb not in (Verb.RETURN, Verb.TRANSFER):
            return ticket
        lead = await self.tickets.find(number)
        without = lead.after(call.event(Step.PARTED, now, number=ticket.number))
        changes.tickets[lead.number] = TicketChange(lead, without)
        return ticket.after(call.event(Step.LEFT, now, to=lead.number))

    def _switched(self, call: Call, ticket: Ticket, now: datetime) -> Ticket:
        """Before the step: who speaks in the case from now on, and whether the clock rests."""
        if ticket.state not in WITH_UNIT:
            return ticket  # the step itself says what is wrong
        if call.by and call.verb in TAKES and not handling.is_taken(ticket):
            return ticket.after(call.event(Step.TAKEN, now))
        if call.verb not in ENDS:
            return ticket
        if resumed := pausing.ended(ticket, now, self.calendar.due):
            ticket = ticket.after(call.event(Step.RESUMED, now, **resumed))
        return handling.released(ticket, now, call.department, handling.ENDED)

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
        """A unit's own system may say who; in the console we know."""
        return ticket.after(call.event(Step.ACKNOWLEDGED, now, by=call.fields["by"]))

    def _note(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """Never shown to the citizen. Whom it calls upon hears that it does, not what it says."""
        named = [one.as_record() for one in call.mentions]
        mentions = {"mentions": named} if named else {}
        after = ticket.after(call.event(Step.NOTED, now, text=call.fields["text"], **mentions))
        changes.parcels += [notices.mention_event(after, one.id, now) for one in call.mentions]
        return after

    def _ask(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """The clock rests until the citizen answers, but not for long."""
        data = pausing.asked(ticket, call.fields["text"], now, self.calendar.due)
        after = ticket.after(call.event(Step.ASKED, now, **data))
        self.answers.ask(after, self.catalogue.name_of(call.department), changes)
        return after

    def _take(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """Into this person's hands, also out of another's; a new ticket is acknowledged by it."""
        if call.by is None:
            raise StepNotAllowed("只有工作人员本人可以接手。")
        after = handling.taken(ticket, now, call.department, call.by)
        new = ticket.state is State.DISPATCHED
        return after.after(call.event(Step.ACKNOWLEDGED, now)) if new else after

    def _answer(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        data = {
            "text": call.fields["text"],
            "outcome": call.fields["outcome"],
            "department": call.department,
        }
        after = ticket.after(call.event(Step.REPLIED, now, **data))
        self.answers.send(after, self.catalogue.name_of(call.department), changes)
        return after

    def _return(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        """Back to us, and at once on to the next: a ticket is never with nobody."""
        reason = call.fields["reason"]
        if call.department == self.catalogue.coordinating_centre:
            raise StepNotAllowed(
                f"{self.catalogue.name_of(call.department)}不能退单，请转给负责的单位。"
            )
        to = next_holder(ticket, self.catalogue)
        returned = ticket.after(call.event(Step.RETURNED, now, reason=reason))
        why = f"{self.catalogue.name_of(call.department)}退回：{reason}"
        data = {"department": to, "reason": why}
        after = returned.after(Event(Step.DISPATCHED, now, "system", data))
        told = notices.ticket_event("ticket.dispatched", after, now, {"text": why})
        changes.parcels.append(told)
        return after

    def _transfer(self, call: Call, ticket: Ticket, now: datetime, changes: Changes) -> Ticket:
        to = self._unit(call)
        reason = call.fields["reason"]
        why = f"{self.catalogue.name_of(call.department)}转来：{reason}"
        data = {"department": to, "reason": why}
        after = ticket.after(call.event(Step.TRANSFERRED, now, **data))
        told = notices.ticket_event("ticket.transferred", after, now, {"text": why})
        changes.parcels.append(told)
        return after

    def _unit(self, call: Call) -> str:
        to: str = call.fields["to"]
        if to not in self.catalogue.units:
            raise FieldRejected("to", f"没有代码为“{to[:40]}”的单位。")
        if to == call.department:
            raise FieldRejected("to", "工单已经在贵单位。")
        return to


_STEPS = {
    Verb.ACKNOWLEDGE: DepartmentCalls._acknowledge,
    Verb.NOTE: DepartmentCalls._note,
    Verb.ANSWER: DepartmentCalls._answer,
    Verb.RETURN: DepartmentCalls._return,
    Verb.TRANSFER: DepartmentCalls._transfer,
    Verb.ASK: DepartmentCalls._ask,
    Verb.TAKE: DepartmentCalls._take,
}

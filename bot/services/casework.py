"""What a person of the console does with a ticket: a unit's steps, and the log knows by whom."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.confidential import is_confidential
from bot.domain.corrections import Correction
from bot.domain.dispatch import Catalogue
from bot.domain.errors import FieldRejected, NotFound, NotYours, StepNotAllowed
from bot.domain.handling import By
from bot.domain.parcels import Parcel, ParcelState
from bot.domain.people import Person, Right, handles
from bot.domain.tickets import Ticket, Type
from bot.domain.together import gathered_by, lead_of
from bot.services.casework_merging import Merger
from bot.services.department_calls import Call, DepartmentCalls, Verb
from bot.services.mentioning import FIELD, Mentioning
from bot.services.once import Done, Key
from bot.services.ports.audit import Audit
from bot.services.ports.changes import Changes
from bot.services.ports.outbox import Outbox

LOOKS = 2
"""So often a ticket is looked at anew when it went to another unit between look and step."""
SENT_AGAIN = "sent_again"
MISTAKEN = "type_mistaken"
"""The words for it in the audit."""
SECRET_WORDS = "这件工单需要保密，市民的话不能拿去教机器人。"
SAME_TYPE = "这件工单现在就是这一类，请选另一类。"

NOT_AGAIN = {
    ParcelState.DELIVERED: "这一条已经送达，不用再发。",
    ParcelState.WAITING: "这一条正在发送，请稍等。",
    ParcelState.HELD: "现在没有可以发给市民的渠道，市民下次发消息时会自动带上这一条。",
}


@dataclass(frozen=True)
class Casework:
    """The steps of people, each for the unit that holds the ticket.

    What somebody may not do, and a ticket out of their sight, is NotFound: as if it did not exist.
    A `call_id` is chosen once a form: sent twice it counts once, wherever the ticket went.
    """

    calls: DepartmentCalls
    catalogue: Catalogue
    outbox: Outbox
    audit: Audit
    mentioning: Mentioning

    async def act(
        self,
        who: Person,
        number: str,
        verb: Verb,
        fields: Mapping[str, Any],
        *,
        seen: int | None,
        call_id: str,
    ) -> Done:
        """One step. `seen` is the length of the ticket's log when the page was drawn.

        Raises NotFound, MovedMeanwhile, FieldRejected, StepNotAllowed, CallIdTaken, TurnConflict.
        """
        for look in range(1, LOOKS + 1):
            ticket = await self.calls.tickets.find(number)
            by, unit = By(who.id, who.name), ticket.department or ""
            call = Call(call_id, unit, number, verb, fields, by, seen)
            if not self._may(who, ticket):
                return await self._done_before(who, call)
            if verb is Verb.NOTE:
                call = await self._addressed(who, call)
            try:
                return await self.calls.take(call)
            except NotYours:  # it went to another unit after the look
                if look == LOOKS:
                    raise NotFound(number) from None
        raise AssertionError("unreachable")

    async def _addressed(self, who: Person, call: Call) -> Call:
        """The note with whom it calls upon."""
        text, chosen = str(call.fields.get("text", "")), call.fields.get(FIELD, ())
        meant = await self.mentioning.meant(who, call.department, text, chosen)
        return replace(call, mentions=tuple(By(one.id, one.name) for one in meant))

    async def ask(
        self, who: Person, number: str, text: str, *, seen: int | None, call_id: str
    ) -> Done:
        """The citizen is asked for more, and the clock pauses (domain/pausing.py). Raises as `act`.

        StepNotAllowed while a question is open, and after the second pause.
        """
        return await self.act(who, number, Verb.ASK, {"text": text}, seen=seen, call_id=call_id)

    async def merge(self, who: Person, lead: str, numbers: Sequence[str], *, call_id: str) -> Done:
        """The tickets of these numbers are handled with `lead`: its answer answers them all.

        Raises NotFound, FieldRejected, StepNotAllowed (in words), CallIdTaken, TurnConflict.
        """
        wanted = sorted(set(numbers) - {lead})

        async def do() -> tuple[Ticket, Changes]:
            first = await self._mine(who, lead)
            already = gathered_by(first)
            others = [await self._mine(who, one) for one in wanted if one not in already]
            return self._merger(who).merged(first, others)

        return await self._once(who, call_id, ["merge", lead, wanted], do)

    async def part(self, who: Person, number: str, *, call_id: str) -> Done:
        """This ticket is handled by itself again; of a lead, all that were handled with it are.

        Raises NotFound, StepNotAllowed (in words), CallIdTaken, TurnConflict.
        """

        async def do() -> tuple[Ticket, Changes]:
            ticket = await self._mine(who, number)
            if lead := lead_of(ticket):
                return self._merger(who).parted(await self._mine(who, lead), [ticket])
            joined = await self.calls.tickets.of_numbers(gathered_by(ticket))
            if not joined:
                raise StepNotAllowed(f"工单 {number} 没有与别的工单并办。")
            return self._merger(who).parted(ticket, joined)

        return await self._once(who, call_id, ["part", number], do)

    async def send_again(self, who: Person, number: str, parcel_id: str) -> None:
        """A parcel of this ticket that was given up, or is uncertain, goes out with the same id.

        Raises NotFound, and StepNotAllowed (in words) if it needs nobody's help.
        """
        await self._mine(who, number)
        parcel = await self.outbox.find(parcel_id)
        if parcel.number != number:
            raise NotFound(parcel_id)
        now = self.calls.clock()
        try:
            await self.outbox.send_again(parcel_id, now)
        except NotFound:
            raise StepNotAllowed(await self._why_not_again(parcel)) from None
        details = {"parcel": parcel_id, "to": parcel.addressee.value}
        await self.audit.write(who.id, SENT_AGAIN, number, details, now)
        await self.calls.waker.wake()

    async def mistaken(self, who: Person, number: str, kind: Type, *, call_id: str) -> Done:
        """The bot took its words for another type than `kind`: an example, once an editor agrees.

        The ticket stays what it is. Raises NotFound, FieldRejected, StepNotAllowed (in words),
        CallIdTaken, TurnConflict.
        """

        async def do() -> tuple[Ticket, Changes]:
            ticket = await self._mine(who, number)
            was, model = ticket.appeal.type, ticket.understanding.get("model", "")
            if is_confidential(was):
                raise StepNotAllowed(SECRET_WORDS)
            if was is kind:
                raise FieldRejected("type", SAME_TYPE)
            now = self.calls.clock()
            noted = Correction.of(ticket.appeal.content, was, kind, model, now, number)
            return ticket, Changes(corrections=[noted])

        done = await self._once(who, call_id, ["mistaken", number, kind.value], do)
        if not done.duplicate:
            details = {"type": kind.value}
            await self.audit.write(who.id, MISTAKEN, number, details, self.calls.clock())
        return done

    async def _why_not_again(self, parcel: Parcel) -> str:
        now = await self.outbox.find(parcel.id)
        return NOT_AGAIN.get(now.state, NOT_AGAIN[ParcelState.WAITING])

    async def _once(
        self,
        who: Person,
        call_id: str,
        said: Sequence[Any],
        do: Callable[[], Awaitable[tuple[Ticket, Changes]]],
    ) -> Done:
        async def done() -> tuple[Done, Changes]:
            ticket, changes = await do()
            return Done.of(ticket), changes

        if not who.may(Right.HANDLE_TICKETS):
            raise NotFound(str(said[1]))
        return await self.calls.once.do(Key.of(By(who.id, who.name).caller, call_id, said), done)

    def _merger(self, who: Person) -> Merger:
        return Merger(By(who.id, who.name), self.catalogue, self.calls.clock())

    async def _mine(self, who: Person, number: str) -> Ticket:
        ticket = await self.calls.tickets.find(number)
        if not self._may(who, ticket):
            raise NotFound(number)
        return ticket

    async def _done_before(self, who: Person, call: Call) -> Done:
        """Out of sight now, perhaps because this very call brought it there."""
        if who.may(Right.HANDLE_TICKETS) and (done := await self.calls.once.done_before(call.key)):
            return done
        raise NotFound(call.number)

    def _may(self, who: Person, ticket: Ticket) -> bool:
        return handles(who, ticket.department, self.catalogue)

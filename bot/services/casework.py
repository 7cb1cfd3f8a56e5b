"""What a person of the console does with a ticket: a unit's steps, and the log knows by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound, NotYours
from bot.domain.people import Person, Right, sight_of
from bot.domain.tickets import Ticket
from bot.services.department_calls import By, Call, DepartmentCalls, Done, Verb

MOVES = 2
"""So often a ticket is looked for anew when it went to another unit between look and step."""


@dataclass(frozen=True)
class Casework:
    """The steps of people, each for the unit that holds the ticket.

    What somebody may not do, and a ticket out of their sight, is NotFound: as if it did not exist.
    """

    calls: DepartmentCalls
    catalogue: Catalogue

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
        """One step. `seen` is the length of the log when the page was drawn; `call_id` is chosen
        once a form: sent twice it counts once, wherever the ticket went meanwhile.

        Raises NotFound, MovedMeanwhile, FieldRejected, StepNotAllowed, CallIdTaken, TurnConflict.
        """
        for look in range(1, MOVES + 1):
            ticket = await self.calls.tickets.find(number)
            call = Call(
                id=call_id,
                department=ticket.department or "",
                number=number,
                verb=verb,
                fields=fields,
                by=By(who.id, who.name),
                seen=seen,
            )
            if not self._may(who, ticket):
                return await self._taken_before(who, call)
            try:
                return await self.calls.take(call)
            except NotYours:  # it went to another unit after the look
                if look == MOVES:
                    raise NotFound(number) from None
        raise AssertionError("unreachable")

    async def ask(
        self, who: Person, number: str, text: str, *, seen: int | None, call_id: str
    ) -> Done:
        """The citizen is asked for more, and the clock pauses: see domain/pausing.py."""
        raise NotImplementedError

    async def merge(self, who: Person, lead: str, numbers: Sequence[str], *, call_id: str) -> Done:
        """The tickets of these numbers are handled with `lead`: its answer answers them all."""
        raise NotImplementedError

    async def part(self, who: Person, number: str, *, call_id: str) -> Done:
        """This ticket is handled by itself again."""
        raise NotImplementedError

    async def send_again(self, who: Person, number: str, parcel_id: str) -> None:
        """A parcel of this ticket that was given up, or is uncertain, goes out again."""
        raise NotImplementedError

    async def _taken_before(self, who: Person, call: Call) -> Done:
        """Out of sight now, perhaps because this very call brought it there."""
        if who.may(Right.HANDLE_TICKETS) and (done := await self.calls.taken_before(call)):
            return done
        raise NotFound(call.number)

    def _may(self, who: Person, ticket: Ticket) -> bool:
        sight = sight_of(who, self.catalogue)
        return who.may(Right.HANDLE_TICKETS) and sight.covers(ticket.department)

"""A unit hears in time that a deadline comes, and that one has passed: once for each deadline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.parcels import Parcel, same_id
from bot.domain.tickets import WITH_UNIT, Ticket
from bot.domain.together import lead_of
from bot.services import notices
from bot.services.ports.changes import Changes
from bot.services.ports.clock import Calendar, Clock
from bot.services.ports.deadlines import Deadlines
from bot.services.ports.outbox import Waker
from bot.services.ports.tickets import Tickets

SOON_DAYS = 1
"""Working days before its deadline that a unit is reminded."""
LONG_AGO = timedelta(days=7)
"""What is overdue for longer was told of, or was so before we began to tell."""
JUST_IN = timedelta(hours=12)
"""What came in so lately is on everybody's desk."""


@dataclass(frozen=True)
class Reminder:
    """Looks which deadlines are near or over, and puts what nobody was told of into the outbox."""

    deadlines: Deadlines
    tickets: Tickets
    waker: Waker
    calendar: Calendar
    clock: Clock

    async def look(self) -> int:
        """Returns how many units' reminders were made. Two who look at once make each once."""
        now = self.clock()
        until = self.calendar.due(now, SOON_DAYS)
        made = 0
        async for numbers in self.deadlines.between(now - LONG_AGO, until):
            made += await self._remind(numbers, now, until)
        if made:
            await self.waker.wake()
        return made

    async def _remind(self, numbers: Sequence[str], now: datetime, until: datetime) -> int:
        tickets = await self.tickets.of_numbers(numbers)
        parcels = [one for ticket in tickets if (one := reminder(ticket, now, until))]
        known = await self.deadlines.known([one.id for one in parcels])
        new = [one for one in parcels if one.id not in known]
        if new:
            await self.tickets.apply(Changes(parcels=new))
        return len(new)


def reminder(ticket: Ticket, now: datetime, until: datetime) -> Parcel | None:
    """What its unit is told of this ticket's deadline; None if nothing is to be told.

    The same ticket, unit and deadline give the same parcel.
    """
    if ticket.state not in WITH_UNIT or lead_of(ticket) or ticket.due_at > until:
        return None
    over = ticket.due_at < now
    if not over and now - ticket.opened_at < JUST_IN:
        return None
    kind = "ticket.overdue" if over else "ticket.due_soon"
    told = notices.ticket_event(kind, ticket, now)
    once = same_id(kind, ticket.number, told.target, ticket.due_at.isoformat())
    return replace(told, id=f"evt_{once}")

"""How what lost its way is brought back on it: each by the step that should have happened."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound, StepNotAllowed
from bot.domain.parcels import Alarm, Attachment, Parcel, ParcelState, same_id
from bot.domain.tickets import Event, State, Step, Ticket, replay
from bot.services import notices
from bot.services.answers import Answers
from bot.services.books import Books
from bot.services.delivery import trouble_of
from bot.services.endings import to_citizen
from bot.services.ports.attachments import Attachments
from bot.services.ports.changes import Changes, TicketChange
from bot.services.ports.clock import Clock
from bot.services.ports.inbox import Inbox, InboxRow
from bot.services.ports.tickets import Tickets

Mend = Callable[[], Awaitable[bool]]
WITH_NOBODY = frozenset({State.ACCEPTED, State.RETURNED})
TURN_TOOK = timedelta(minutes=10)
"""What a turn did to a ticket carries a time at most so long after its message came."""
TAKEN_OVER = "对账时发现工单没有承办单位，由协调中心接手。"


@dataclass(frozen=True)
class Mender:
    """Offers a repair for each kind of loss. A repair tells whether it did something.

    `take_turns` takes the turns that are open; None where there is no dialogue to take them.
    """

    books: Books
    inbox: Inbox
    tickets: Tickets
    attachments: Attachments
    answers: Answers
    catalogue: Catalogue
    clock: Clock
    take_turns: Callable[[], Awaitable[object]] | None = None

    # --- messages ---------------------------------------------------------------------------------

    def turn(self, row: InboxRow) -> Mend:
        """The turn is taken now, and its answer sent."""

        async def mend() -> bool:
            if self.take_turns is None:
                return False
            await self.take_turns()
            return (await self.inbox.find(row.message.key)).done

        return mend

    def turn_anew(self, row: InboxRow) -> Mend:
        """The message gets another turn, unless the first one left a trace in a ticket."""

        async def mend() -> bool:
            if await self._left_a_trace(row):
                return False
            await self.books.reopen(row.id)
            return await self.turn(row)()

        return mend

    def reply(self, row: InboxRow) -> Mend:
        """The stored reply is sent."""
        return self._put(self.late_reply(row))

    def late_reply(self, row: InboxRow) -> Parcel:
        """The parcel that carries the reply to a message whose sender waits no more."""
        words = row.reply.words if row.reply else ""
        return to_citizen(row, words, "late", self.clock())

    async def _left_a_trace(self, row: InboxRow) -> bool:
        until = row.received_at + TURN_TOOK
        return any(
            row.received_at <= event.at <= until
            for ticket in await self.tickets.of_citizen(row.message.citizen)
            for event in ticket.log
        )

    # --- tickets ----------------------------------------------------------------------------------

    def dispatch(self, number: str) -> Mend:
        """The coordinating centre takes a ticket that is with nobody."""

        async def mend() -> bool:
            ticket, now = await self.tickets.find(number), self.clock()
            if ticket.state not in WITH_NOBODY:
                return False
            data = {"department": self.catalogue.coordinating_centre, "reason": TAKEN_OVER}
            after = ticket.after(Event(Step.DISPATCHED, now, "system", data))
            told = notices.ticket_event("ticket.dispatched", after, now, {"text": TAKEN_OVER})
            moved = {number: TicketChange(ticket, after)}
            await self.tickets.apply(Changes(tickets=moved, parcels=[told]))
            return True

        return mend

    def tell(self, number: str) -> Mend:
        """The unit that holds the ticket gets its event."""

        async def mend() -> bool:
            ticket = await self.tickets.find(number)
            event = notices.ticket_event("ticket.dispatched", ticket, self.clock())
            # two who mend at once send one event
            once = f"evt_{same_id('told anew', number, str(len(ticket.log)))}"
            return await self._put(replace(event, id=once))()

        return mend

    def rewrite(self, number: str) -> Mend:
        """The table of tickets says again what the log says."""

        async def mend() -> bool:
            return await self.books.rewrite(number)

        return mend

    # --- answers ----------------------------------------------------------------------------------

    async def delivered_answer(self, number: str) -> Parcel | None:
        """The parcel that brought the ticket's newest answer to the citizen, if one did."""
        ticket = await self._found(number)
        if ticket is None:
            return None
        wanted = _answered_before(ticket)
        return next(
            (
                parcel
                for parcel in await self.books.parcels_of(number)
                if parcel.body.get("step") == len(wanted.log) - 1
                and parcel.state is ParcelState.DELIVERED
            ),
            None,
        )

    def mark(self, number: str, parcel: Parcel) -> Mend:
        """The ticket counts as answered: the citizen has it."""

        async def mend() -> bool:
            ticket = await self.tickets.find(number)
            if ticket.state is not State.REPLIED:
                return False
            data = {"channel": parcel.channel, "parcel": parcel.id}
            after = ticket.after(Event(Step.DELIVERED, self.clock(), "system", data))
            await self.tickets.apply(Changes(tickets={number: TicketChange(ticket, after)}))
            return True

        return mend

    def answer(self, number: str) -> Mend:
        """The department's answer goes out."""

        async def mend() -> bool:
            ticket = await self._found(number)
            if ticket is None or ticket.state is not State.REPLIED:
                return False
            answered, changes = _answered_before(ticket), Changes()
            unit = self.catalogue.name_of(answered.last.data["department"])
            self.answers.send(answered, unit, changes)
            await self.tickets.apply(changes)
            return True

        return mend

    # --- parcels, files ---------------------------------------------------------------------------

    def trouble(self, parcel: Parcel) -> Alarm:
        """What should have rung for it."""
        return trouble_of(parcel, self.clock())

    def ring(self, alarm: Alarm) -> Mend:
        """The alarm that nobody heard."""

        async def mend() -> bool:
            changes = Changes()
            notices.ring(alarm, self.catalogue.coordinating_centre, changes)
            await self.tickets.apply(changes)
            return True

        return mend

    def release(self, parcel: Parcel) -> Mend:
        """What was kept for the citizen is sent."""

        async def mend() -> bool:
            await self.tickets.apply(Changes(released=[parcel.id]))
            return True

        return mend

    def fetch(self, file: Attachment) -> Mend:
        """The file is fetched at the next look; what the channel no longer has is given up then."""

        async def mend() -> bool:
            await self.attachments.settle(replace(file, due_at=self.clock()))
            return True

        return mend

    def _put(self, parcel: Parcel) -> Mend:
        async def mend() -> bool:
            await self.tickets.apply(Changes(parcels=[parcel]))
            return True

        return mend

    async def _found(self, number: str) -> Ticket | None:
        try:
            return await self.tickets.find(number)
        except (NotFound, StepNotAllowed):  # the log itself is broken: a human must look
            return None


def _answered_before(ticket: Ticket) -> Ticket:
    """The ticket as it stood when its department gave its newest answer."""
    at = max(n for n, event in enumerate(ticket.log) if event.step is Step.REPLIED)
    return replay(ticket.number, ticket.log[: at + 1])

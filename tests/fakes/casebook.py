"""The casebook in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain import searching
from bot.domain.errors import NotFound
from bot.domain.mentions import Mark, marks_of
from bot.domain.parcels import Attachment
from bot.domain.people import Sight
from bot.domain.tickets import LIVING, OPEN, State, Ticket, Type, replay
from bot.domain.zone import SHANGHAI
from bot.services.ports.casebook import MOST_MOVED, Delivery, Moved, Said, Similar
from bot.services.ports.lists import (
    COUNTED,
    PAGE_SIZE,
    Line,
    Order,
    Query,
    Sheet,
    excerpt_length,
)
from bot.services.ports.tally import AGES, Arrived, Tally, Waiting

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeCasebook:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def look(self, sight: Sight, reader: str, query: Query, now: datetime) -> Sheet:
        await self._store.reached()
        words = searching.sought(query.words)
        if query.words.strip() and not words:
            return Sheet((), 0, 0, dict.fromkeys(State, 0))
        found = [
            ticket
            for ticket in self._in_sight(sight)
            if (not query.types or ticket.appeal.type in query.types)
            and query.department in (None, ticket.department)
            and (not query.overdue or (ticket.state in OPEN and ticket.due_at < now))
            and (not query.unread or self._is_unread(reader, ticket))
            and (not query.mentioned or Mark.MENTIONED in self._marks(reader, ticket))
            and (not query.opened_from or ticket.opened_at >= query.opened_from)
            and (not query.opened_before or ticket.opened_at < query.opened_before)
            and all(word.is_in(searching.findable(ticket)) for word in words)
        ]
        counts = Counter(ticket.state for ticket in found)
        listed = [one for one in found if not query.states or one.state in query.states]
        listed = _in_order(listed, query.order)[: COUNTED + 1]
        first = (query.page - 1) * PAGE_SIZE
        page = listed[:COUNTED][first : first + PAGE_SIZE] if query.page > 0 else []
        return Sheet(
            lines=tuple(self._line(reader, one, excerpt_length(query)) for one in page),
            total=len(listed),
            pages=-(-min(len(listed), COUNTED) // PAGE_SIZE),
            counts={state: min(counts[state], COUNTED + 1) for state in State},
        )

    async def find(self, sight: Sight, number: str) -> Ticket:
        await self._store.reached()
        log = self._store.kept.logs.get(number)
        if log is None or not sight.covers((ticket := replay(number, log)).department):
            raise NotFound(number)
        return ticket

    async def mark_read(self, sight: Sight, reader: str, number: str, steps: int) -> None:
        ticket = await self.find(sight, number)
        with self._store.transaction() as kept:
            read = kept.reads.get((reader, number), 0)
            kept.reads[reader, number] = max(read, min(steps, len(ticket.log)))

    async def deliveries(self, sight: Sight, number: str) -> list[Delivery]:
        await self.find(sight, number)
        return [Delivery.of(one) for one in self._store.parcels if one.number == number]

    async def attachments(self, sight: Sight, number: str) -> list[Attachment]:
        await self.find(sight, number)
        return await self._store.attachments.of_ticket(number)

    async def talk_before(self, sight: Sight, number: str, limit: int = 20) -> list[Said]:
        ticket = await self.find(sight, number)
        since = ticket.opened_at - timedelta(days=1)
        rows = [
            row
            for row in self._store.kept.rows.values()
            if row.message.citizen == ticket.citizen
            and since <= row.received_at <= ticket.opened_at
        ]
        said = [one for row in rows for one in Said.in_turn(row)]
        return said[-limit:]

    async def similar(self, sight: Sight, number: str, limit: int = 5) -> list[Similar]:
        ticket = await self.find(sight, number)
        told = searching.findable(ticket)
        near = [
            (searching.likeness(told, searching.findable(other)), other.opened_at, other.number)
            for other in self._in_sight(sight)
            if other.number != number and other.department == ticket.department
        ]
        best = [one for one in sorted(near, reverse=True) if one[0] >= searching.ALIKE]
        tickets = await self._store.tickets.of_numbers([number for *_, number in best[:limit]])
        return [Similar.of(one) for one in tickets]

    async def moved_since(self, at: datetime) -> list[Moved]:
        await self._store.reached()
        moved = [one for one in self._in_sight(Sight(None)) if one.last.at >= at]
        newest = _in_order(moved, Order.MOVED)[:MOST_MOVED]
        return [Moved(one.number, one.department, one.last.at) for one in newest]

    async def tally(self, sight: Sight, now: datetime) -> Tally:
        today = now.astimezone(SHANGHAI).date()
        seen = list(self._in_sight(sight))
        alive = [one for one in seen if one.state in OPEN]
        waiting = defaultdict[str | None, list[Ticket]](list)
        for ticket in alive:
            waiting[ticket.department].append(ticket)
        opened = Counter(
            one.appeal.type for one in seen if one.opened_at.astimezone(SHANGHAI).date() == today
        )
        states = Counter(one.state for one in alive)
        ages = Counter(_age(now - one.opened_at) for one in alive)
        units = [_waiting(unit, of_unit, now) for unit, of_unit in waiting.items()]
        return Tally(
            messages=0,  # the diary is elsewhere
            heard={},
            opened_today={kind: opened[kind] for kind in Type},
            states={state: states[state] for state in State if state in OPEN},
            ages={age: ages[age] for age in (*AGES, None)},
            overdue=sum(one.due_at < now for one in alive),
            waiting=tuple(sorted(units, key=lambda one: (-one.overdue, -one.open))),
            arrived=self._arrived(today),
        )

    def _arrived(self, today: date) -> Arrived:
        rows = [
            row
            for row in self._store.kept.rows.values()
            if row.received_at.astimezone(SHANGHAI).date() == today
        ]
        answered = [row for row in rows if row.done and row.reply]
        later = sum(row.late for row in answered)
        return Arrived(len(rows), len(answered) - later, later)

    def _in_sight(self, sight: Sight) -> Iterator[Ticket]:
        for number, log in self._store.kept.logs.items():
            ticket = replay(number, log)
            if sight.covers(ticket.department):
                yield ticket

    def _is_unread(self, reader: str, ticket: Ticket) -> bool:
        read = self._store.kept.reads.get((reader, ticket.number), 0)
        return ticket.state in LIVING and read < len(ticket.log)

    def _marks(self, reader: str, ticket: Ticket) -> frozenset[Mark]:
        read = self._store.kept.reads.get((reader, ticket.number), 0)
        return frozenset(
            mark
            for step, event in enumerate(ticket.log, 1)
            for person, mark in marks_of(event)
            if person == reader
            and ticket.state in LIVING
            and (mark is Mark.MENTIONED or step > read)
        )

    def _line(self, reader: str, ticket: Ticket, length: int) -> Line:
        return Line(
            number=ticket.number,
            title=ticket.appeal.title,
            type=ticket.appeal.type,
            state=ticket.state,
            department=ticket.department,
            opened_at=ticket.opened_at,
            due_at=ticket.due_at,
            moved_at=ticket.last.at,
            steps=len(ticket.log),
            unread=self._is_unread(reader, ticket),
            excerpt=ticket.log[0].data["appeal"]["content"][:length],
            marks=self._marks(reader, ticket),
        )


def _in_order(tickets: list[Ticket], order: Order) -> list[Ticket]:
    tickets = sorted(tickets, key=lambda one: one.number)
    if order is Order.DUE:
        return sorted(tickets, key=lambda one: one.due_at)
    if order is Order.NEWEST:
        return sorted(tickets, key=lambda one: one.opened_at, reverse=True)
    return sorted(tickets, key=lambda one: one.last.at, reverse=True)


def _age(since: timedelta) -> int | None:
    return next((days for days in AGES if since <= timedelta(days=days)), None)


def _waiting(unit: str | None, tickets: list[Ticket], now: datetime) -> Waiting:
    overdue = sum(one.due_at < now for one in tickets)
    return Waiting(unit, len(tickets), overdue, min(one.due_at for one in tickets))

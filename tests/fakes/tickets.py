"""Tickets in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain import repetition
from bot.domain.errors import NotFound, TurnConflict
from bot.domain.tickets import Ticket, replay
from bot.domain.together import can_be_joined
from bot.services.ports.changes import Changes

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeTickets:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def find(self, number: str) -> Ticket:
        if number not in self._store.kept.logs:
            raise NotFound(number)
        return replay(number, self._store.kept.logs[number])

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        mine = [
            ticket
            for number, log in self._store.kept.logs.items()
            if (ticket := replay(number, log)).citizen == citizen
        ]
        newest = sorted(mine, key=lambda ticket: (ticket.last.at, ticket.number), reverse=True)
        return newest[:limit]

    async def count_of_citizen(self, citizen: str) -> int:
        logs = self._store.kept.logs.items()
        return sum(replay(number, log).citizen == citizen for number, log in logs)

    async def sharing(self, department: str, signs: Sequence[str], since: datetime) -> list[Ticket]:
        shared = [
            (len(set(signs[:8]) & set(repetition.signs(repetition.Told.by(ticket)))), ticket)
            for ticket in await self.of_numbers(list(self._store.kept.logs))
            if ticket.department == department
            and ticket.opened_at >= since
            and can_be_joined(ticket)
        ]
        found = [(count, ticket.opened_at, ticket.number) for count, ticket in shared if count]
        most = [number for *_, number in sorted(found, reverse=True)[: repetition.MOST_TOLD]]
        return await self.of_numbers(sorted(most))

    async def of_numbers(self, numbers: Sequence[str]) -> list[Ticket]:
        logs = self._store.kept.logs
        return [replay(number, logs[number]) for number in numbers if number in logs]

    async def apply(self, changes: Changes) -> None:
        await self._store.reached()
        with self._store.transaction():
            self._store.write(changes)

    async def answered_call(self, department: str, call_id: str) -> Mapping[str, Any] | None:
        return self._store.kept.calls.get((department, call_id))

    async def apply_call(
        self,
        department: str,
        call_id: str,
        record: Mapping[str, Any],
        at: datetime,
        changes: Changes,
    ) -> None:
        with self._store.transaction() as kept:
            if (department, call_id) in kept.calls:
                raise TurnConflict("this call was written by somebody else")
            kept.calls[department, call_id] = dict(record)
            self._store.write(changes)

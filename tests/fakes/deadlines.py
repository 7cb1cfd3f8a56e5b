"""Deadlines in memory."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.tickets import WITH_UNIT, replay

if TYPE_CHECKING:
    from tests.fakes.store import FakeStore


class FakeDeadlines:
    def __init__(self, store: "FakeStore") -> None:
        self._store = store

    async def between(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[str]]:
        for number, log in list(self._store.kept.logs.items()):
            ticket = replay(number, log)
            if ticket.state in WITH_UNIT and since <= ticket.due_at <= until:
                yield [number]

    async def known(self, parcels: Collection[str]) -> frozenset[str]:
        return frozenset(parcels) & frozenset(self._store.kept.parcels)

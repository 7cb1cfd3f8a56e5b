"""Tickets by their log, and answers too long for the channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.tickets import Ticket
from bot.services.ports.changes import Changes


class Tickets(Protocol):
    """Tickets by their log."""

    async def find(self, number: str) -> Ticket:
        """Raises NotFound."""
        ...

    async def of_citizen(self, citizen: str, limit: int = 10) -> list[Ticket]:
        """This citizen's tickets, the one that moved last first."""
        ...

    async def count_of_citizen(self, citizen: str) -> int:
        """How many tickets this citizen has, whatever became of them."""
        ...

    async def sharing(self, department: str, signs: Sequence[str], since: datetime) -> list[Ticket]:
        """Some tickets of this unit, opened since then, that may be joined and have one of these
        signs (domain/repetition.py), whoever wrote them: those that share most. At most eight
        signs are looked for."""
        ...

    async def of_numbers(self, numbers: Sequence[str]) -> list[Ticket]:
        """Those of these tickets that exist."""
        ...

    async def apply(self, changes: Changes) -> None:
        """Write all changes in one transaction. Raises TurnConflict if a ticket moved meanwhile."""
        ...

    async def answered_call(self, department: str, call_id: str) -> Mapping[str, Any] | None:
        """What this department's call with this id was answered before: {"digest", "answer"}."""
        ...

    async def apply_call(
        self,
        department: str,
        call_id: str,
        record: Mapping[str, Any],
        at: datetime,
        changes: Changes,
    ) -> None:
        """As `apply`, together with the call's record. Raises TurnConflict if the id is taken."""
        ...


class Pages(Protocol):
    """Long answers to read in a browser."""

    async def read(self, token: str) -> str:
        """Raises NotFound."""
        ...

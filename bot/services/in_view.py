"""What one citizen's turn has in view: units, known questions, this citizen's own tickets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain import tickets
from bot.domain.dispatch import Suggestion
from bot.domain.errors import NotFound
from bot.domain.habits import suggest
from bot.domain.knowledge import Entry
from bot.domain.messages import Point
from bot.domain.personal_data import reveal
from bot.domain.plain import plain
from bot.domain.tickets import Ticket
from bot.services.ports.changes import Changes
from bot.services.shelf import Shelf

STILL_TALKING = timedelta(minutes=30)
"""So long after a ticket's last step, what a citizen writes belongs to that ticket."""


@dataclass
class InView:
    """One citizen's turn: what is looked up, each thing once.

    `words` is what the citizen wrote in this message, unmasked. `now` is aware, local time;
    `written` is when the message was sent, if that was earlier.
    """

    citizen: str
    words: str
    now: datetime
    shelf: Shelf
    secrets: Mapping[str, str]
    point: Point | None = None
    has_tickets: bool = True  # False: none are stored
    written: datetime | None = None
    changes: Changes = field(default_factory=Changes)
    _suggested: dict[tuple[str, str | None], list[Suggestion]] = field(default_factory=dict)

    def entry(self, key: str) -> Entry | None:
        """The FAQ of this key, unless it has expired or does not exist."""
        entry = self.shelf.knowledge.entry(key)
        return entry if entry and entry.valid(self.now.date()) else None

    def suggest(self, text: str, place: str | None = None) -> list[Suggestion]:
        """Up to three units for this matter, the best first; thought about once a turn."""
        asked = (text, place)
        if asked not in self._suggested:
            shelf = self.shelf
            self._suggested[asked] = suggest(text, place, shelf.catalogue, shelf.habits)
        return self._suggested[asked]

    def names_a_matter(self, text: str) -> bool:
        """Whether some word of the catalogue occurs in it."""
        return self.shelf.catalogue.names_a_matter(plain(text).text)

    def unit_name(self, code: str | None) -> str:
        """A unit as a citizen knows it."""
        return self.shelf.catalogue.name_of(code or self.shelf.catalogue.coordinating_centre)

    def reveal(self, text: str) -> str:
        """`text` with the personal data that stands behind its masks."""
        return reveal(text, self.secrets)

    async def ticket(self, number: str) -> Ticket:
        """This citizen's ticket. Raises NotFound, also when it is somebody else's."""
        changed = self.changes.tickets.get(number)
        ticket = changed.after if changed else await self.shelf.tickets.find(number)
        if ticket.citizen != self.citizen:
            raise NotFound(number)
        return ticket

    async def my_tickets(self, limit: int = 5) -> list[Ticket]:
        """This citizen's tickets, the one that moved last first."""
        stored = (
            await self.shelf.tickets.of_citizen(self.citizen, limit) if self.has_tickets else []
        )
        mine = {ticket.number: ticket for ticket in stored}
        changed = (change.after for change in self.changes.tickets.values())
        mine |= {one.number: one for one in changed if one.citizen == self.citizen}
        return sorted(mine.values(), key=lambda ticket: ticket.last.at, reverse=True)[:limit]

    async def how_many_tickets(self) -> int:
        """How many this citizen has, with those of this turn."""
        stored = await self.shelf.tickets.count_of_citizen(self.citizen) if self.has_tickets else 0
        made = [one for one in self.changes.tickets.values() if one.before is None]
        return stored + sum(change.after.citizen == self.citizen for change in made)

    async def ticket_at_hand(self) -> Ticket | None:
        """The living ticket that this citizen was just talking about, if there is one."""
        for ticket in await self.my_tickets():
            recent = self.now - ticket.last.at <= STILL_TALKING
            if recent and ticket.state in tickets.LIVING:
                return ticket
        return None

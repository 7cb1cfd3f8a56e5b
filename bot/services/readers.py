"""Who of the people is told of a unit's tickets, and how."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound
from bot.domain.people import handles
from bot.domain.telling import Contact
from bot.services.ports.contacts import Contacts
from bot.services.ports.people import People


@dataclass(frozen=True)
class Readers:
    """Who of the people may be told of a unit's tickets, and how."""

    people: People
    contacts: Contacts
    catalogue: Catalogue

    async def reader(self, person_id: str, unit: str, now: datetime) -> tuple[str, Contact] | None:
        """This person, or their deputy while they are away, who can be told; None if neither."""
        for one in await self.in_turn(person_id, unit, now):
            if one[1].robot:
                return one
        return None

    async def in_turn(self, person_id: str, unit: str, now: datetime) -> list[tuple[str, Contact]]:
        """This person unless away, then their deputy: as far as they handle the unit's tickets."""
        contact = await self.contacts.find(person_id)
        found = []
        if not contact.is_away(now) and await self._handles(person_id, unit):
            found.append((person_id, contact))
        if contact.deputy and await self._handles(contact.deputy, unit):
            deputy = await self.contacts.find(contact.deputy)
            found += [] if deputy.is_away(now) else [(contact.deputy, deputy)]
        return found

    async def _handles(self, person_id: str, unit: str) -> bool:
        try:
            person = await self.people.find(person_id)
        except NotFound:
            return False
        return handles(person, unit, self.catalogue)

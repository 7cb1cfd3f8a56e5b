"""How people are reached, as they have told us."""

from collections.abc import Mapping
from typing import Protocol

from bot.domain.telling import Contact
from bot.services.ports.audit import Entry


class Contacts(Protocol):
    """Contacts by the person's id. Every verb may raise StoreAway."""

    async def find(self, person_id: str) -> Contact:
        """NOWHERE for who has told us nothing, or nothing that can still be read."""
        ...

    async def all(self) -> Mapping[str, Contact]:
        """Of everybody who has told us something that can be read."""
        ...

    async def keep(self, person_id: str, contact: Contact, entry: Entry) -> None:
        """With its line of the audit, or nothing. It has the next version then.

        Raises TurnConflict if what stands is no longer of the version of `contact`.
        """
        ...

"""How people are reached, in memory."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.errors import TurnConflict
from bot.domain.telling import NOWHERE, Contact
from bot.services.ports.audit import Entry


class FakeContacts:
    def __init__(self) -> None:
        self.kept: dict[str, Contact] = {}
        self.entries: list[Entry] = []

    async def find(self, person_id: str) -> Contact:
        return self.kept.get(person_id, NOWHERE)

    async def all(self) -> Mapping[str, Contact]:
        return dict(self.kept)

    async def keep(self, person_id: str, contact: Contact, entry: Entry) -> None:
        if (await self.find(person_id)).version != contact.version:
            raise TurnConflict(f"the contact of {person_id} was changed by somebody else")
        self.kept[person_id] = replace(contact, version=contact.version + 1)
        self.entries.append(entry)

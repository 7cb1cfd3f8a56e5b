"""How people are reached, in memory."""

from collections.abc import Mapping

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
        self.kept[person_id] = contact
        self.entries.append(entry)

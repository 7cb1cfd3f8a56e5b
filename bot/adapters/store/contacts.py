"""How people are reached: sealed, for an address can be a key, and a number is theirs alone."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.adapters.seal import Seal
from bot.adapters.store.audit import written
from bot.adapters.store.database import Database, inserting
from bot.adapters.store.people_tables import staff_contacts
from bot.adapters.store.telling import contact_as_record, contact_from_record
from bot.domain.errors import TurnConflict
from bot.domain.telling import NOWHERE, Contact
from bot.services.ports.audit import Entry


class SqlContacts:
    """The port `Contacts` on a database."""

    def __init__(self, db: Database, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def find(self, person_id: str) -> Contact:
        wanted = sa.select(staff_contacts).where(staff_contacts.c.person == person_id)
        async with self._db.reading() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return (self._contact(row) if row else None) or NOWHERE

    async def all(self) -> Mapping[str, Contact]:
        async with self._db.reading() as connection:
            rows = (await connection.execute(sa.select(staff_contacts))).all()
        read = {row.person: self._contact(row) for row in rows}
        return {person: contact for person, contact in read.items() if contact}

    async def keep(self, person_id: str, contact: Contact, entry: Entry) -> None:
        next_one = replace(contact, version=contact.version + 1)
        sealed = self._seal.close(json.dumps(contact_as_record(next_one)))
        wanted = sa.select(staff_contacts).where(staff_contacts.c.person == person_id)
        async with self._db.transaction() as connection:
            before = (await connection.execute(wanted)).one_or_none()
            stands = (self._contact(before) if before else None) or NOWHERE
            insert = inserting(connection, staff_contacts).values(person=person_id, sealed=sealed)
            newest = insert.on_conflict_do_update(
                index_elements=[staff_contacts.c.person],
                set_={"sealed": insert.excluded.sealed},
                # sealed twice it is never the same: whoever was first since then is seen
                where=staff_contacts.c.sealed == (before.sealed if before else ""),
            ).returning(staff_contacts.c.person)
            if stands.version != contact.version or not (await connection.execute(newest)).first():
                raise TurnConflict(f"the contact of {person_id} was changed by somebody else")
            await connection.execute(written(entry))

    def _contact(self, row: Any) -> Contact | None:
        opened = self._seal.open(row.sealed)
        return contact_from_record(json.loads(opened)) if opened else None

"""What every store of people's contacts promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from bot.adapters.seal import Seal
from bot.adapters.store import Database, SqlAudit, SqlContacts
from bot.adapters.store.people_tables import staff_contacts
from bot.domain.dispatch import Delivery
from bot.domain.errors import TurnConflict
from bot.domain.telling import NOWHERE, Contact, News, Rule, When
from bot.services.ports.audit import Entry
from bot.services.ports.contacts import Contacts
from tests.builders import NOW
from tests.fakes.contacts import FakeContacts

CONTACT = Contact(
    Delivery("feishu", "https://open.feishu.cn/hook/secret-key", "sign"),
    {"wecom": "13800138000", "feishu": "ou_of-p1"},
    "deputy-of-p1",
    date(2026, 12, 1),
    Rule(frozenset({News.OVERDUE}), When.DAILY),
)
ENTRY = Entry("p1", "contact_changed", "p1", NOW, {})


@pytest.fixture
async def contacts(store_url: str | None) -> AsyncIterator[Contacts]:
    if store_url is None:
        yield FakeContacts()
        return
    db = Database(store_url)
    yield SqlContacts(db, Seal("this installation's key", "contacts"))
    await db.close()


async def test_a_contact_is_found_as_it_was_kept(contacts: Contacts):
    """The newest counts; who has told us nothing is nowhere."""
    await contacts.keep("p1", NOWHERE, ENTRY)
    await contacts.keep("p1", replace(CONTACT, version=1), ENTRY)

    assert await contacts.find("p1") == CONTACT
    assert await contacts.find("p2") == NOWHERE
    assert await contacts.all() == {"p1": CONTACT}


async def test_who_saves_over_what_they_have_not_seen_is_refused(contacts: Contacts):
    """Also two who begin together; the first one's stays."""
    await contacts.keep("p1", CONTACT, ENTRY)

    for version in (0, 2):
        with pytest.raises(TurnConflict):
            await contacts.keep("p1", replace(NOWHERE, version=version), ENTRY)

    found = await contacts.find("p1")
    assert (found, found.version) == (CONTACT, 1)


async def test_a_copy_of_the_database_tells_nobodys_number(sqlite_url: str):
    """Another key opens nothing; each change stands in the audit."""
    db = Database(sqlite_url)
    await SqlContacts(db, Seal("this installation's key", "contacts")).keep("p1", CONTACT, ENTRY)
    async with db.reading() as connection:
        row = (await connection.execute(sa.select(staff_contacts))).one()
    stranger = SqlContacts(db, Seal("another key", "contacts"))

    read, lines = (await stranger.find("p1"), await stranger.all()), await SqlAudit(db).read()
    await db.close()

    assert read == (NOWHERE, {})
    planted = ("13800138000", "secret-key", "ou_of-p1", "deputy-of-p1")
    assert not any(word in str(row) for word in planted)
    assert [line.what for line in lines] == ["contact_changed"]

"""Every suite here runs three times: in memory, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.adapters.store import (
    Database,
    SqlAlarms,
    SqlAttachments,
    SqlCasebook,
    SqlCorrections,
    SqlInbox,
    SqlOutbox,
    SqlPages,
    SqlTickets,
)
from bot.services.ports.alarms import Alarms
from bot.services.ports.attachments import Attachments
from bot.services.ports.casebook import Casebook
from bot.services.ports.corrections import Corrections
from bot.services.ports.inbox import Inbox
from bot.services.ports.outbox import Outbox
from bot.services.ports.tickets import Pages, Tickets
from tests.contracts import people
from tests.fakes.store import FakeStore


@dataclass(frozen=True)
class Store:
    """The ports of one store."""

    inbox: Inbox
    tickets: Tickets
    outbox: Outbox
    attachments: Attachments
    pages: Pages
    alarms: Alarms
    corrections: Corrections
    casebook: Casebook


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "fake" else request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def store(store_url: str | None) -> AsyncIterator[Store | FakeStore]:
    if store_url is None:
        yield FakeStore()
        return
    db = Database(store_url)
    yield Store(
        SqlInbox(db),
        SqlTickets(db),
        SqlOutbox(db),
        SqlAttachments(db),
        SqlPages(db),
        SqlAlarms(db),
        SqlCorrections(db),
        SqlCasebook(db),
    )
    await db.close()


@pytest.fixture
async def house(store_url: str | None) -> AsyncIterator[people.House]:
    """Who works at the console."""
    if store_url is None:
        yield people.in_memory()
        return
    db = Database(store_url)
    yield people.on(db)
    await db.close()

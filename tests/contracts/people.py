"""Who works at the console, over one store."""

from dataclasses import dataclass

from bot.adapters.store import Database, SqlAudit, SqlPeople, SqlSessions, SqlTries
from bot.services.ports.audit import Audit
from bot.services.ports.people import People
from bot.services.ports.sessions import Sessions
from bot.services.ports.tries import Tries
from tests.fakes.people import FakeAudit, FakePeople, FakeSessions, FakeTries


@dataclass(frozen=True)
class House:
    """The ports of one store."""

    people: People
    sessions: Sessions
    tries: Tries
    audit: Audit


def in_memory() -> House:
    audit = FakeAudit()
    people = FakePeople(audit)
    return House(people, FakeSessions(people), FakeTries(), audit)


def on(db: Database) -> House:
    return House(SqlPeople(db), SqlSessions(db), SqlTries(db), SqlAudit(db))

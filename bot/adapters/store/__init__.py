"""The store: the services' ports on SQLite or PostgreSQL."""

from bot.adapters.store.alarms import SqlAlarms
from bot.adapters.store.attachments import SqlAttachments
from bot.adapters.store.audit import SqlAudit
from bot.adapters.store.casebook import SqlCasebook
from bot.adapters.store.clock import StoreClock
from bot.adapters.store.contacts import SqlContacts
from bot.adapters.store.corrections import SqlCorrections
from bot.adapters.store.database import Database
from bot.adapters.store.deadlines import SqlDeadlines
from bot.adapters.store.diary import SqlDiary
from bot.adapters.store.dispatches import SqlDispatches
from bot.adapters.store.inbox import SqlInbox
from bot.adapters.store.knowledge import SqlRevisions
from bot.adapters.store.letters import SqlLetters
from bot.adapters.store.links import SqlLinks
from bot.adapters.store.menus import SqlPushes
from bot.adapters.store.models import SqlModels
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.pages import SqlPages
from bot.adapters.store.people import SqlPeople
from bot.adapters.store.releases import SqlReleases
from bot.adapters.store.rounds import SqlRounds
from bot.adapters.store.sessions import SqlSessions
from bot.adapters.store.templates import SqlTemplates
from bot.adapters.store.tickets import SqlTickets
from bot.adapters.store.tries import SqlTries
from bot.adapters.store.ways import SqlWays
from bot.adapters.store.web_links import SqlWebLinks

__all__ = [
    "Database",
    "SqlAlarms",
    "SqlAttachments",
    "SqlAudit",
    "SqlCasebook",
    "SqlContacts",
    "SqlCorrections",
    "SqlDeadlines",
    "SqlDiary",
    "SqlDispatches",
    "SqlInbox",
    "SqlLetters",
    "SqlLinks",
    "SqlModels",
    "SqlOutbox",
    "SqlPages",
    "SqlPeople",
    "SqlPushes",
    "SqlReleases",
    "SqlRevisions",
    "SqlRounds",
    "SqlSessions",
    "SqlTemplates",
    "SqlTickets",
    "SqlTries",
    "SqlWays",
    "SqlWebLinks",
    "StoreClock",
]

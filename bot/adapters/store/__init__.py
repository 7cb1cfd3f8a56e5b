"""The store: the services' ports on SQLite or PostgreSQL."""

from bot.adapters.store.alarms import SqlAlarms
from bot.adapters.store.attachments import SqlAttachments
from bot.adapters.store.clock import StoreClock
from bot.adapters.store.corrections import SqlCorrections
from bot.adapters.store.database import Database
from bot.adapters.store.diary import SqlDiary
from bot.adapters.store.inbox import SqlInbox
from bot.adapters.store.letters import SqlLetters
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.pages import SqlPages
from bot.adapters.store.tickets import SqlTickets

__all__ = [
    "Database",
    "SqlAlarms",
    "SqlAttachments",
    "SqlCorrections",
    "SqlDiary",
    "SqlInbox",
    "SqlLetters",
    "SqlOutbox",
    "SqlPages",
    "SqlTickets",
    "StoreClock",
]

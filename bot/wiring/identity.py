"""Who works at the console: put together for the gateway, and for commands in the terminal."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.adapters.otp import TimedAuthenticators
from bot.adapters.passwords import ArgonPasswords
from bot.adapters.redis import NearSessions, connect
from bot.adapters.store import Database, SqlAudit, SqlLinks, SqlPeople, SqlSessions, SqlTries
from bot.domain.dispatch import Catalogue
from bot.domain.errors import StoreAway
from bot.services.accounts import Accounts
from bot.services.devices import Devices
from bot.services.lasting import Limits
from bot.services.lockout import Lockout
from bot.services.ports.audit import Audit
from bot.services.ports.clock import Clock
from bot.services.ports.people import People
from bot.services.ports.sessions import Sessions
from bot.services.signing_in import SigningIn
from bot.services.ticket_links import TicketLinks
from bot.settings import Settings
from bot.wiring.ground import Ground, a_database, now
from bot.wiring.in_force import catalogue_in_force

INVITE = "/console/invite/"
WELCOME = "工作台还没有人。请在 24 小时内打开这个链接，设好第一位管理员的密码："


@dataclass(frozen=True)
class Identity:
    """What the console's doors need of people."""

    signing_in: SigningIn
    accounts: Accounts
    people: People
    audit: Audit
    links: TicketLinks


def an_identity(base: Ground, catalogue: Callable[[], Catalogue] | None = None) -> Identity:
    """Of the gateway. `catalogue` tells the units as they stand now, if they may change."""
    settings, db, clock = base.settings, base.database, base.clock
    key = settings.citizen_key
    people, audit, passwords = SqlPeople(db), SqlAudit(db), ArgonPasswords()
    sessions, lockout = NearSessions(base.redis, SqlSessions(db)), _a_lockout(settings, db, clock)
    units = catalogue or (lambda: base.catalogue)
    signing_in = SigningIn(
        people=people,
        sessions=sessions,
        audit=audit,
        passwords=passwords,
        authenticators=TimedAuthenticators(key.get_secret_value() if key else ""),
        lockout=lockout,
        clock=clock,
        limits=_limits(settings),
    )
    accounts = Accounts(people, sessions, passwords, lockout, units, clock)
    links = TicketLinks(SqlLinks(db), people, base.tickets, base.catalogue, audit, clock)
    return Identity(signing_in, accounts, people, audit, links)


@asynccontextmanager
async def at_the_terminal(settings: Settings) -> AsyncIterator[tuple[Accounts, People, Catalogue]]:
    """For a command on this machine: whoever may read the settings may do everything."""
    async with (
        a_database(settings) as db,
        connect(settings.redis_url, settings.data_dir) as redis,
    ):
        catalogue = await catalogue_in_force(settings, db)
        accounts = _accounts(settings, db, NearSessions(redis, SqlSessions(db)), catalogue)
        yield accounts, accounts.people, catalogue


async def first_link(settings: Settings, catalogue: Catalogue, db: Database) -> str | None:
    """The address for the first admin; None when somebody has, or gets, an account."""
    made = await _accounts(settings, db, SqlSessions(db), catalogue).first_link()
    return link_of(settings, made) if made else None


async def welcome(base: Ground, tell: Callable[[str], None] = print) -> None:
    """At the first start say where the first admin begins: to whoever started us, and no log."""
    settings = base.settings
    if settings.demo:  # `huiying run` says it, in its own window
        return
    with suppress(StoreAway):
        if link := await first_link(settings, base.catalogue, base.database):
            tell(f"{WELCOME}\n{link}")


def link_of(settings: Settings, token: str) -> str:
    """Where somebody chooses their password."""
    return f"{settings.own_url}{INVITE}{token}"


def _a_lockout(settings: Settings, db: Database, clock: Clock) -> Lockout:
    key = settings.citizen_key
    return Lockout(SqlTries(db), clock, Devices(key.get_secret_value() if key else "", clock))


def _accounts(
    settings: Settings, db: Database, sessions: Sessions, catalogue: Catalogue
) -> Accounts:
    lockout = _a_lockout(settings, db, now)
    return Accounts(SqlPeople(db), sessions, ArgonPasswords(), lockout, lambda: catalogue, now)


def _limits(settings: Settings) -> Limits:
    return Limits(
        idle=timedelta(minutes=settings.console_idle_minutes),
        idle_of_admins=timedelta(minutes=settings.console_idle_minutes_of_admins),
        at_all=timedelta(hours=settings.console_hours),
    )

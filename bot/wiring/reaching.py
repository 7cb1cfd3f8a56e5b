"""Ways to units: what the console's pages open on, and what brings them into force."""

from bot.adapters.departments.signing import new_secret
from bot.adapters.guard import AddressRefused, Guard
from bot.adapters.seal import Seal
from bot.adapters.store import (
    SqlAudit,
    SqlContacts,
    SqlDeadlines,
    SqlDispatches,
    SqlLinks,
    SqlPeople,
    SqlWays,
)
from bot.domain.errors import FieldRejected
from bot.services.own_contact import OwnContact
from bot.services.planning import Planning
from bot.services.ports.audit import Audit
from bot.services.ports.departments import Departments
from bot.services.ports.people import People
from bot.services.reaching import Reaching
from bot.services.readers import Readers
from bot.services.reminding import Reminder
from bot.services.telling import PlanTeller
from bot.services.ticket_links import TicketLinks
from bot.services.ways import WayKeeper
from bot.wiring.citizens import a_calendar
from bot.wiring.ground import Ground

WAYS_S = 1.0
REFUSED = "这个地址不能用：要 https 开头的公网地址。内网地址请先让运维写进 HUIYING_ALLOW_HOSTS。"


def a_way_keeper(base: Ground) -> WayKeeper:
    """For every process that posts to units or hears from them."""
    return WayKeeper(_book(base), base.ways, base.clock)


def a_reaching(base: Ground, audit: Audit) -> Reaching:
    """For the gateway."""
    guard = Guard.of(base.settings.allow_hosts, demo=base.settings.demo)

    def check(address: str) -> None:
        try:
            guard.check(address)
        except AddressRefused:
            raise FieldRejected("url", REFUSED) from None

    return Reaching(
        book=_book(base),
        told=base.ways,
        catalogue=base.catalogue,
        outbox=base.outbox,
        tickets=base.tickets,
        dispatches=SqlDispatches(base.database),
        audit=audit,
        waker=base.waker,
        clock=base.clock,
        check_address=check,
        new_secret=new_secret,
    )


def a_planning(base: Ground, reaching: Reaching, people: People) -> Planning:
    """For the gateway."""
    return Planning(reaching, people, the_contacts(base), base.settings.hours)


def an_own_contact(base: Ground, reaching: Reaching, people: People) -> OwnContact:
    """For the gateway."""
    return OwnContact(
        contacts=the_contacts(base),
        people=people,
        told=base.ways,
        dispatches=reaching.dispatches,
        tickets=base.tickets,
        catalogue=base.catalogue,
        waker=base.waker,
        clock=base.clock,
        check_address=reaching.check_address,
        hours=base.settings.hours,
    )


def a_teller(base: Ground, departments: Departments) -> PlanTeller:
    """For the worker."""
    people, audit = SqlPeople(base.database), SqlAudit(base.database)
    links = SqlLinks(base.database)
    return PlanTeller(
        departments=departments,
        told=base.ways,
        readers=Readers(people, the_contacts(base), base.catalogue),
        links=TicketLinks(links, people, base.tickets, base.catalogue, audit, base.clock),
        tickets=base.tickets,
        waker=base.waker,
        calendar=a_calendar(base.settings),
        own_url=base.settings.own_url,
        hours=base.settings.hours,
    )


def a_reminder(base: Ground) -> Reminder:
    """For the worker."""
    calendar = a_calendar(base.settings)
    deadlines = SqlDeadlines(base.database)
    return Reminder(deadlines, base.tickets, base.waker, calendar, base.clock)


def the_contacts(base: Ground) -> SqlContacts:
    """How people are reached, sealed with this installation's key."""
    return SqlContacts(base.database, _seal(base, "contacts"))


def _book(base: Ground) -> SqlWays:
    return SqlWays(base.database, _seal(base, "ways"))


def _seal(base: Ground, purpose: str) -> Seal:
    key = base.settings.citizen_key
    return Seal(key.get_secret_value() if key else "", purpose)

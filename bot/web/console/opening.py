"""The console as a part of the gateway: its doors, and what they open on."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.domain.dispatch import Catalogue
from bot.services.accounts import Accounts
from bot.services.ports.audit import Audit
from bot.services.ports.people import People
from bot.services.signing_in import SigningIn
from bot.services.ticket_links import TicketLinks
from bot.web.console.address import TrustedProxies
from bot.web.console.door import signs
from bot.web.console.house import House
from bot.web.console.keys import ACCOUNTS, AUDIT, HOUSE, LINKS, PEOPLE, PROXIES, SIGNING_IN


@dataclass(frozen=True)
class Console:
    """What the console's pages open on. `own_url` is our address as browsers know it,
    `proxies` those that stand before us."""

    signing_in: SigningIn
    accounts: Accounts
    people: People
    audit: Audit
    links: TicketLinks
    catalogue: Callable[[], Catalogue]
    own_url: str
    proxies: TrustedProxies


def add_console(app: web.Application, console: Console) -> None:
    """Give the pages what they open on; `door.doors()` are their routes."""
    app[HOUSE] = House(console.own_url, signs(), console.catalogue)
    app[PROXIES] = console.proxies
    app[SIGNING_IN] = console.signing_in
    app[ACCOUNTS] = console.accounts
    app[PEOPLE] = console.people
    app[AUDIT] = console.audit
    app[LINKS] = console.links

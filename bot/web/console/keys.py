"""Where the console's pages find what they need, besides `bot.web.keys`."""

from aiohttp import web

from bot.services.accounts import Accounts
from bot.services.ports.audit import Audit
from bot.services.ports.people import People
from bot.services.signing_in import SigningIn
from bot.services.ticket_links import TicketLinks
from bot.web.console.address import TrustedProxies
from bot.web.console.house import House

HOUSE = web.AppKey("HOUSE", House)
SIGNING_IN = web.AppKey("SIGNING_IN", SigningIn)
ACCOUNTS = web.AppKey("ACCOUNTS", Accounts)
PEOPLE: web.AppKey[People] = web.AppKey("PEOPLE")
AUDIT: web.AppKey[Audit] = web.AppKey("AUDIT")
PROXIES = web.AppKey("PROXIES", TrustedProxies)
LINKS = web.AppKey("LINKS", TicketLinks)

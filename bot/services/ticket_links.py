"""A link in a notice opens one ticket on the phone: for one person, in one browser, for a day."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound
from bot.domain.people import Person, handles
from bot.services.codes import hashed, token
from bot.services.ports.audit import Audit
from bot.services.ports.clock import Clock
from bot.services.ports.links import Link, Links
from bot.services.ports.people import People
from bot.services.ports.tickets import Tickets

LASTS = timedelta(hours=24)
MADE, OPENED, REFUSED = "ticket_link_made", "link_opened", "link_refused"
"""The words for it in the audit."""


@dataclass(frozen=True)
class OneTicket:
    """What a link opened: this ticket, for this person, in the browser that keeps this word."""

    person: Person
    number: str
    browser: str


@dataclass(frozen=True)
class TicketLinks:
    """Makes and opens links. Whatever is wrong with one is NotFound: it says nothing.

    Opening binds it to a browser, so a page must do that with a button, never by being fetched:
    chats look at every link that is sent through them.
    """

    links: Links
    people: People
    tickets: Tickets
    catalogue: Catalogue
    audit: Audit
    clock: Clock

    async def make(self, person: Person, number: str) -> str:
        """The word of a new link for this person. Raises NotFound if the ticket is not theirs."""
        await self._check(person, number)
        word, now = token(), self.clock()
        await self.links.keep(Link(hashed(word), person.id, number, now + LASTS), now)
        await self.audit.write(person.id, MADE, number, {}, now)
        return word

    async def open(self, word: str, browser: str | None) -> OneTicket:
        """The first browser to open it gets a word of its own; only who shows that opens it again.

        Raises NotFound: used elsewhere, expired, never made, or no longer that person's.
        """
        link, person = await self._valid(word)
        if link.browser is not None:
            return await self._kept(link, person, browser)
        # a word that came along with the first opening may be somebody else's
        kept = token()
        if not await self.links.bind(link.digest, hashed(kept)):
            raise await self._refused(link)
        await self.audit.write(person.id, OPENED, link.number, {}, self.clock())
        return OneTicket(person, link.number, kept)

    async def look(self, word: str, browser: str | None) -> OneTicket | None:
        """What this browser has opened; None while nobody has. Binds nothing. Raises as `open`."""
        link, person = await self._valid(word)
        return None if link.browser is None else await self._kept(link, person, browser)

    async def _valid(self, word: str) -> tuple[Link, Person]:
        link = await self.links.find(hashed(word))
        if self.clock() >= link.expires_at:
            raise NotFound("link")
        person = await self.people.find(link.person)
        await self._check(person, link.number)
        return link, person

    async def _kept(self, link: Link, person: Person, browser: str | None) -> OneTicket:
        if not browser or not hmac.compare_digest(hashed(browser), link.browser or ""):
            raise await self._refused(link)
        return OneTicket(person, link.number, browser)

    async def _refused(self, link: Link) -> NotFound:
        await self.audit.write(link.person, REFUSED, link.number, {}, self.clock())
        return NotFound("link")

    async def _check(self, person: Person, number: str) -> None:
        ticket = await self.tickets.find(number)
        if not handles(person, ticket.department, self.catalogue):
            raise NotFound(number)

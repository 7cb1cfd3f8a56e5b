"""Once a day every address in an answer is opened: what a citizen could not open is listed.

One that was only just written is opened within a minute, while its editor is still there.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.web_links import Look, WebLink, links_of
from bot.services.faq import Faq
from bot.services.ports.clock import Clock
from bot.services.ports.rounds import Rounds
from bot.services.ports.web_links import Visitor, WebLinks

log = logging.getLogger(__name__)

JOB, JOB_NEW = "web_links", "new_web_links"
AGAIN = timedelta(minutes=50)
"""New addresses are looked for every hour or so."""
DAILY = timedelta(hours=23)
"""Each address is opened so often: by the hourly round once a day."""
SOON = timedelta(seconds=50)
FEW = 5
"""New addresses that are opened at once: the hourly round opens what is left of many."""
SITES_AT_ONCE = 4


@dataclass(frozen=True)
class LinkWatch:
    """Looks at what is due. Addresses of one site are opened one after another, with a pause."""

    faq: Faq
    links: WebLinks
    visitor: Visitor
    rounds: Rounds
    clock: Clock
    pause_s: float = 1.0
    _tried: set[str] = field(default_factory=set)

    async def look(self) -> int:
        """How many were opened. Raises StoreAway."""
        now = self.clock()
        if not await self.rounds.take(JOB, now - AGAIN, now):
            return 0
        used = await self._used()
        known = {one.url: one for one in await self.links.all()}
        due = [url for url in used if url not in known or now - known[url].looked_at >= DAILY]
        looks = await self._looks(due)
        if _we_are_cut_off(looks):
            log.warning("no address of any answer was reached", extra={"links": len(looks)})
            return 0
        changed = [_after(url, look, known.get(url), now) for url, look in looks.items()]
        await self.links.keep(changed, used)
        return len(changed)

    async def look_at_new(self) -> int:
        """As `look`, at a few that nobody has opened yet: whoever is not reached is tried once.

        The hourly round tells whether they are away, or we are.
        """
        now = self.clock()
        if not await self.rounds.take(JOB_NEW, now - SOON, now):
            return 0
        used, known = await self._used(), {one.url for one in await self.links.all()}
        due = [url for url in used if url not in known and url not in self._tried][:FEW]
        self._tried.update(due)
        looks = await self._looks(due)
        found = [_after(url, look, None, now) for url, look in looks.items() if look.reached]
        if found:
            await self.links.keep(found, used)
        return len(found)

    async def _used(self) -> list[str]:
        """In drafted answers and in live ones."""
        book = await self.faq.book()
        every = (*book.live.values(), *book.drafted.values())
        return list(dict.fromkeys(url for one in every for url in links_of(one)))

    async def _looks(self, urls: Sequence[str]) -> Mapping[str, Look]:
        sites: defaultdict[str, list[str]] = defaultdict(list)
        for url in urls:
            sites[_site(url)].append(url)
        gate, found = asyncio.Semaphore(SITES_AT_ONCE), dict[str, Look]()

        async def visit(some: Sequence[str]) -> None:
            async with gate:
                for place, url in enumerate(some):
                    await asyncio.sleep(self.pause_s if place else 0)
                    found[url] = await self.visitor.look(url)

        await asyncio.gather(*(visit(some) for some in sites.values()))
        return found


def _after(url: str, look: Look, known: WebLink | None, now: datetime) -> WebLink:
    return (known or WebLink(url, now)).after(look, now)


def _we_are_cut_off(looks: Mapping[str, Look]) -> bool:
    """Where several sites are all away at once, it is our own line."""
    several = len({_site(url) for url in looks}) > 1
    return several and not any(look.reached for look in looks.values())


def _site(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""

"""What the pages of known questions open on."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.domain.web_links import WebLink
from bot.services.faq import Faq, FaqFiles, Recount
from bot.services.knowledge.unanswered import UnansweredBox
from bot.services.ports.clock import Clock
from bot.services.ports.corrections import Corrections
from bot.services.ports.web_links import WebLinks
from bot.services.previewing import Preview
from bot.web.console.visit import Visit

LIST = "/console/faq"
NEW = "new-entry"
"""Stands where an entry's key stands: no key has a hyphen."""


@dataclass(frozen=True)
class FaqDesk:
    """Known questions to read, change and try, how often each helped, and what found none."""

    faq: Faq
    preview: Preview
    files: FaqFiles
    numbers: Recount
    box: UnansweredBox
    corrections: Corrections
    clock: Clock
    links: WebLinks

    async def dead(self) -> Mapping[str, WebLink]:
        """Links that do not open, by their address."""
        return {one.url: one for one in await self.links.dead()}


FAQ = web.AppKey("FAQ", FaqDesk)


def add_faq(app: web.Application, desk: FaqDesk) -> None:
    """Give the pages of known questions what they open on."""
    app[FAQ] = desk


def desk_of(visit: Visit) -> FaqDesk:
    """That of the house that is visited."""
    return visit.request.app[FAQ]


def page_of(key: str) -> str:
    """The page of one entry."""
    return f"{LIST}/{key}"

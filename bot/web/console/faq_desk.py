"""What the pages of known questions open on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.domain.entries import Numbers
from bot.services.faq import Faq
from bot.services.ports.clock import Clock
from bot.services.rehearsing import Rehearsal
from bot.web.console.visit import Visit

LIST = "/console/faq"
NEW = "new-entry"
"""Stands where an entry's key stands: no key has a hyphen."""


@dataclass(frozen=True)
class FaqDesk:
    """Known questions to read, change and try, and how often each helped since some time."""

    faq: Faq
    rehearsal: Rehearsal
    numbers: Callable[[datetime], Awaitable[Mapping[str, Numbers]]]
    clock: Clock


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

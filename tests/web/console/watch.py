"""What the pages of figures open on, over fakes."""

from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from bot.services.drift import Release
from bot.services.knowledge.library import Library
from bot.services.overview import Overview
from bot.services.ports.casebook import Tally
from bot.web.checks import Check
from bot.web.console.overview import OVERVIEW
from bot.web.keys import HEALTH
from tests.fakes.diary import FakeDiary
from tests.fakes.dispatches import FakeDispatches
from tests.fakes.knowledge import FakeReleases, FakeRevisions
from tests.web.console.office import Office


class FakeCounts:
    """The casebook of the office, which knows besides how today's messages were taken."""

    def __init__(self, casebook: Any) -> None:
        self._casebook = casebook
        self.heard: dict[str, int] = {}

    async def tally(self, sight, now) -> Tally:
        found = await self._casebook.tally(sight, now)
        return replace(found, heard=self.heard, messages=sum(self.heard.values()))


@dataclass
class Watch:
    """Everything behind the overview. `checks` are looked at besides those of the house."""

    catalogue: Any
    office: Office
    diary: FakeDiary = field(default_factory=FakeDiary)
    revisions: FakeRevisions = field(default_factory=FakeRevisions)
    releases: FakeReleases = field(default_factory=FakeReleases)
    checks: dict[str, Check] = field(default_factory=dict)
    reference: Release | None = None

    def __post_init__(self) -> None:
        self.counts = FakeCounts(self.office.store.casebook)
        self.dispatches = FakeDispatches(self.office.store)
        self.library = Library(self.revisions, self.releases, self.office.clock)

    def opens(self, app: web.Application) -> None:
        """Give the page of this application what it opens on."""
        self.checks |= app[HEALTH].checks
        app[HEALTH].checks = self.checks
        app[OVERVIEW] = Overview(
            casebook=self.counts,
            dispatches=self.dispatches,
            library=self.library,
            diary=self.diary,
            reference=lambda: self.reference,
            catalogue=self.catalogue,
            clock=self.office.clock,
        )

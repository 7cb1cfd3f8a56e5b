"""Known questions for the console's pages, over a knowledge base in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from bot.adapters.knowledge.exchange import FileExchange
from bot.domain.dispatch import Catalogue
from bot.domain.entries import FaqEntry, Numbers
from bot.domain.releases import Release
from bot.domain.revisions import Files
from bot.domain.unanswered import Unanswered, Why
from bot.services.faq import Faq, FaqFiles, Recount
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.unanswered import UnansweredBox
from bot.services.knowledge.upkeep import Upkeep
from bot.services.ports.changes import Changes
from bot.services.previewing import Near, Said
from bot.web.console.faq_desk import FaqDesk, add_faq
from bot.web.console.upkeep import UPKEEP
from tests.builders import NOW
from tests.fakes.house import CATALOGUE, FakeClock
from tests.fakes.store import FakeStore
from tests.fakes.web_links import FakeWebLinks
from tests.services.knowledge.builders import Shelf

LAMP = FaqEntry(
    key="lamp_broken",
    question="路灯坏了找谁？",
    answer="打12345，或者在这里说在哪条路。",
    source="城乡建设局",
    owner="construction",
    updated="2026-11-01",
    valid_until="2027-12-31",
    ways=("路灯坏了找谁修", "灯不亮给谁打电话", "街灯灭了好几天", "路灯报修", "晚上没有灯怎么反映"),
    path="nlu/faq/street_lights_and_roads.yml",
)


class FakeAnnouncer:
    """Counts how often it was told."""

    def __init__(self) -> None:
        self.woken = 0

    async def wake(self) -> None:
        self.woken += 1


class FakePreview:
    """Answers with the entry of which a way to ask was said word for word."""

    def __init__(self, clerks: "Clerks") -> None:
        self._clerks = clerks

    async def live(self, text: str) -> Said:
        return self._said(text, list((await self._clerks.faq.book()).live.values()))

    async def draft(self, text: str, entries: Sequence[FaqEntry]) -> Said:
        return self._said(text, entries)

    def _said(self, text: str, entries: Sequence[FaqEntry]) -> Said:
        meant = next((one for one in entries if text in one.ways), None)
        if meant is None:
            return Said("")
        return Said(meant.answer, ("没解决",), (Near(meant.key, meant.question, 0.9),))


class FakeFaqLog:
    """Tells the numbers that it was given."""

    def __init__(self) -> None:
        self.counted: dict[str, Numbers] = {}

    async def numbers(self, since: datetime) -> Mapping[str, Numbers]:
        return self.counted


def by_beginning(texts: Sequence[str], common: Sequence[str]) -> list[list[int]]:
    """Texts are alike whose first two characters are the same. Keeps the port `Likeness`."""
    groups: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        groups.setdefault(text[:2], []).append(at)
    return sorted(groups.values(), key=len, reverse=True)


@dataclass
class Clerks:
    """Everything behind the pages of known questions."""

    shelf: Shelf = field(default_factory=Shelf)
    announcer: FakeAnnouncer = field(default_factory=FakeAnnouncer)
    log: FakeFaqLog = field(default_factory=FakeFaqLog)
    store: FakeStore = field(default_factory=FakeStore)
    clock: FakeClock = field(default_factory=FakeClock)
    links: FakeWebLinks = field(default_factory=FakeWebLinks)
    two_persons: bool = False
    catalogue: Catalogue = CATALOGUE

    def __post_init__(self) -> None:
        drafts = self.shelf.drafts
        publishing = Publishing(drafts, self.shelf.models, self.announcer, self.two_persons)
        self.faq = Faq(drafts, publishing)
        noted = self.store.unanswered
        self.box = UnansweredBox(noted, by_beginning, drafts, self.clock)

    async def know(self, *entries: FaqEntry) -> None:
        """These are live, and nothing is drafted."""
        empty: Files = {"domain.yml": b"version: '3.1'\nintents: [faq]\n"}
        files = {**empty, **self.shelf.drafts.writing.edited(empty, list(entries))}
        revision = await self.shelf.library.seed(files)
        assert revision.id
        await self.shelf.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)

    async def hear(self, *texts: str, why: Why = Why.UNKNOWN) -> None:
        """Citizens said this, and found no answer."""
        noted = [Unanswered.of(text, why, self.clock()) for text in texts]
        await self.store.tickets.apply(Changes(unanswered=noted))

    async def drafted(self, key: str) -> FaqEntry:
        """As the draft has it."""
        return (await self.faq.book()).drafted[key]

    async def live(self, key: str) -> FaqEntry:
        """As citizens get it."""
        return (await self.faq.book()).live[key]

    def opens(self, app: web.Application) -> None:
        """Give the pages of this application what they open on."""
        files, numbers = FaqFiles(self.faq, FileExchange()), Recount(self.log, self.clock)
        preview, corrected = FakePreview(self), self.store.corrections
        parts = (self.faq, preview, files, numbers, self.box, corrected, self.clock, self.links)
        add_faq(app, FaqDesk(*parts))
        app[UPKEEP] = Upkeep(
            self.faq, self.links, self.store.unanswered, self.catalogue, self.clock
        )

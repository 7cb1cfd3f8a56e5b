"""A small knowledge base in memory, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.entries import FaqEntry
from bot.domain.knowledge_check import Finding
from bot.domain.revisions import Files
from bot.services.knowledge.drafts import Drafts
from bot.services.knowledge.library import Library
from bot.services.knowledge.shipped import Shipped
from tests.builders import NOW
from tests.fakes.knowledge import FakeModels, FakeReleases, FakeRevisions, FakeShipments

CARDS, WATER, RULES = "nlu/faq/cards.yml", "nlu/faq/water.yml", "stories/faq.yml"


def a_file(key: str, answer: str = "带上身份证。", ways: Sequence[str] = ("怎么补卡",)) -> bytes:
    lines = "".join(f"    - {way}\n" for way in ways)
    return f"""\
# 样例
version: "3.1"
nlu:
- intent: faq/{key}
  examples: |
{lines}responses:
  utter_faq/{key}:
  - text: {answer}
    metadata:
      question: 标准问法
      source: 社保局
      owner: social_security
      updated: "2026-11-01"
      valid_until: "2027-12-31"
""".encode()


FILES: Files = {
    CARDS: a_file("card_lost"),
    WATER: a_file("water_bill", ways=("水费多少",)),
    RULES: b"version: '3.1'\nrules: []\n",
    "domain.yml": b"version: '3.1'\nintents: [faq]\n",
}


@dataclass
class Shelf:
    """Every service over nothing but memory."""

    revisions: FakeRevisions = field(default_factory=FakeRevisions)
    releases: FakeReleases = field(default_factory=FakeReleases)
    models: FakeModels = field(default_factory=FakeModels)
    shipments: FakeShipments = field(default_factory=FakeShipments)
    wrong: list[Finding] = field(default_factory=list)

    @property
    def library(self) -> Library:
        return Library(self.revisions, self.releases, lambda: NOW)

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.library, YamlWriting(), lambda files: self.wrong)

    @property
    def shipped(self) -> Shipped:
        return Shipped(self.drafts, self.shipments)

    async def entry(self, key: str) -> FaqEntry:
        """The entry as the draft has it."""
        return next(one for one in await self.drafts.entries() if one.key == key)


async def a_shelf() -> Shelf:
    """With FILES as its first revision."""
    shelf = Shelf()
    await shelf.library.seed(FILES)
    return shelf

"""The daily look at addresses in answers, over days that pass at once."""

from dataclasses import dataclass, field

import pytest

from bot.domain.entries import FaqEntry
from bot.domain.releases import Release
from bot.domain.web_links import Look, Outcome
from bot.services.faq import Faq
from bot.services.knowledge.link_watch import LinkWatch
from bot.services.knowledge.publishing import Publishing
from tests.builders import NOW
from tests.fakes.house import FakeClock, FakeWaker
from tests.fakes.web_links import FakeRounds, FakeVisitor, FakeWebLinks
from tests.services.knowledge.builders import Shelf, a_shelf

FINE, PLANTED, OTHER = (f"https://{name}.example.gov.cn/page" for name in ("a", "b", "c"))
GONE, AWAY = Look(Outcome.GONE, "404"), Look(Outcome.FAILED, "timeout")


@dataclass
class Days:
    """A knowledge base with links, and the watch over it."""

    shelf: Shelf
    clock: FakeClock = field(default_factory=FakeClock)
    links: FakeWebLinks = field(default_factory=FakeWebLinks)
    visitor: FakeVisitor = field(default_factory=FakeVisitor)
    rounds: FakeRounds = field(default_factory=FakeRounds)

    def watch(self) -> LinkWatch:
        """As a worker that has just started has it."""
        drafts = self.shelf.drafts
        faq = Faq(drafts, Publishing(drafts, self.shelf.models, FakeWaker()))
        return LinkWatch(faq, self.links, self.visitor, self.rounds, self.clock, pause_s=0)

    async def write(self, key: str, **fields: str) -> None:
        entry: FaqEntry = await self.shelf.entry(key)
        await self.shelf.drafts.put_entry(entry.changed(**fields), "wang", None)

    async def dead(self) -> list[str]:
        return [one.url for one in await self.links.dead()]

    async def pass_days(self, days: int, hours: int = 24) -> None:
        """A worker looks every hour."""
        watch = self.watch()
        for _ in range(days * hours):
            self.clock.forward(hours=1)
            await watch.look()


@pytest.fixture
async def days() -> Days:
    shelf = await a_shelf()
    await shelf.releases.publish(Release(1, "m1", "huiying", NOW), None)
    days = Days(shelf)
    await days.write("card_lost", url=FINE)
    await days.write("water_bill", answer=f"看 {OTHER}。")
    return days


async def test_a_planted_404_is_listed_the_next_day(days: Days):
    days.visitor.found[PLANTED] = GONE
    await days.watch().look()
    await days.write("card_lost", url=PLANTED)

    await days.pass_days(1)

    assert await days.dead() == [PLANTED]


async def test_a_new_address_that_is_gone_is_listed_within_a_minute(days: Days):
    """While whoever wrote it is still there; what is known already is not opened again."""
    await days.watch().look()
    days.visitor.found[PLANTED] = GONE
    await days.write("card_lost", url=PLANTED)
    seen = len(days.visitor.visited)

    days.clock.forward(minutes=1)
    assert await days.watch().look_at_new() == 1

    assert await days.dead() == [PLANTED]
    assert days.visitor.visited[seen:] == [PLANTED]


async def test_a_new_address_that_nobody_reaches_is_left_to_the_hourly_round(days: Days):
    """It is opened once, not every minute: perhaps we have no line."""
    await days.watch().look()
    days.visitor.found[PLANTED] = AWAY
    await days.write("card_lost", url=PLANTED)
    watch = days.watch()
    for _ in range(5):
        days.clock.forward(minutes=1)
        assert await watch.look_at_new() == 0

    assert days.visitor.visited.count(PLANTED) == 1
    assert await days.dead() == []


async def test_each_address_is_opened_once_a_day(days: Days):
    """However often workers look, and however many there are."""
    await days.watch().look()
    await days.watch().look()
    await days.pass_days(3)

    assert sorted(days.visitor.visited) == sorted([FINE, OTHER] * 4)


async def test_a_site_that_is_down_is_listed_after_the_second_day(days: Days):
    """And no longer once it is back."""
    days.visitor.found[FINE] = AWAY
    await days.watch().look()
    assert await days.dead() == []

    await days.pass_days(1)
    assert await days.dead() == [FINE]

    days.visitor.found.clear()
    await days.pass_days(1)
    assert await days.dead() == []


async def test_while_our_own_line_is_down_no_address_is_to_blame(days: Days):
    days.visitor.found |= {FINE: AWAY, OTHER: Look(Outcome.FAILED, "host")}

    await days.pass_days(3)

    assert await days.dead() == []
    assert days.links.known == {}


async def test_what_is_still_live_is_looked_at_besides_the_draft(days: Days):
    """An answer that is only retired in the draft is read by citizens today."""
    await days.shelf.drafts.remove_entry("card_lost", "wang", None)
    await days.watch().look()

    assert days.visitor.visited == [OTHER]


async def test_an_address_that_no_answer_uses_any_more_is_forgotten(days: Days):
    days.visitor.found[FINE] = GONE
    await days.watch().look()
    assert await days.dead() == [FINE]

    await days.write("card_lost", url="")
    await days.pass_days(1, hours=1)

    assert await days.dead() == []

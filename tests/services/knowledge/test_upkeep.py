"""Mondays pass: each unit is told once a week what its answers need."""

from dataclasses import dataclass, field

import pytest

from bot.adapters.departments.envelope import Letterhead
from bot.adapters.departments.words import line_of
from bot.domain.dispatch import Catalogue, Department
from bot.domain.errors import StoreAway
from bot.domain.parcels import Parcel
from bot.domain.releases import Release
from bot.domain.unanswered import Task
from bot.domain.web_links import WebLink
from bot.services.faq import Faq
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.upkeep import Upkeep, Weekly
from tests.builders import NOW
from tests.fakes.house import FakeClock, FakeWaker
from tests.fakes.store import FakeStore
from tests.fakes.web_links import FakeRounds, FakeWebLinks
from tests.services.knowledge.builders import Shelf, a_shelf

CATALOGUE = Catalogue(
    "test",
    "centre",
    (Department("centre", "协调中心", None, ()), Department("social_security", "社保局", None, ())),
)


@dataclass
class Weeks:
    """A knowledge base, and a worker that looks every hour. It begins on a Monday at 16:00."""

    shelf: Shelf
    clock: FakeClock = field(default_factory=FakeClock)
    store: FakeStore = field(default_factory=FakeStore)
    links: FakeWebLinks = field(default_factory=FakeWebLinks)
    rounds: FakeRounds = field(default_factory=FakeRounds)
    waker: FakeWaker = field(default_factory=FakeWaker)

    def weekly(self) -> Weekly:
        """As a worker that has just started has it."""
        drafts = self.shelf.drafts
        faq = Faq(drafts, Publishing(drafts, self.shelf.models, FakeWaker()))
        upkeep = Upkeep(faq, self.links, self.store.unanswered, CATALOGUE, self.clock)
        return Weekly(upkeep, self.rounds, self.store.tickets, self.waker)

    async def pass_hours(self, hours: int) -> None:
        for _ in range(hours):
            self.clock.forward(hours=1)
            await self.weekly().look()

    @property
    def told(self) -> list[Parcel]:
        return list(self.store.parcels)


@pytest.fixture
async def weeks() -> Weeks:
    """One answer has expired."""
    shelf = await a_shelf()
    await shelf.releases.publish(Release(1, "m1", "huiying", NOW), None)
    old = (await shelf.entry("card_lost")).changed(valid_until="2026-11-20")
    await shelf.drafts.put_entry(old, "wang", None)
    return Weeks(shelf)


async def test_a_unit_is_told_once_a_week_on_monday_morning(weeks: Weeks):
    """However many workers look, and however often they start anew."""
    await weeks.weekly().look()
    await weeks.weekly().look()
    assert [one.target for one in weeks.told] == ["social_security"]

    await weeks.pass_hours(6 * 24 + 16)  # until Monday, 8:00
    assert len(weeks.told) == 1

    await weeks.pass_hours(24)
    assert [one.body["digest"]["week"] for one in weeks.told] == ["2026-11-23", "2026-11-30"]
    assert weeks.waker.woken == 2


async def test_a_worker_that_fails_before_units_are_told_takes_nobodys_week(weeks: Weeks):
    """The next look tells them, once."""
    weeks.store.away = True
    with pytest.raises(StoreAway):
        await weeks.weekly().look()
    weeks.store.away = False

    await weeks.pass_hours(2)

    assert [one.target for one in weeks.told] == ["social_security"]


async def test_the_message_names_all_that_is_to_be_done(weeks: Weeks):
    """Expired, a dead address, and a question whose day has passed."""
    water = (await weeks.shelf.entry("water_bill")).changed(url="https://a.example/x")
    await weeks.shelf.drafts.put_entry(water, "wang", None)
    weeks.links.known = {water.url: WebLink(water.url, NOW, 1, True, "404", NOW)}
    task = Task("无人机怎么登记", "wang", NOW, owner="social_security", due="2026-11-20")
    await weeks.store.unanswered.take(task, [])

    await weeks.weekly().look()

    [told] = weeks.told
    words = line_of(told, Letterhead("social_security", "社保局", "https://city.example"))
    assert words == (
        "【本周要做】答案和没答上来的话，这周请看一下：已过期、不再回答 1 条，网址打不开 1 条，"
        "没答上来的话 1 组（1 组过了约定的日期）。\n  社保局"
    )


async def test_who_has_nothing_to_do_hears_nothing(weeks: Weeks):
    """Not later in the week either, when something turns up."""
    entry = await weeks.shelf.entry("card_lost")
    await weeks.shelf.drafts.put_entry(entry.changed(valid_until="2027-12-31"), "wang", None)
    await weeks.weekly().look()
    await weeks.shelf.drafts.put_entry(entry, "wang", None)

    await weeks.pass_hours(72)

    assert weeks.told == []
    assert weeks.waker.woken == 0


async def test_what_no_unit_of_the_catalogue_answers_for_reaches_the_centre(weeks: Weeks):
    entry = await weeks.shelf.entry("card_lost")
    await weeks.shelf.drafts.put_entry(entry.changed(owner="dissolved"), "wang", None)

    await weeks.weekly().look()

    assert [one.target for one in weeks.told] == ["centre"]

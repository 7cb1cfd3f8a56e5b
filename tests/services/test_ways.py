"""What is set in the console comes into force, and out of it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.dispatch import Delivery
from bot.domain.ways import OwnWay
from bot.services.ways import WayKeeper
from tests.builders import NOW
from tests.fakes.house import FakeClock
from tests.fakes.ways import FakeTold, FakeWayBook

HOOK = Delivery("webhook", "https://a/", "new")
WAY = OwnWay("heating", HOOK, "p1", NOW, old="old", old_until=NOW + timedelta(days=7))


async def test_a_change_comes_into_force_at_the_next_look():
    """And goes out of it when it is taken back; a broken one never comes."""
    book, told = FakeWayBook(), FakeTold("centre")
    keeper = WayKeeper(book, told, FakeClock())
    kept = await book.keep(WAY)
    await book.keep(OwnWay("water", None, "p1", NOW, broken=True))

    await keeper.look()
    assert told.own == {"heating": replace(HOOK, secret="new old")}

    await book.keep(replace(kept, delivery=None))
    await keeper.look()
    assert told.own == {}


async def test_a_secret_ends_at_its_time_though_nothing_changes():
    book, told, clock = FakeWayBook(), FakeTold("centre"), FakeClock()
    keeper = WayKeeper(book, told, clock)
    await book.keep(WAY)
    await keeper.look()

    clock.forward(days=7)
    await keeper.look()

    assert told.own == {"heating": HOOK}


async def test_while_nothing_changes_nothing_is_read():
    """One short question a second."""
    book, told = FakeWayBook(), FakeTold("centre")
    keeper = WayKeeper(book, told, FakeClock())
    await book.keep(WAY)
    await keeper.look()
    told.own = {}

    await keeper.look()

    assert told.own == {}

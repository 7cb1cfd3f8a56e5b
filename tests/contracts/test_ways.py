"""What every book of units' ways promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.seal import Seal
from bot.adapters.store import Database, SqlWays
from bot.domain.dispatch import Delivery
from bot.domain.errors import TurnConflict
from bot.domain.telling import Group, News, Plan, Rule, When
from bot.domain.ways import OwnWay
from bot.services.ports.ways import WayBook
from tests.builders import NOW
from tests.fakes.ways import FakeWayBook

WAY = OwnWay("heating", Delivery("webhook", "https://heating.example/x", "whsec_new"), "p1", NOW)
BOTH = replace(WAY, old="whsec_old", old_until=NOW + timedelta(days=7))


@pytest.fixture
async def book(store_url: str | None) -> AsyncIterator[WayBook]:
    if store_url is None:
        yield FakeWayBook()
        return
    db = Database(store_url)
    yield SqlWays(db, Seal("this installation's key", "ways"))
    await db.close()


async def test_what_is_kept_is_found_as_it_was(book: WayBook):
    """Secrets and times included, under a version of its own."""
    assert (await book.latest(), await book.find("heating")) == (0, None)

    kept = await book.keep(BOTH)

    assert kept == replace(BOTH, version=1)
    assert await book.find("heating") == kept
    assert await book.all() == [kept]
    assert await book.latest() == 1


async def test_who_hears_what_is_kept_beside_the_way_and_without_one(book: WayBook):
    """A unit that is told as the operator's file says has a plan all the same."""
    quiet = Rule(frozenset({News.NEW, News.OVERDUE}), When.OFFICE)
    group = Group("g1", "值班群", Delivery("dingtalk", "https://x/?access_token=k", "SEC1"), quiet)
    plan = Plan(Rule(frozenset()), (group,), {"p1": quiet})

    beside = await book.keep(replace(BOTH, plan=plan))
    alone = await book.keep(OwnWay("water", None, "p1", NOW, plan=plan))

    assert await book.all() == [beside, alone]
    assert (beside.plan, alone.delivery) == (plan, None)


async def test_who_saves_over_what_they_have_not_seen_is_told(book: WayBook):
    """Nothing is written then: not over another's first, and not over a later one."""
    first = await book.keep(WAY)
    second = await book.keep(replace(first, changed_by="p2"))

    for seen in (WAY, first):
        with pytest.raises(TurnConflict):
            await book.keep(replace(seen, changed_by="p3"))

    assert await book.all() == [second]


async def test_a_way_that_is_taken_back_is_a_change_as_well(book: WayBook):
    """So that every process notices."""
    kept = await book.keep(BOTH)
    other = await book.keep(replace(WAY, department="water"))

    gone = await book.keep(replace(kept, delivery=None, old=None, old_until=None))

    assert gone.version == 3
    assert await book.all() == [gone, other]
    assert await book.latest() == 3

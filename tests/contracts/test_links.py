"""What every store of one-ticket links promises."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlLinks
from bot.domain.errors import NotFound
from bot.services.ports.links import Link, Links
from tests.builders import NOW
from tests.fakes.links import FakeLinks

DAY = timedelta(days=1)
LINK = Link("d1", "p1", "20261123-4821-07", NOW + DAY)


@pytest.fixture
async def links(store_url: str | None) -> AsyncIterator[Links]:
    if store_url is None:
        yield FakeLinks()
        return
    db = Database(store_url)
    yield SqlLinks(db)
    await db.close()


async def test_a_link_is_found_as_it_was_kept(links: Links):
    await links.keep(LINK, NOW)

    assert await links.find("d1") == LINK
    with pytest.raises(NotFound):
        await links.find("d2")


async def test_the_first_browser_has_it(links: Links):
    """And may come again; another one never may."""
    await links.keep(LINK, NOW)

    assert [await links.bind("d1", who) for who in ("b1", "b1", "b2", "b1")] == [
        True,
        True,
        False,
        True,
    ]
    assert await links.find("d1") == replace(LINK, browser="b1")
    assert not await links.bind("d2", "b1")


async def test_of_many_who_open_it_at_once_one_has_it(links: Links):
    await links.keep(LINK, NOW)

    bound = await asyncio.gather(*(links.bind("d1", f"b{n}") for n in range(8)))

    assert sum(bound) == 1


async def test_what_has_expired_is_forgotten_with_the_next(links: Links):
    await links.keep(LINK, NOW)

    await links.keep(replace(LINK, digest="d2", expires_at=NOW + 2 * DAY), NOW + DAY)

    with pytest.raises(NotFound):
        await links.find("d1")
    assert (await links.find("d2")).digest == "d2"

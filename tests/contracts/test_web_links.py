"""What every memory of addresses, and of rounds that one process makes for all, promises."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlRounds, SqlWebLinks
from bot.domain.web_links import WebLink
from bot.services.ports.rounds import Rounds
from bot.services.ports.web_links import WebLinks
from tests.builders import NOW
from tests.fakes.web_links import FakeRounds, FakeWebLinks

HOUR = timedelta(hours=1)
FINE = WebLink("https://a.example/1", NOW)
GONE = WebLink("https://b.example/2", NOW, 1, True, "404", NOW - HOUR)
AWAY = WebLink(f"https://c.example/{'长' * 3000}", NOW, 2, False, "timeout", NOW)
ONCE = WebLink("https://d.example/4", NOW, 1, False, "host", NOW)
ALL = [FINE, GONE, AWAY, ONCE]


@dataclass(frozen=True)
class Books:
    links: WebLinks
    rounds: Rounds


@pytest.fixture
async def books(store_url: str | None) -> AsyncIterator[Books]:
    if store_url is None:
        yield Books(FakeWebLinks(), FakeRounds())
        return
    db = Database(store_url)
    yield Books(SqlWebLinks(db), SqlRounds(db))
    await db.close()


async def test_what_was_found_is_known_and_what_is_dead_is_told(books: Books):
    """However long an address is."""
    await books.links.keep(ALL, [one.url for one in ALL])

    assert await books.links.all() == ALL
    assert await books.links.dead() == [GONE, AWAY]


async def test_another_look_takes_the_place_of_the_one_before(books: Books):
    """And what no answer uses any more is forgotten."""
    await books.links.keep(ALL, [one.url for one in ALL])
    again = WebLink(GONE.url, NOW + HOUR)

    await books.links.keep([again], [FINE.url, GONE.url])

    assert await books.links.all() == [FINE, again]
    assert await books.links.dead() == []


async def test_without_any_address_nothing_is_known(books: Books):
    await books.links.keep([FINE], [FINE.url])

    await books.links.keep([], [])

    assert await books.links.all() == []


async def test_a_round_is_begun_by_one_alone(books: Books):
    """Until it is due again; each job has rounds of its own."""
    assert await books.rounds.take("a", NOW - HOUR, NOW)
    assert not await books.rounds.take("a", NOW - HOUR, NOW)
    assert not await books.rounds.take("a", NOW, NOW + HOUR)
    assert await books.rounds.take("b", NOW - HOUR, NOW)
    assert await books.rounds.begun("a", NOW)
    assert not await books.rounds.begun("a", NOW + HOUR)
    assert not await books.rounds.begun("c", NOW)

    assert await books.rounds.take("a", NOW + HOUR, NOW + 2 * HOUR)

"""What every archive of letters promises."""

import asyncio

import pytest

from bot.adapters.store import Database, SqlLetters
from bot.domain.letters import Letter
from bot.domain.tickets import Type
from tests.fakes.letters import FakeLetters

FULL = Letter("dl-1", "供暖不热\n“😀”", "供暖", Type.COMPLAINT, "供热办", "heating", "已安排检修\n")
BARE = Letter("dl-2", "公积金怎么提取")


@pytest.fixture
async def letters(store_url: str | None):
    if store_url is None:
        yield FakeLetters()
        return
    db = Database(store_url)
    yield SqlLetters(db)
    await db.close()


async def test_letters_come_back_as_they_were_kept(letters):
    """In the order of the archive, whatever it recorded."""
    assert await letters.add_all([FULL, BARE], "2026-11") == 2

    assert await letters.all() == [FULL, BARE]


async def test_importing_again_adds_only_what_is_new(letters):
    """Also when one file names a letter twice; the first words stay."""
    await letters.add_all([FULL], "first")

    added = await letters.add_all([Letter("dl-1", "改过"), BARE, Letter("dl-2", "重复")], "again")

    assert added == 1
    assert await letters.all() == [FULL, BARE]


async def test_a_whole_archive_is_kept_at_once(letters):
    """Thousands of letters, and two people who import the same file."""
    archive = [Letter(f"id-{number}", f"内容{number}") for number in range(3000)]

    added = await asyncio.gather(*(letters.add_all(archive, "big") for _ in range(2)))

    assert sorted(added) == [0, 3000]
    assert len(await letters.all()) == 3000


async def test_an_empty_archive_adds_nothing(letters):
    """And is no error."""
    assert await letters.add_all([], "empty") == 0
    assert await letters.all() == []


async def test_letters_are_found_by_their_ids(letters):
    """In the order asked for; what is not kept is left out."""
    await letters.add_all([FULL, BARE], "2026-11")

    assert await letters.some(["dl-2", "nowhere", "dl-1"]) == [BARE, FULL]
    assert await letters.some([]) == []

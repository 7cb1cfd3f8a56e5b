"""What every diary promises."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.adapters.store import Database, SqlDiary
from bot.domain.drift import Counts
from bot.services.ports.drift import Diary
from tests.fakes.diary import FakeDiary

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
async def diary(store_url: str | None) -> AsyncIterator[Diary]:
    if store_url is None:
        yield FakeDiary()
        return
    db = Database(store_url)
    yield SqlDiary(db)
    await db.close()


async def test_counts_of_a_day_are_added_up(diary: Diary):
    """Whichever process counted them."""
    await diary.add({(MONDAY, "m1"): Counts({"faq": 2, "greet": 1}, 2.5, 2.25, 0)})
    await diary.add({(MONDAY, "m1"): Counts({"faq": 1, "out_of_scope": 1}, 0.75, 0.5, 1)})

    found = await diary.since(MONDAY, "m1")

    assert dict(found.classes) == {"faq": 3, "greet": 1, "out_of_scope": 1}
    assert (found.total, found.squares, found.unsure) == (3.25, 2.75, 1)


async def test_only_the_days_and_the_model_that_are_asked_for_count(diary: Diary):
    await diary.add(
        {
            (MONDAY, "m1"): Counts({"faq": 1}),
            (TUESDAY, "m1"): Counts({"faq": 2}),
            (TUESDAY, "m2"): Counts({"faq": 4}),
        }
    )

    assert (await diary.since(TUESDAY, "m1")).messages == 2
    assert (await diary.since(MONDAY, "m1")).messages == 3


async def test_an_empty_diary_has_no_messages(diary: Diary):
    assert await diary.since(MONDAY, "m1") == Counts({})

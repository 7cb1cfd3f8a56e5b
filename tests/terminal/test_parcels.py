"""What the commands do that start no part of the bot."""

from pathlib import Path

import pytest

from bot.adapters.store import Database, SqlOutbox, SqlTickets
from bot.domain.errors import NotFound
from bot.domain.parcels import ParcelState
from bot.services.ports.changes import Changes
from bot.settings import Settings
from bot.terminal import parcels
from tests.builders import a_departments_parcel

GIVEN_UP = a_departments_parcel(state=ParcelState.GIVEN_UP, error="HTTP 410", attempts=3)


@pytest.fixture
async def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """An installation with one dead letter."""
    database = Database(sqlite_url)
    await SqlTickets(database).apply(Changes(parcels=[GIVEN_UP]))
    await database.close()
    return Settings(demo=True, data_dir=tmp_path, database_url=sqlite_url)


async def state_of(settings: Settings) -> list[ParcelState]:
    """What still needs a human."""
    assert settings.database_url is not None
    database = Database(settings.database_url)
    parcels = await SqlOutbox(database).needing_a_human()
    await database.close()
    return [parcel.state for parcel in parcels]


async def test_dead_letters_are_listed_with_their_reason_and_without_words(settings: Settings):
    """The operator sees whom it was for and why it came to nothing."""
    first, last = await parcels.undelivered(settings, again="")

    assert "construction" in first
    assert "HTTP 410" in first
    assert last.startswith("共 1 件未送达，其中 0 件")
    assert await state_of(settings) == [ParcelState.GIVEN_UP]


@pytest.mark.parametrize("again", [GIVEN_UP.id, "all"])
async def test_a_dead_letter_can_be_sent_again(settings: Settings, again: str):
    """One by its id, or all of them."""
    lines = await parcels.undelivered(settings, again)

    assert "其中 1 件已安排再送" in lines[-1]
    assert await state_of(settings) == []


async def test_an_unknown_dead_letter_is_a_sentence(settings: Settings):
    """And nothing is sent."""
    with pytest.raises(NotFound, match="没有编号为 nobody"):
        await parcels.undelivered(settings, again="nobody")

    assert await state_of(settings) == [ParcelState.GIVEN_UP]

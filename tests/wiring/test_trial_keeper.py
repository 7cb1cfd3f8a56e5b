"""A trial runs in a process of its own, and one that dies is told of."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.store import Database
from bot.domain.releases import TrialState
from bot.settings import Settings
from bot.wiring.ground import now
from bot.wiring.knowledge import KnowledgeBase, Nobody, TrialKeeper
from tests.services.knowledge.builders import FILES


async def test_a_trial_whose_process_dies_is_broken_and_not_begun_for_ever(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Here it dies because it is sent to another database, which has no such trial."""
    monkeypatch.setenv("HUIYING_DATA_DIR", str(tmp_path / "elsewhere"))
    database = Database(sqlite_url)
    office = KnowledgeBase(database, Settings(demo=True, data_dir=tmp_path), now, Nobody())
    await office.library.seed(FILES)
    asked = await office.trials.propose("editor")

    await TrialKeeper(office.trials, asyncio.Event()).look()

    found = await office.library.releases.trial(asked.id or 0)
    await database.close()
    assert found.state is TrialState.BROKEN
    assert "意外停止" in found.against[0]


async def test_who_is_asked_to_stop_leaves_the_trial_to_the_next(sqlite_url: str, tmp_path: Path):
    """It is taken up again when nobody has told of it for a while."""
    database = Database(sqlite_url)
    office = KnowledgeBase(database, Settings(demo=True, data_dir=tmp_path), now, Nobody())
    await office.library.seed(FILES)
    asked = await office.trials.propose("editor")
    stopping = asyncio.Event()
    stopping.set()

    await TrialKeeper(office.trials, stopping).look()

    found = await office.library.releases.trial(asked.id or 0)
    await database.close()
    assert found == replace(asked, state=TrialState.RUNNING, seen_at=found.seen_at)

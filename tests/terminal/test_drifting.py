"""`huiying drift`: the last week beside the release."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.releases import keep_release, release_of
from bot.adapters.store import SqlDiary
from bot.domain.drift import Counts
from bot.domain.errors import BadSetting
from bot.settings import Settings
from bot.terminal.drifting import compare
from bot.wiring.ground import a_database, now

ORDINARY = Counts({"complaint": 80, "inquiry": 60, "greet": 20}, 120.0, 92.0)
SHUFFLED = Counts({"complaint": 20, "inquiry": 40, "greet": 240}, 225.0, 170.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(demo=True, data_dir=tmp_path)


async def a_model_that_lived(settings: Settings, week: Counts) -> Path:
    """Measured at its release, and used since."""
    (settings.data_dir / "models").mkdir()
    model = settings.data_dir / "models" / "m1.tar.gz"
    keep_release(model, ORDINARY)
    async with a_database(settings) as database:
        yesterday = (now() - timedelta(days=1)).date()
        await SqlDiary(database).add({(yesterday, "m1"): week})
    return model


async def test_the_week_stands_beside_the_release(settings: Settings):
    model = await a_model_that_lived(settings, SHUFFLED)

    section = await compare(settings, model, accept=False)

    rows = {row[0]: row[1:] for row in section.rows}
    assert rows["消息数"] == (160, 300, "")
    assert rows["构成（PSI）"][2] == "明显变化"
    assert rows["greet"][:2] == (0.125, 0.8)
    assert "--accept" in section.note


async def test_a_week_that_is_accepted_is_the_ordinary_one(settings: Settings):
    model = await a_model_that_lived(settings, SHUFFLED)
    await compare(settings, model, accept=True)

    section = await compare(settings, model, accept=False)

    assert "没有明显变化" in section.note
    release = release_of(model)
    assert release is not None
    assert release.counts == SHUFFLED


async def test_a_small_week_is_told_to_be_small_and_is_not_accepted(settings: Settings):
    model = await a_model_that_lived(settings, Counts({"praise": 20}, 4.0, 0.8))

    assert "太少" in (await compare(settings, model, accept=False)).note
    with pytest.raises(BadSetting, match="20"):
        await compare(settings, model, accept=True)


async def test_a_model_that_was_never_measured_says_what_to_do(settings: Settings):
    with pytest.raises(BadSetting, match="huiying train"):
        await compare(settings, settings.data_dir / "models" / "m1.tar.gz", accept=False)


async def test_a_week_without_a_message_has_no_figures(settings: Settings):
    """A nought would look as if it had been measured."""
    model = await a_model_that_lived(settings, Counts({}))

    section = await compare(settings, model, accept=False)

    assert section.rows == ()
    assert "没有读过一条消息" in section.absent

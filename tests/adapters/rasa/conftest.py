"""A small Rasa project, trained once for all tests of this folder."""

from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.sources import Sources, Trained
from bot.adapters.rasa.training import train

SMALL = Path(__file__).parent / "small"
ACTIONS = "tests.adapters.rasa.small_actions"


def small_project(**changes: Path | None) -> Sources:
    files = {
        "config": SMALL / "config.yml",
        "domain": SMALL / "domain.yml",
        "data": (SMALL / "examples.yml", SMALL / "stories.yml"),
    }
    return Sources(**{**files, **changes})


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train(small_project(), tmp_path_factory.mktemp("models"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(trained: Trained) -> RasaEngine:
    return await RasaEngine.load(trained.path, ACTIONS)

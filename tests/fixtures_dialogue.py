"""The trained model of this repository, and a citizen who talks to it."""

import asyncio
import contextlib
import io
import tempfile
from pathlib import Path

import pytest

from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.sources import Sources
from bot.adapters.rasa.training import train
from tests.fakes.citizen import Citizen

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model file; trained again only when a file it is made from has changed."""
    models = Path(tempfile.gettempdir()) / "huiying-test-models"
    with contextlib.redirect_stderr(io.StringIO()):  # Rasa's progress bars
        return train(Sources.in_folder(ROOT), models).path


@pytest.fixture(scope="session")
def dialogue(trained_model: Path) -> RasaEngine:
    """The engine with the real model and the real actions."""
    return asyncio.run(RasaEngine.load(trained_model))


@pytest.fixture
def citizen(dialogue: RasaEngine) -> Citizen:
    """Somebody who never wrote before."""
    return Citizen(dialogue)

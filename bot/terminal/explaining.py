"""Why a text is understood as it is, and why a ticket became what it is."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import models
from bot.adapters.catalogue import load_catalogue
from bot.adapters.similar import SimilarLetters
from bot.adapters.store import SqlLetters, SqlTickets
from bot.domain.errors import BadSetting, NotFound
from bot.domain.numbers import find_number
from bot.services import explanation, understanding
from bot.services.evaluation.report import Section
from bot.services.reasons import Reasons
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.wiring.ground import a_database
from bot.wiring.in_force import catalogue_in_force


async def parse(
    settings: Settings, texts: Iterable[str], tell: Callable[[dict[str, Any]], None]
) -> None:
    """Tell how each text is understood."""
    from bot.adapters.rasa.engine import RasaEngine

    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    engine = await RasaEngine.load(await models.some_model(settings), actions=None)
    for text in texts:
        tell(await understanding.describe(text, engine, catalogue, engine.habits))


async def why(settings: Settings, text: str) -> list[Section]:
    """Why a text is understood as it is. Raises BadSetting."""
    if not text.strip():
        raise BadSetting("没有写要理解的话。例如：huiying parse --why 路灯坏了")
    return await _reasons(settings, await models.some_model(settings), text)


async def explain(settings: Settings, number: str) -> list[Section]:
    """The decisions behind a ticket, and what the current model goes by. Raises NotFound."""
    number = find_number(number) or number.strip()
    if not number:
        raise BadSetting("没有写工单编号。例如：huiying explain 20261123-4821-07")
    async with a_database(settings) as database:
        catalogue = await catalogue_in_force(settings, database)
        try:
            ticket = await SqlTickets(database).find(number)
        except NotFound:
            remedy = "编号在给市民的回执里，形如 20261123-4821-07。"
            raise NotFound(f"没有编号为 {number} 的工单。{remedy}") from None
    told = explanation.explain(ticket, catalogue)
    try:
        model = models.current_model(settings)
    except BadSetting as error:
        return [*told, Section("words", "分量最重的字词", (), [], absent=str(error))]
    outcome, *reasons = await _reasons(settings, model, explanation.opening_words(ticket))
    note = explanation.since_then(ticket, model.name.removesuffix(".tar.gz"))
    return [*told, replace(outcome, title="现在再看", note=note), *reasons]


async def _reasons(settings: Settings, model: Path, text: str) -> list[Section]:
    from bot.adapters.examples import NearestExamples
    from bot.adapters.rasa.engine import RasaEngine
    from bot.terminal.showing import NAMES

    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    engine = await RasaEngine.load(model, actions=None)
    index = settings.data_dir / models.INDEX
    archive = SimilarLetters(index) if index.exists() else None
    async with a_database(settings) as database:
        examples = NearestExamples(models.ROOT / "nlu", archive, SqlLetters(database))
        weights, habits = engine.weights, engine.habits
        return await Reasons(engine, weights, examples, catalogue, habits, NAMES).of(text)

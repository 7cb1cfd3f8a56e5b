"""Training: Rasa's files in, one model file out, under the same name for the same content."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import rasa.engine.validation
from rasa.engine.caching import Cacheable, TrainingCache
from rasa.engine.exceptions import (
    GraphComponentException,
    GraphRunError,
    GraphSchemaValidationException,
)
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import ResponsesSyncImporter, TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.adapters.rasa import absent, complaints
from bot.adapters.rasa.sources import (
    Sources,
    Trained,
    fingerprint,
    trained_before,
    yaml_files,
)
from bot.adapters.rasa.straight import TrainingRunner
from bot.adapters.rasa.tamed import tame
from bot.domain.errors import BadFile
from nlu.components.classifier import LETTER
from nlu.components.departments import DEPARTMENT

tame()

Progress = Callable[[str], None]

_GRAPH_FAILURES = (GraphRunError, GraphComponentException, GraphSchemaValidationException)
LANGUAGE = "zh"
NLU_KEYS, STORY_KEYS = {"nlu", "responses"}, {"stories", "rules"}
"""What tells Rasa how to read a file."""


def train(sources: Sources, models: Path, on_progress: Progress = lambda sentence: None) -> Trained:
    """Train into the folder `models`, or return what stands there for the same content.

    Takes seconds of a processor: run it in a process of its own beside live turns. Raises BadFile
    or BadInput with a sentence that names the file; nothing is written then.
    """
    if known := trained_before(sources, models):
        return known
    version = fingerprint(sources)
    path = models / f"{version}.tar.gz"
    models.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # hints for Rasa's authors; problems of data are raised
        _train(sources, path, on_progress)
    return Trained(path, version, fresh=True)


def _train(sources: Sources, path: Path, on_progress: Progress) -> None:
    on_progress("读取例句、故事和 domain.yml")
    complaints.check_keys(yaml_files(sources.domain), sources.data_files)
    try:
        importer = _importer(sources)
        _check(importer, sources)
        on_progress("训练模型")
        _run_graph(importer, path)
    except (RasaException, ImportError, *_GRAPH_FAILURES) as error:
        cause = _cause_of(error)
        if isinstance(cause, OSError):
            raise cause from None  # a full disk is no fault of the files
        raise complaints.translated(cause, sources.config, sources.knowledge) from error


def _importer(sources: Sources) -> TrainingDataImporter:
    return ResponsesSyncImporter(_Knowledge(sources))


class _Knowledge(RasaFileImporter):
    """Rasa's files and an archive of letters, each read once: Rasa reads every file seven times.

    Stories are told in intents here, so that none adds examples of its own (Rasa's E2EImporter).
    """

    def __init__(self, sources: Sources) -> None:
        super().__init__(str(sources.config), str(sources.domain), [])
        keys = {str(path): complaints.keys_of(path) for path in sources.data_files}
        self._nlu_files = [path for path in keys if keys[path] & NLU_KEYS]
        self._story_files = [path for path in keys if keys[path] & STORY_KEYS]
        self._letters = sources.letters

    def get_domain(self) -> Domain:
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return self._stories

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        return self._examples

    @cached_property
    def _domain(self) -> Domain:
        return Domain.load(str(self._domain_path))  # raises; Rasa would go on with an empty one

    @cached_property
    def _stories(self) -> StoryGraph:
        return super().get_stories()

    @cached_property
    def _examples(self) -> TrainingData:
        own = super().get_nlu_data(LANGUAGE)
        return own.merge(TrainingData(list(_messages(self._letters)))) if self._letters else own


def _messages(letters: Path) -> Iterator[Message]:
    """An archive of letters as training examples: JSON lines with `text` and `intent`."""
    with letters.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                letter = json.loads(line)
                yield _message(letter)
            except (ValueError, KeyError, TypeError) as error:
                problem = "这一行不是带 text 和 intent 的信件。"
                raise BadFile(letters, number, problem, "请重新导入信件。") from error


def _message(letter: Mapping[str, Any]) -> Message:
    """A letter with the type it was filed under and the unit it went to, as far as is known.

    What somebody `reviewed` is an example like our own: it was not filed carelessly.
    """
    text = letter["text"]
    told = {INTENT: letter.get("intent"), DEPARTMENT: letter.get("department")}
    known = {name: value for name, value in told.items() if value}
    if not known:
        raise ValueError("nothing to learn from this letter")
    letter_or_not = {} if letter.get("reviewed") else {LETTER: True}
    return Message({TEXT: text, **letter_or_not, **known})


def _check(importer: TrainingDataImporter, sources: Sources) -> None:
    """Refuse what Rasa would accept with a warning and then trip over in a conversation."""
    config = importer.get_config()
    used = [part.get("name") for part in [*config.get("pipeline", ()), *config.get("policies", ())]]
    if reason := absent.refused(used):
        raise BadFile(sources.config, None, reason, "")
    complaints.check_words(importer, sources.knowledge)


def _run_graph(importer: TrainingDataImporter, path: Path) -> None:
    configuration = _graph(importer)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".training-") as folder:
        storage = LocalModelStorage(Path(folder) / "parts")
        (Path(folder) / "parts").mkdir()
        unfinished = Path(folder) / path.name
        GraphTrainer(storage, _NoCache(), TrainingRunner).train(
            configuration, importer, unfinished, force_retraining=True
        )
        os.replace(unfinished, path)  # a model is there whole, or not at all


def _graph(importer: TrainingDataImporter) -> GraphModelConfiguration:
    stories, config = importer.get_stories(), importer.get_config()
    kind = TrainingType.NLU if stories.is_empty() else TrainingType.BOTH
    recipe = Recipe.recipe_for_name(config.get("recipe"))
    configuration = recipe.graph_config_for_recipe(config, {}, training_type=kind)
    rasa.engine.validation.validate(configuration)
    return configuration


class _NoCache(TrainingCache):
    """Rasa would keep every step's result for ever, to save the two seconds a training takes."""

    def cache_output(self, *_: Any, **__: Any) -> None:
        return

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> str | None:
        return None

    def get_cached_result(self, *_: Any, **__: Any) -> Cacheable | None:
        return None


def _cause_of(error: Exception) -> Exception:
    while isinstance(error, _GRAPH_FAILURES) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return error

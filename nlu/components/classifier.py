"""Rasa's intent classifier over characters."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.characters import CharacterModel

LETTER = "letter"
"""Set on a training message that came from an archive of letters."""

_FILE = "characters.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterIntentClassifier(GraphComponent):
    """What does the writer want: sets `intent` and `intent_ranking`.

    Examples of known questions (`faq/…`) count as `asking`: whether a question is a known one is
    for the retriever to say.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: CharacterModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "restraint": 0.3,
            "asking": "inquiry",
            "known_questions": 0.4,
            "letters": 0.5,
            "unsure_below": 0.2,
            "unsure": "out_of_scope",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharacterIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharacterIntentClassifier:
        with model_storage.read_from(resource) as folder:
            model = CharacterModel.from_bytes((folder / _FILE).read_bytes())
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.training_examples if m.get(INTENT) and m.get(TEXT)]
        self._model = CharacterModel.fit(
            [message.get(TEXT) for message in examples],
            [self._label(message) for message in examples],
            self._importance(examples),
            restraint=self._config["restraint"],
        )
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(self._model.to_bytes())
        return self._resource

    def _label(self, message: Message) -> str:
        return str(self._config["asking"] if _is_known_question(message) else message.get(INTENT))

    def _importance(self, examples: list[Message]) -> list[float]:
        """Letters are many, long and carelessly filed: together they get a share, no majority.

        Among them a rare intent counts more than its number, or nobody would ever praise.
        """
        letters = Counter(m.get(INTENT) for m in examples if m.get(LETTER))
        others = len(examples) - letters.total()
        share = self._config["letters"] * others or letters.total()
        whole = sum(number**0.5 for number in letters.values())
        of_a_letter = {name: share / whole / number**0.5 for name, number in letters.items()}
        return [
            of_a_letter[message.get(INTENT)] if message.get(LETTER) else self._of_example(message)
            for message in examples
        ]

    def _of_example(self, message: Message) -> float:
        return float(self._config["known_questions"]) if _is_known_question(message) else 1.0

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        assert self._model is not None  # load gave one
        ranking = [
            {"name": name, "confidence": confidence}
            for name, confidence in self._model.predict(message.get(TEXT) or "")
        ]
        confidence = ranking[0]["confidence"] if ranking else 0.0
        unsure = confidence < self._config["unsure_below"]
        name = self._config["unsure"] if unsure else ranking[0]["name"]
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def _is_known_question(message: Message) -> bool:
    return bool(message.get(INTENT_RESPONSE_KEY))

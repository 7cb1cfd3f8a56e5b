"""Rasa's retrieval of known questions, weighed against what the writer wants done."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.characters import CharacterModel

FAQ = "faq"
"""The message's attribute: `[{"key", "confidence", "question"}]`, at most five, best first."""

_MODEL, _QUESTIONS = "questions.npz", "questions.json"
_BEST = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqRetriever(GraphComponent):
    """Which known question is meant: sets `faq`, and decides between `faq` and the other intents.

    Stands in the pipeline after the intent classifier. A question is answered at once (`faq`) when
    the retrieval is sure enough and the writer does not clearly want something done.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: CharacterModel | None = None,
        questions: Mapping[str, str] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model
        self._questions = questions or {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent": "faq",
            "strength": 10.0,
            "answer_from": 0.25,
            "offer_from": 0.10,
            "firm": [],
            "firm_from": 0.5,
            "otherwise": "inquiry",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FaqRetriever:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FaqRetriever:
        with model_storage.read_from(resource) as folder:
            questions = json.loads((folder / _QUESTIONS).read_text("utf-8"))
            file = folder / _MODEL
            model = CharacterModel.from_bytes(file.read_bytes()) if file.exists() else None
        return cls(config, model_storage, resource, model, questions)

    def train(self, training_data: TrainingData) -> Resource:
        intent = self._config["intent"]
        examples = [m for m in training_data.training_examples if m.get(INTENT) == intent]
        keys = [_key(message) for message in examples]
        self._questions = _questions(training_data.responses, intent)
        with self._storage.write_to(self._resource) as folder:
            (folder / _QUESTIONS).write_text(json.dumps(self._questions, ensure_ascii=False), "utf-8")
            if len(set(keys)) > 1:  # one question alone needs, and allows, no choice
                texts = [message.get(TEXT) for message in examples]
                self._model = CharacterModel.fit(texts, keys, strength=self._config["strength"])
                (folder / _MODEL).write_bytes(self._model.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._retrieve(message)
        return messages

    def _retrieve(self, message: Message) -> None:
        found = self._model.predict(message.get(TEXT) or "") if self._model else []
        best = [
            {"key": key, "confidence": confidence, "question": self._questions.get(key, key)}
            for key, confidence in found[:_BEST]
            if confidence >= self._config["offer_from"]
        ]
        message.set(FAQ, best, add_to_output=True)
        self._decide(message, best[0]["confidence"] if best else 0.0)

    def _decide(self, message: Message, confidence: float) -> None:
        """Turn a sure retrieval into the intent `faq`, and an unsure `faq` into a plain inquiry."""
        faq, ranking = self._config["intent"], message.get(INTENT_RANKING_KEY) or []
        sure = confidence >= self._config["answer_from"]
        if sure and not self._wants_something_done(ranking):
            message.set(INTENT, {"name": faq, "confidence": confidence}, add_to_output=True)
        elif not sure and message.get(INTENT, {}).get("name") == faq:
            unsure = {**message.get(INTENT), "name": self._config["otherwise"]}
            message.set(INTENT, unsure, add_to_output=True)

    def _wants_something_done(self, ranking: Sequence[Mapping[str, Any]]) -> bool:
        firm = set(self._config["firm"])
        return sum(r["confidence"] for r in ranking if r["name"] in firm) >= self._config["firm_from"]


def _key(message: Message) -> str:
    """`social_card` of `faq/social_card`."""
    return str(message.get(INTENT_RESPONSE_KEY) or "").partition("/")[2]


def _questions(responses: Mapping[str, Sequence[Mapping[str, Any]]], intent: str) -> dict[str, str]:
    """The question that an editor wrote above each answer (`metadata: question:`)."""
    found = {}
    for name, variants in responses.items():
        intent_and_key = name.removeprefix("utter_")
        metadata = variants[0].get("metadata") if variants else None
        if intent_and_key.startswith(f"{intent}/") and isinstance(metadata, Mapping):
            found[intent_and_key.partition("/")[2]] = str(metadata.get("question", ""))
    return {key: question for key, question in found.items() if question}

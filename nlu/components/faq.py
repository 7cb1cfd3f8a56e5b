"""Rasa's retrieval of known questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.characters import CharacterModel, Grams
from nlu.components.classifier import ASKING

FAQ = "faq"
"""The message's attribute: `[{"key", "confidence", "question"}]`, at most five, best first."""

_MODEL, _QUESTIONS = "questions.npz", "questions.json"
_BEST = 5
_CUT = Grams(longest=2, punctuated=False)  # a topic is in its words, not in how they are asked
_SENTENCE_END = re.compile(r"[。！？；\n]")
_SHORTEST_SENTENCE = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqRetriever(GraphComponent):
    """Which known question is meant: sets `faq`, and the intent `faq` when it is sure.

    Stands in the pipeline after the intent classifier. A question's confidence is the probability
    that the writer asks something at all, times that of meaning this question: a complaint that
    merely mentions a topic is no question. Learns from the examples, and from the words of the
    answers, which brought one hard question in ten more to its answer.
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
            "asking": ["inquiry", "faq"],
            "answer_from": 0.75,
            "offer_from": 0.15,
            "restraint": 0.5,
            "answers": 0.5,
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
        known = list(_examples(training_data, self._config["intent"], self._config["answers"]))
        self._questions = dict(_questions(training_data, self._config["intent"]))
        with self._storage.write_to(self._resource) as folder:
            (folder / _QUESTIONS).write_text(
                json.dumps(self._questions, ensure_ascii=False), "utf-8"
            )
            if len({key for _, key, _ in known}) > 1:  # between fewer there is nothing to choose
                texts, keys, importance = zip(*known, strict=True)
                self._model = CharacterModel.fit(
                    texts, keys, importance, _CUT, self._config["restraint"]
                )
                (folder / _MODEL).write_bytes(self._model.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._retrieve(message)
        return messages

    def _retrieve(self, message: Message) -> None:
        asking = self._asks(message)
        asks = asking >= self._config["offer_from"]  # or else no question could be offered
        found = self._model.predict(message.get(TEXT) or "")[:_BEST] if self._model and asks else []
        faq = [
            {"key": key, "confidence": asking * sure, "question": self._questions.get(key, key)}
            for key, sure in found
            if asking * sure >= self._config["offer_from"]
        ]
        message.set(FAQ, faq, add_to_output=True)
        if faq and faq[0]["confidence"] >= self._config["answer_from"]:
            intent = {"name": self._config["intent"], "confidence": faq[0]["confidence"]}
            message.set(INTENT, intent, add_to_output=True)

    def _asks(self, message: Message) -> float:
        """The probability that the writer asks something, rather than wants something done."""
        known: float | None = message.get(ASKING)
        if known is not None:
            return known
        ranking = message.get(INTENT_RANKING_KEY) or ()
        return float(sum(r["confidence"] for r in ranking if r["name"] in self._config["asking"]))


def _examples(
    training_data: TrainingData, intent: str, answers: float
) -> Iterator[tuple[str, str, float]]:
    """Text, key and importance of all that tells what a known question is about."""
    keys = set()
    for message in training_data.training_examples:
        if message.get(INTENT) == intent and message.get(TEXT):
            key = str(message.get(INTENT_RESPONSE_KEY) or "").partition("/")[2]
            keys.add(key)
            yield message.get(TEXT), key, 1.0
    for key, question in _questions(training_data, intent):
        if key in keys:
            yield question, key, 1.0
    for key, variant in _answers(training_data, intent):
        for sentence in _SENTENCE_END.split(variant.get("text") or ""):
            if key in keys and len(sentence) >= _SHORTEST_SENTENCE:
                yield sentence, key, answers


def _questions(training_data: TrainingData, intent: str) -> Iterator[tuple[str, str]]:
    """Key and the question that an editor wrote beside the answer (`metadata: question:`)."""
    for key, variant in _answers(training_data, intent):
        metadata = variant.get("metadata")
        if isinstance(metadata, Mapping) and metadata.get("question"):
            yield key, str(metadata["question"])


def _answers(training_data: TrainingData, intent: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, variants in training_data.responses.items():
        if name.startswith(f"utter_{intent}/") and variants:
            yield name.partition("/")[2], variants[0]

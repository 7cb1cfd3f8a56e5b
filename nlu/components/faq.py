"""Rasa's retrieval of known questions."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.asking import asks as reads_like_a_question
from bot.domain.grievance import complains, grieves
from bot.domain.losing import tells_of_loss
from nlu.components.classifier import ASKING
from nlu.components.making import Learned
from nlu.components.questions import SILENCE, Match, QuestionIndex

FAQ = "faq"
"""The message's attribute: `[{"key", "confidence", "question"}]`, at most five, best first."""

_INDEX, _QUESTIONS, _LOSSES = "questions.npz", "questions.json", "losses.json"
_BEST = 5
_FAR_BEHIND = 5  # a question so many times less likely than the best is not offered
_SENTENCE_END = re.compile(r"[。！？；\n]")
_SHORTEST = 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FaqRetriever(Learned):
    """Which known question is meant: sets `faq`, and the intent `faq` when it is sure.

    Stands in the pipeline after the intent classifier. A question's confidence is the probability
    that the writer asks something at all, times that of meaning this question: a complaint that
    merely mentions a topic is no question. A match speaks for asking, so that a question in words
    like those of a known one is answered whatever type it resembles (`match`); what has no word of
    a question, or tells that something has been going wrong, is at most offered (`told`), and not
    even that where it asks nothing besides (bot/domain/grievance.py). Learns from the examples, and
    from the words of the answers, which brought one hard question in ten more to its answer.
    """

    _index: QuestionIndex | None = None
    _questions: Mapping[str, str] = MappingProxyType({})
    _losses: frozenset[str] = frozenset()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent": "faq",
            "asking": ["inquiry", "faq"],
            "answer_from": 0.45,
            "surely_asks": 0.8,
            "answer_askers_from": 0.35,
            "ahead": 2.0,
            "offer_from": 0.25,
            "match": 3.0,
            "told": 0.4,
            "silence": SILENCE,
            "longest": 300,
            "answers": 0.8,
        }

    def read(self, folder: Path) -> None:
        self._questions = json.loads((folder / _QUESTIONS).read_text("utf-8"))
        if (file := folder / _INDEX).exists():
            self._index = QuestionIndex.from_bytes(file.read_bytes())
            self._losses = frozenset(json.loads((folder / _LOSSES).read_text("utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        intent = self._config["intent"]
        answers = {key: one.get("text") or "" for key, one in _answers(training_data, intent)}
        self._learn(dict(_questions(training_data, intent)), _asked(training_data, intent), answers)
        with self._storage.write_to(self._resource) as folder:
            (folder / _QUESTIONS).write_text(
                json.dumps(self._questions, ensure_ascii=False), "utf-8"
            )
            if self._index:
                (folder / _INDEX).write_bytes(self._index.to_bytes())
                (folder / _LOSSES).write_text(json.dumps(sorted(self._losses)), "utf-8")
        return self._resource

    def taught(
        self,
        questions: Mapping[str, str],
        ways: Mapping[str, Sequence[str]],
        answers: Mapping[str, str],
    ) -> FaqRetriever:
        """Another one that knows these questions instead, by their keys. It is kept nowhere."""
        twin = copy.copy(self)
        twin._learn(questions, ways, answers)
        return twin

    def _learn(
        self,
        questions: Mapping[str, str],
        ways: Mapping[str, Sequence[str]],
        answers: Mapping[str, str],
    ) -> None:
        self._questions, self._index, self._losses = questions, None, frozenset()
        # the editor's own wording is one more way of asking
        asked = {key: [*of, *_the(questions.get(key))] for key, of in ways.items()}
        if asked:
            answered = {key: _sentences(text) for key, text in answers.items()}
            self._index = QuestionIndex.fit(asked, answered, self._config["answers"])
            self._losses = frozenset(_of_loss(asked, answered))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._retrieve(message)
        return messages

    def _retrieve(self, message: Message) -> None:
        found = self._weighed(message)
        faq = [
            {"key": key, "confidence": sure, "question": self._questions.get(key, key)}
            for key, sure in found
            if sure * _FAR_BEHIND >= found[0].probability
        ]
        offered = sum(sure for _, sure in found) >= self._config["offer_from"]
        message.set(FAQ, faq if offered else [], add_to_output=True)
        if self._is_sure([sure for _, sure in found], message) and self._fits(found[0], message):
            intent = {"name": self._config["intent"], "confidence": faq[0]["confidence"]}
            message.set(INTENT, intent, add_to_output=True)

    def _weighed(self, message: Message) -> list[Match]:
        """The likeliest questions with their confidence, best first."""
        text, asking = message.get(TEXT) or "", self._asks(message)
        if len(text) > self._config["longest"]:
            return []  # a story: of a thousand such letters none was near a known question
        if _odds(asking, self._config["match"]) < self._config["offer_from"]:
            return []  # no question could be offered
        found = self._search(text)
        asks = _odds(asking, self._config["match"] ** found[0].probability) if found else 0.0
        told = self._told(text)
        return [Match(key, told * asks * sure) for key, sure in found]

    def _told(self, text: str) -> float:
        """How much of a match counts by how the text is put, whatever it is about."""
        if not grieves(text):
            return 1.0 if reads_like_a_question(text) else float(self._config["told"])
        return 0.0 if complains(text) else float(self._config["told"])

    def _search(self, text: str) -> list[Match]:
        return self._index.search(text, _BEST, self._config["silence"]) if self._index else []

    def _is_sure(self, confidences: Sequence[float], message: Message) -> bool:
        """Whether the best is likely enough, and leaves the next one behind.

        What is doubtful of who surely asks is only which question; where it is also whether
        anything is asked, an answer given in vain sends somebody away.
        """
        best, following = [*confidences, 0.0, 0.0][:2]
        surely = self._asks(message) >= self._config["surely_asks"]
        surely = surely and reads_like_a_question(message.get(TEXT) or "")
        least = self._config["answer_askers_from" if surely else "answer_from"]
        return bool(best >= max(least, self._config["ahead"] * following))

    def _fits(self, best: Match, message: Message) -> bool:
        """Whether the entry speaks of a loss where the text does: another paper's will not do."""
        return best.key in self._losses or not tells_of_loss(message.get(TEXT) or "")

    def _asks(self, message: Message) -> float:
        """The probability that the writer asks something, rather than wants something done."""
        known: float | None = message.get(ASKING)
        if known is not None:
            return known
        ranking = message.get(INTENT_RANKING_KEY) or ()
        return float(sum(r["confidence"] for r in ranking if r["name"] in self._config["asking"]))


def _odds(probability: float, times: float) -> float:
    """The probability when something so many times likelier with it than without has happened."""
    return times * probability / (times * probability + 1 - probability)


def _asked(training_data: TrainingData, intent: str) -> dict[str, list[str]]:
    """The ways of asking of every key."""
    asked: dict[str, list[str]] = {}
    for message in training_data.training_examples:
        if message.get(INTENT) == intent and message.get(TEXT):
            key = str(message.get(INTENT_RESPONSE_KEY) or "").partition("/")[2]
            asked.setdefault(key, []).append(message.get(TEXT))
    return asked


def _the(question: str | None) -> list[str]:
    return [] if question is None else [question]


def _sentences(answer: str) -> list[str]:
    """Those of an answer, without what says too little."""
    return [s for s in _SENTENCE_END.split(answer) if len(s) >= _SHORTEST]


def _of_loss(asked: Mapping[str, list[str]], answered: Mapping[str, list[str]]) -> list[str]:
    """The keys of the entries that say what to do when a document was lost."""
    told = {key: [*ways, *answered.get(key, ())] for key, ways in asked.items()}
    return [key for key, sentences in told.items() if any(map(tells_of_loss, sentences))]


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

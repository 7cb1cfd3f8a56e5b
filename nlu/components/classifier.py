"""Rasa's intent classifier over characters."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.characters import CharacterModel, Floats, softmax
from nlu.components.leaning import Leaning
from nlu.components.making import Learned

LETTER = "letter"
"""Set on a training message that came from an archive of letters."""
ASKING = "asking"
"""Set on a message: how surely, by its words, it asks something rather than wants it done."""

_FILE, _LEANING, _TAUGHT = "characters.npz", "leaning.npz", "taught.json"
_FIRST, _LAST = 300, 200
"""Characters that are read of a long text: what somebody wants stands at one of its ends."""
_ENOUGH = 100
"""Letters of each side from which on they tell how others like them lean."""
_HARDLY = 1e-6
"""Added to a share before it is divided by."""
Shares = dict[str, float]


class Understood(NamedTuple):
    """The probability of each intent …"""

    said: Shares  # … by the words, as everything that was learned from has them
    shares: Shares  # … with what is wanted or asked as the letters lean
    filed: Shares  # … by how citizens file such words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CharacterIntentClassifier(Learned):
    """What does the writer want: sets `intent` and `intent_ranking`.

    Examples of known questions (`faq/…`) count as `asking`: whether a question is a known one is
    for the retriever to say. The confidence of a type is how often citizens who wrote so filed it
    under that type; commands are not filed, and in a few words the examples decide.
    """

    _model: CharacterModel | None = None
    _leaning: Leaning | None = None
    _taught = False
    _appeals: Sequence[str] = ()
    _wanting: Sequence[str] = ()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "restraint": 0.3,
            "asking": "inquiry",
            "wanting": ["complaint", "report"],
            "leaning": {"all": 0.3, "letters": 0.9},
            "known_questions": 0.4,
            "appeals": ["complaint", "report", "suggestion", "help", "inquiry", "praise"],
            "letters": 0.5,
            "filed_as": {"report": "complaint"},
            "filed_otherwise": 0.09,
            "untaught": 0.16,
            "tempered": 0.8,
            "dearer": {},
            "telling_from": 60,
            "untaught_from": 30,
            "unsure_below": 0.2,
            "unsure": "out_of_scope",
        }

    def read(self, folder: Path) -> None:
        self._model = CharacterModel.from_bytes((folder / _FILE).read_bytes())
        self._taught = json.loads((folder / _TAUGHT).read_text())
        if (file := folder / _LEANING).exists():
            self._leaning = Leaning.from_bytes(file.read_bytes())
        self._appeals = [name for name in self._config["appeals"] if name in self._model.labels]
        self._wanting = [name for name in self._config["wanting"] if name in self._model.labels]

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.training_examples if m.get(INTENT) and m.get(TEXT)]
        model = CharacterModel.fit(
            [_ends_of(message.get(TEXT)) for message in examples],
            [self._label(message) for message in examples],
            self._importance(examples),
            restraint=self._config["restraint"],
        )
        taught = any(message.get(LETTER) for message in examples)
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(model.to_bytes())
            (folder / _TAUGHT).write_text(json.dumps(taught))
            if leaning := self._lean(model, examples):
                (folder / _LEANING).write_bytes(leaning.to_bytes())
        return self._resource

    def _lean(self, model: CharacterModel, examples: list[Message]) -> Leaning | None:
        """Do letters like this want something done, or ask? Most mistakes are between the two."""
        sides = {str(self._config["asking"]): False} | dict.fromkeys(self._config["wanting"], True)
        letters = [m for m in examples if m.get(LETTER) and m.get(INTENT) in sides]
        leans = [sides[message.get(INTENT)] for message in letters]
        if min(leans.count(True), leans.count(False)) < _ENOUGH:
            return None
        return Leaning.fit(model, [_ends_of(message.get(TEXT)) for message in letters], leans)

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
        text = message.get(TEXT) or ""
        said, shares, filed = self._understood(text)
        ranked = sorted(filed.items(), key=lambda pair: -pair[1])
        likeliest = self._likeliest(shares)
        confidence = filed.get(likeliest, 0.0)
        unsure = max(filed.values(), default=0.0) < self._config["unsure_below"]
        name = self._config["unsure"] if unsure else likeliest
        ranking = [{"name": name, "confidence": share} for name, share in ranked]
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(ASKING, said.get(self._config["asking"], 0.0))

    def weighing(
        self, text: str, intent: str, most: int = 8
    ) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        """What in `text` weighed most for this intent and most against it: character n-grams."""
        if self._model is None:
            return [], []
        ends = _ends_of(text)
        return self._model.weighing(ends, intent, most, self._besides(ends, intent))

    def _besides(self, ends: str, intent: str) -> Floats | float:
        """What the letters' leaning lets each gram add to this intent's score, in its unit.

        The other side loses as much: half of the difference is this one's.
        """
        side = {self._config["asking"]: -0.5} | dict.fromkeys(self._wanting, 0.5)
        if self._model is None or self._leaning is None or intent not in side:
            return 0.0
        counts = self._config["leaning"]
        unit = counts["letters"] / (counts["all"] * self._model.sharpness)
        adds = self._leaning.adds(self._model.found(ends).rows)
        added: Floats = adds * (side[intent] * unit * self._told(ends))
        return added

    def _understood(self, text: str) -> Understood:
        assert self._model is not None  # load gave one
        found = self._model.found(_ends_of(text))
        if not len(found.rows):
            return Understood({}, {}, {})
        scores = self._model.scores_of(found)
        told = self._told(text)
        said = self._shares(scores)
        shares = self._leant(said, found.rows, told)
        tempered = shares if self._taught else self._shares(scores, self._config["tempered"])
        return Understood(said, shares, shares | self._as_filed(shares, tempered, told))

    def _told(self, text: str) -> float:
        """How much of a letter this is: a few words are taken as they are said."""
        whole = self._config["telling_from" if self._taught else "untaught_from"]
        return float(min(len(text) / whole, 1.0))

    def _leant(self, shares: Shares, rows: Floats, told: float) -> Shares:
        """The same, where what is wanted and what is asked are divided as the letters lean."""
        if self._leaning is None:
            return shares
        asking, wanting = self._config["asking"], self._wanting
        asked, wanted = shares[asking] + _HARDLY, sum(shares[name] for name in wanting) + _HARDLY
        odds, counts = log(wanted / asked), self._config["leaning"]
        leant = counts["all"] * odds + counts["letters"] * self._leaning.odds(rows)
        part = 1 / (1 + exp((told - 1) * odds - told * leant))
        grown, shrunk = (wanted + asked) * part / wanted, (wanted + asked) * (1 - part) / asked
        divided = {name: shares[name] * grown for name in wanting}
        return shares | divided | {asking: shares[asking] * shrunk}

    def _shares(self, scores: Floats, tempered: float = 1.0) -> Shares:
        assert self._model is not None
        sharpness = self._model.sharpness * tempered
        return dict(zip(self._model.labels, softmax(scores * sharpness).tolist(), strict=True))

    def _as_filed(self, shares: Shares, tempered: Shares, told: float) -> Shares:
        """The types as they would be filed: whatever a letter says, some file it otherwise."""
        otherwise = self._config["filed_otherwise" if self._taught else "untaught"]
        appeal = sum(shares[name] for name in self._appeals)
        whole = sum(tempered[name] for name in self._appeals) or 1.0
        even = otherwise / len(self._appeals) if self._appeals else 0.0
        filed = {n: (1 - otherwise) * tempered[n] / whole + even for n in self._appeals}
        return {n: (1 - told) * shares[n] + told * appeal * filed[n] for n in self._appeals}

    def _likeliest(self, shares: Mapping[str, float]) -> str:
        """The likeliest intent; one that letters are rarely filed under needs less to be taken."""
        dearer = self._config["dearer"] if self._taught else {}
        return max(shares, key=lambda name: shares[name] * dearer.get(name, 1.0), default="")


def _ends_of(text: str) -> str:
    """A text as far as it is read."""
    return text if len(text) <= _FIRST + _LAST else f"{text[:_FIRST]}\n{text[-_LAST:]}"


def _is_known_question(message: Message) -> bool:
    return bool(message.get(INTENT_RESPONSE_KEY))

"""Which unit did letters like this one go to? Learned from a city's archive."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.characters import CharacterModel, Grams, softmax
from nlu.components.making import Learned

DEPARTMENT = "department"
"""Set on a training message: the code of the unit that a letter went to."""

_FILE = "departments.npz"
_CUT = Grams(longest=2, punctuated=False)  # a matter is in its words; longer ones added nothing
_FEWEST, _FEWEST_OF_A_UNIT = 100, 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DepartmentHabits(Learned):
    """Knows nothing where no archive was imported. Leaves messages as they are: the desk asks it.

    What a matter is about is told in several messages, so that no single one could carry the
    answer.
    """

    _model: CharacterModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"restraint": 1.0, "rare": 0.5}

    def read(self, folder: Path) -> None:
        if (file := folder / _FILE).exists():
            self._model = CharacterModel.from_bytes(file.read_bytes())

    def train(self, training_data: TrainingData) -> Resource:
        sent = [
            (message.get(TEXT), message.get(DEPARTMENT))
            for message in training_data.training_examples
            if message.get(TEXT) and message.get(DEPARTMENT)
        ]
        numbers = Counter(unit for _, unit in sent)
        sent = [(text, unit) for text, unit in sent if numbers[unit] >= _FEWEST_OF_A_UNIT]
        with self._storage.write_to(self._resource) as folder:
            if len(sent) >= _FEWEST and len({unit for _, unit in sent}) > 1:
                texts, units = zip(*sent, strict=True)
                usual = len(sent) / len(set(units))
                counts = [(usual / numbers[unit]) ** self._config["rare"] for unit in units]
                model = CharacterModel.fit(texts, units, counts, _CUT, self._config["restraint"])
                (folder / _FILE).write_bytes(model.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        return messages

    def usual(self, text: str) -> dict[str, float]:
        """The share of letters like this one that went to each unit; nothing without an archive."""
        scores = self._model.scores(text) if self._model else None
        if self._model is None or scores is None:
            return {}
        shares = softmax(scores * self._model.sharpness)
        return dict(zip(self._model.labels, shares.tolist(), strict=True))

    def words(self, text: str, unit: str) -> tuple[str, ...]:
        """What in the text speaks most for this unit."""
        if self._model is None or unit not in self._model.labels:
            return ()
        return tuple(self._model.deciding(text, unit))

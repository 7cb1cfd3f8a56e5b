"""A second opinion on two labels that are easily mistaken for each other.

Which of the two a text leans to, by which of the model's grams stand in it at all: each gram's
log ratio of naive Bayes, weighed once more by a logistic regression (NBSVM, Wang and Manning
2012). It errs elsewhere than the ridge regression over all labels, so that both together are right
more often than either.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.components.characters import CharacterModel, Floats


@dataclass(frozen=True)
class Leaning:
    """How much each gram of a model speaks for the one of two labels: what `fit` learned."""

    weights: Floats  # (grams,)
    bias: float

    @classmethod
    def fit(cls, model: CharacterModel, texts: Sequence[str], leans: Sequence[bool]) -> Leaning:
        """Learn from texts over the grams that the model knows; takes a second for six thousand."""
        from nlu.components.fitting import lean

        return lean(model, texts, leans)

    def odds(self, rows: Floats) -> float:
        """The log odds of a text in which these grams stand, for `leans`."""
        return float(self.adds(rows).sum() + self.bias)

    def adds(self, rows: Floats) -> Floats:
        """What each of these grams adds to the odds (the same number of them)."""
        added: Floats = self.weights[rows] / (len(rows) ** 0.5 or 1.0)
        return added

    def to_bytes(self) -> bytes:
        """The weights as a compressed file, for `from_bytes`."""
        file = io.BytesIO()
        np.savez_compressed(file, weights=self.weights.astype(np.float16), bias=np.array(self.bias))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Leaning:
        """What `to_bytes` wrote; nothing in the file is ever executed."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return cls(file["weights"].astype(np.float32), float(file["bias"]))

"""A linear classifier over the characters of a text.

TF-IDF over character n-grams and a logistic regression, with probabilities scaled to mean what
they say. No word segmentation: on Chinese messages it classified no better and cost more. A fitted
model is four arrays and two lists of strings, so that it is stored without pickle and predicts
without scikit-learn.
"""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

LONGEST_GRAM = 4
MOST_GRAMS = 200_000
LONGEST_TEXT = 500
_SEPARATOR = "\n"  # never part of a gram: `tidy` leaves no line break


@dataclass(frozen=True)
class CharacterModel:
    """Weights of every gram for every label: what `fit` learned from examples."""

    labels: tuple[str, ...]
    grams: tuple[str, ...]
    idf: Floats  # (grams,)
    weights: Floats  # (grams, labels)
    bias: Floats  # (labels,)
    sharpness: float  # scores are multiplied by it before they become probabilities

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        importance: Sequence[float] | None = None,
        strength: float = 10.0,
    ) -> CharacterModel:
        """Learn from examples; `importance` says how much each one counts (1 by default).

        `strength` is the inverse of the regularisation. Needs at least two different labels.
        """
        from nlu.components.fitting import fit

        return fit(cls, texts, labels, importance, strength)

    def predict(self, text: str) -> list[tuple[str, float]]:
        """Every label with its probability, best first; nothing known in the text means no labels."""
        scores = self.scores(text)
        if scores is None:
            return []
        probabilities = softmax(scores * self.sharpness)
        order = np.argsort(-probabilities)
        return [(self.labels[at], float(probabilities[at])) for at in order]

    def scores(self, text: str) -> Floats | None:
        """The raw score of each label, or None when no gram of the text is known."""
        known = self._places
        counts = Counter(at for gram in grams_of(text) if (at := known.get(gram)) is not None)
        if not counts:
            return None
        rows = np.fromiter(counts, dtype=np.intp)
        values = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32)) 
        values *= self.idf[rows]
        values /= np.linalg.norm(values)
        scores: Floats = values @ self.weights[rows] + self.bias
        return scores

    @cached_property
    def _places(self) -> dict[str, int]:
        return {gram: at for at, gram in enumerate(self.grams)}

    def to_bytes(self) -> bytes:
        """The model as a compressed file, for `from_bytes`."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            labels=_as_array(self.labels),
            grams=_as_array(self.grams),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            sharpness=np.float32(self.sharpness),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> CharacterModel:
        """The model that `to_bytes` wrote; nothing in the file is ever executed."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return cls(
                labels=_as_strings(file["labels"]),
                grams=_as_strings(file["grams"]),
                idf=file["idf"],
                weights=file["weights"].astype(np.float32),
                bias=file["bias"],
                sharpness=float(file["sharpness"]),
            )


def grams_of(text: str) -> list[str]:
    """The runs of 1 to LONGEST_GRAM characters in a text, its beginning and end marked."""
    marked = f"^{tidy(text)}$"
    last = len(marked)
    return [
        marked[start : start + length]
        for length in range(1, LONGEST_GRAM + 1)
        for start in range(last - length + 1)
    ]


def tidy(text: str) -> str:
    """Full-width forms, case, digits and blanks made alike; long texts keep beginning and end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join("0" if sign.isdigit() else sign for sign in plain)
    plain = " ".join(plain.split())
    if len(plain) > LONGEST_TEXT:
        plain = plain[: LONGEST_TEXT * 3 // 4] + " " + plain[-LONGEST_TEXT // 4 :]
    return plain


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def _as_array(strings: Sequence[str]) -> npt.NDArray[Any]:
    return np.frombuffer(_SEPARATOR.join(strings).encode(), dtype=np.uint8)


def _as_strings(array: npt.NDArray[Any]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split(_SEPARATOR))

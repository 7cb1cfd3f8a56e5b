"""A linear classifier over the characters of a text.

TF-IDF over character n-grams and a ridge regression on the labels, whose scores become
probabilities that mean what they say. No word segmentation: on Chinese messages it classified no
better and cost more. A fitted model is a few arrays and two lists of strings, so that it is stored
without pickle and predicts without scikit-learn.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
Keys = npt.NDArray[np.uint64]

LONGEST_TEXT = 500
"""Characters that are looked at: the first three quarters and the last quarter of so many."""

_SEPARATOR = "\n"  # never part of a gram: `tidy` leaves no line break
_PUNCTUATION = re.compile(r"[\s，。、；：,.!?;:()“”\"'《》…—~-]+")
_DIGIT = re.compile(r"\d")
_CODE = 21  # bits of a character's number: three of them make one of 64 bits


@dataclass(frozen=True)
class Grams:
    """How a text is cut into character n-grams of 1 to `longest` characters, at most 3.

    `punctuated`: punctuation counts, and so do beginning and end: they tell a question from an
    order, but say nothing about its topic.
    """

    longest: int = 3
    punctuated: bool = True

    def of(self, text: str) -> list[str]:
        """The grams of a text, each as often as it occurs."""
        plain = self._plain(text)
        last = len(plain)
        return [
            plain[start : start + length]
            for length in range(1, self.longest + 1)
            for start in range(last - length + 1)
        ]

    def keys(self, text: str) -> Keys:
        """The same as numbers: ten times sooner, which a long letter is glad of."""
        plain = self._plain(text).encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(plain, dtype=np.uint32).astype(np.uint64)
        cut = [points]
        for longer in range(1, min(self.longest, len(points))):
            cut.append(cut[-1][:-1] | points[longer:] << np.uint64(_CODE * longer))
        return np.concatenate(cut)

    def _plain(self, text: str) -> str:
        return f"^{tidy(text)}$" if self.punctuated else _PUNCTUATION.sub("", tidy(text))


class Known:
    """Where grams stand among those that were learned."""

    def __init__(self, grams: Sequence[str]) -> None:
        longest = max(map(len, grams), default=1)
        points = np.array(grams, dtype=f"U{longest}").view(np.uint32).reshape(-1, longest)
        keys = np.zeros(len(grams), dtype=np.uint64)
        for at, of in enumerate(points.T.astype(np.uint64)):
            keys |= of << np.uint64(_CODE * at)
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def find(self, keys: Keys) -> tuple[Floats, Floats]:
        """Which of these keys are known, and where the grams of those stand."""
        places = np.searchsorted(self._keys, keys)
        places[places == len(self._keys)] = 0
        known = self._keys[places] == keys if len(self._keys) else np.zeros(len(keys), dtype=bool)
        return known, self._order[places[known]]


class Found(NamedTuple):
    """Where the known grams of a text stand in a model, and the weight that each has in it."""

    rows: Floats  # (grams of the text,)
    values: Floats  # the same; their squares add up to 1


@dataclass(frozen=True)
class CharacterModel:
    """Weights of every gram for every label: what `fit` learned from examples."""

    cut: Grams
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
        cut: Grams = Grams(),
        restraint: float = 0.3,
    ) -> CharacterModel:
        """Learn from examples; `importance` (1 by default) says how much each one counts.

        More `restraint` trusts single examples less. Takes seconds for ten thousand examples.
        """
        from nlu.components.fitting import fit

        return fit(texts, labels, importance, cut, restraint)

    def predict(self, text: str) -> list[tuple[str, float]]:
        """Every label with its probability, best first; none if nothing in the text is known."""
        scores = self.scores(text)
        if scores is None:
            return []
        probabilities = softmax(scores * self.sharpness)
        order = np.argsort(-probabilities)
        best = zip(order.tolist(), probabilities[order].tolist(), strict=True)
        return [(self.labels[at], probability) for at, probability in best]

    def scores(self, text: str) -> Floats | None:
        """The raw score of each label (about 1 for a sure one), or None when no gram is known."""
        found = self.found(text)
        return self.scores_of(found) if len(found.rows) else None

    def scores_of(self, found: Found) -> Floats:
        """The raw score of each label for a text in which this was found."""
        scores: Floats = found.values @ self.weights[found.rows] + self.bias
        return scores

    def deciding(self, text: str, label: str, most: int = 4) -> list[str]:
        """The grams of `text` that speak most for `label` and against the others, best first."""
        rows, values = self.found(text)
        weights = self.weights[rows]
        speak = values * (weights[:, self.labels.index(label)] - weights.mean(axis=1))
        best: list[str] = []
        for at in np.argsort(-speak).tolist():
            gram = self.grams[rows[at]]
            if len(best) == most or speak[at] <= 0:
                break
            if len(gram) > 1 and not any(gram in one or one in gram for one in best):
                best.append(gram)
        return best

    def weighing(
        self, text: str, label: str, most: int = 8, besides: Floats | float = 0.0
    ) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        """The grams of `text` that weighed most for `label`, and those most against it.

        Each with what it adds to the label's score above the mean of all labels; of grams that
        overlap only the weightiest. Nothing for a label that the model does not know. `besides`
        (grams of the text,) is what something else lets each of them add.
        """
        rows, values = self.found(text)
        if label not in self.labels:
            return [], []
        weights = self.weights[rows]
        adds = values * (weights[:, self.labels.index(label)] - weights.mean(axis=1)) + besides
        order = np.argsort(-adds).tolist()
        ranked = [(self.grams[rows[at]], float(adds[at])) for at in order]
        against = [(gram, add) for gram, add in reversed(ranked) if add < 0]
        return _apart([one for one in ranked if one[1] > 0], most), _apart(against, most)

    def found(self, text: str) -> Found:
        """The known grams of a text, each of them once."""
        keys, counts = np.unique(self.cut.keys(text), return_counts=True)
        known, rows = self._known.find(keys)
        values = (1 + np.log(counts[known], dtype=np.float32)) * self.idf[rows]
        return Found(rows, values / (np.linalg.norm(values) or 1.0))

    @cached_property
    def _known(self) -> Known:
        return Known(self.grams)

    def to_bytes(self) -> bytes:
        """The model as a compressed file, for `from_bytes`."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            cut=np.array([self.cut.longest, self.cut.punctuated]),
            labels=as_array(self.labels),
            grams=as_array(self.grams),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            sharpness=np.array(self.sharpness),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> CharacterModel:
        """The model that `to_bytes` wrote; nothing in the file is ever executed."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            longest, punctuated = file["cut"].tolist()
            model = cls(
                cut=Grams(longest, bool(punctuated)),
                labels=as_strings(file["labels"]),
                grams=as_strings(file["grams"]),
                idf=file["idf"],
                weights=file["weights"].astype(np.float32),
                bias=file["bias"],
                sharpness=float(file["sharpness"]),
            )
        assert model._known is not None  # built now: the first citizen shall not wait for it
        return model


def _apart(ranked: Sequence[tuple[str, float]], most: int) -> list[tuple[str, float]]:
    """The first so many, without those that hold another of them or are held by it."""
    chosen: list[tuple[str, float]] = []
    for gram, add in ranked:
        if len(chosen) == most:
            break
        if not any(gram in one or one in gram for one, _ in chosen):
            chosen.append((gram, add))
    return chosen


def tidy(text: str) -> str:
    """Full-width forms, case, digits and blanks made alike; of a long text beginning and end."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = " ".join(_DIGIT.sub("0", plain).split())
    if len(plain) > LONGEST_TEXT:
        plain = f"{plain[: LONGEST_TEXT * 3 // 4]} {plain[-LONGEST_TEXT // 4 :]}"
    return plain


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def as_array(strings: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Strings without a line break, to be stored without pickle."""
    return np.frombuffer(_SEPARATOR.join(strings).encode(), dtype=np.uint8)


def as_strings(array: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    """The strings that `as_array` stored."""
    return tuple(array.tobytes().decode().split(_SEPARATOR))

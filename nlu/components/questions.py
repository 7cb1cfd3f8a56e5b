"""Which known question does a text ask, or none of them? An index of their characters.

Every entry has a weight for each n-gram of its ways of asking and of its answer. A text meets only
the entries that share a gram with it, and weighs them against one more possibility: that it asks
something else. That one gains with all that the text says, so that a long story which shares a few
words with an entry is not taken for it. An entry more costs an entry's room, and no other entry's
learning: five thousand are found as one hundred are. Stored without pickle.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlu.components.characters import Grams, Known, as_array, as_strings

Numbers = npt.NDArray[Any]

CUT = Grams(longest=2, punctuated=False)  # a topic is in its words, not in how they are asked


SHARPNESS = 0.35
"""Scores are multiplied by it before they become probabilities; on questions held back they are
then right a little oftener than they say."""
SILENCE = 0.22
"""The share of what a text says that an entry must explain to be as likely as no entry at all."""


class Match(NamedTuple):
    """A known question and the probability that it is meant."""

    key: str
    probability: float


@dataclass(frozen=True)
class QuestionIndex:
    """What every gram says for every entry: `fit` learned it from examples and answers.

    The entries that a gram speaks for stand at `starts[at]:starts[at + 1]` of `entries`, with
    their `weights`. `rarity` says how much a gram tells; `strange` that of one no entry holds.
    The two constants do not follow from an entry's examples: many are written in one mould, and
    resemble each other more than any citizen's question does.
    """

    keys: tuple[str, ...]
    grams: tuple[str, ...]
    rarity: Numbers  # (grams,)
    starts: Numbers  # (grams + 1,)
    entries: Numbers
    weights: Numbers
    strange: float

    @classmethod
    def fit(
        cls,
        asked: Mapping[str, Sequence[str]],
        answered: Mapping[str, Sequence[str]],
        answers: float = 0.8,
    ) -> QuestionIndex:
        """Learn from the ways of asking of each key and the sentences of its answer.

        `answers` is how much an answer's words count against those of the examples. Every key
        needs a way of asking. Takes about 2 s for five thousand entries of ten.
        """
        from nlu.components.indexing import fit

        return fit(asked, answered, answers)

    def search(self, text: str, most: int, silence: float = SILENCE) -> list[Match]:
        """The likeliest questions, best first; what is left of 1 is that none of them is meant."""
        places, telling = self.places(text)
        if not len(places):
            return []
        scores = self.scores(places) * SHARPNESS
        none = silence * telling * SHARPNESS
        highest = max(float(scores.max()), none)
        powers = np.exp(scores - highest)
        whole = float(powers.sum()) + float(np.exp(none - highest))
        most = min(most, len(scores))
        best = np.argpartition(-scores, most - 1)[:most]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [Match(self.keys[at], float(powers[at]) / whole) for at in best.tolist()]

    def places(self, text: str) -> tuple[Numbers, float]:
        """Where the known grams of `text` stand, and how much all of its grams tell."""
        grams = np.unique(CUT.keys(text))
        _, places = self._known.find(grams)
        strange = self.strange * (len(grams) - len(places))
        return places, float(self.rarity[places].sum()) + strange

    def scores(self, places: Numbers) -> Numbers:
        """What the grams at these places say for each entry."""
        first, many = self.starts[places], self.starts[places + 1] - self.starts[places]
        before = np.cumsum(many) - many
        said = np.repeat(first - before, many) + np.arange(many.sum())
        return np.bincount(self.entries[said], self.weights[said], minlength=len(self.keys))

    def deciding(self, text: str, key: str, most: int = 4) -> list[str]:
        """The grams of `text` that say most for `key`, best first; none inside another."""
        entry = self.keys.index(key)
        places = self.places(text)[0].tolist()
        said = [(self._weight(at, entry), self.grams[at]) for at in places]
        best: list[str] = []
        for weight, gram in sorted(said, reverse=True):
            if len(best) == most or weight <= 0:
                break
            if len(gram) > 1 and not any(gram in one or one in gram for one in best):
                best.append(gram)
        return best

    def _weight(self, at: int, entry: int) -> float:
        span = slice(self.starts[at], self.starts[at + 1])
        return float(self.weights[span][self.entries[span] == entry].sum())

    @cached_property
    def _known(self) -> Known:
        return Known(self.grams)

    def to_bytes(self) -> bytes:
        """The index as a compressed file, for `from_bytes`."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            keys=as_array(self.keys),
            grams=as_array(self.grams),
            rarity=self.rarity,
            starts=self.starts,
            entries=self.entries,
            weights=self.weights,
            strange=np.array(self.strange),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> QuestionIndex:
        """The index that `to_bytes` wrote; nothing in the file is ever executed."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            index = cls(
                keys=as_strings(file["keys"]),
                grams=as_strings(file["grams"]),
                rarity=file["rarity"],
                starts=file["starts"],
                entries=file["entries"],
                weights=file["weights"],
                strange=float(file["strange"]),
            )
        assert index._known is not None  # built now: the first citizen shall not wait for it
        return index

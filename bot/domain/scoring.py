"""How right guesses were, and whether they were as sure as they were right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

BINS = 10
"""Guesses are compared in so many groups of like confidence."""
SURE = (0.5, 0.7, 0.9)
"""Confidences whose coverage is told."""


class Guess(NamedTuple):
    """What something is filed as, what it was found to be (None: nothing), and how surely, 0..1."""

    filed: str
    found: str | None
    confidence: float = 1.0

    @property
    def right(self) -> bool:
        return self.filed == self.found


class OfKind(NamedTuple):
    """One kind: how many of those found are right, how many of those filed were found."""

    precision: float
    recall: float
    f1: float
    filed: int


class Coverage(NamedTuple):
    """The share of guesses that are at least so sure, and how many of them are right."""

    share: float
    accuracy: float


@dataclass(frozen=True)
class Scores:
    """Of some guesses. `confusion` counts by filed and found kind.

    `macro_f1` is the mean over the kinds that something is filed as. `calibration_error` is the
    expected difference between confidence and accuracy, over ten groups of like confidence.
    """

    guesses: int
    accuracy: float
    macro_f1: float
    kinds: Mapping[str, OfKind]
    confusion: Mapping[tuple[str, str | None], int]
    calibration_error: float
    coverage: Mapping[float, Coverage]


def score(guesses: Sequence[Guess]) -> Scores:
    """Everything that is told about guesses. Raises ValueError when there are none."""
    if not guesses:
        raise ValueError("no guesses to score")
    confusion = Counter((guess.filed, guess.found) for guess in guesses)
    kinds = {kind: _of_kind(kind, confusion) for kind in sorted({g.filed for g in guesses})}
    return Scores(
        guesses=len(guesses),
        accuracy=_accuracy(guesses),
        macro_f1=sum(kind.f1 for kind in kinds.values()) / len(kinds),
        kinds=kinds,
        confusion=dict(confusion),
        calibration_error=calibration_error(guesses),
        coverage={sure: _coverage(guesses, sure) for sure in SURE},
    )


def reliability(guesses: Sequence[Guess]) -> list[tuple[float, float, int]]:
    """For each group of like confidence that is not empty: mean confidence, accuracy, size."""
    groups: dict[int, list[Guess]] = {}
    for guess in guesses:
        groups.setdefault(min(int(guess.confidence * BINS), BINS - 1), []).append(guess)
    return [
        (sum(g.confidence for g in group) / len(group), _accuracy(group), len(group))
        for _, group in sorted(groups.items())
    ]


def calibration_error(guesses: Sequence[Guess]) -> float:
    """How far confidence and accuracy lie apart on average."""
    apart = (abs(sure - right) * size for sure, right, size in reliability(guesses))
    return sum(apart) / len(guesses)


def among_first(places: Sequence[int | None], first: int) -> float:
    """The share whose right answer stood among the first so many; None: nowhere."""
    return sum(place is not None and place < first for place in places) / len(places)


def _of_kind(kind: str, confusion: Mapping[tuple[str, str | None], int]) -> OfKind:
    hits = confusion.get((kind, kind), 0)
    filed = sum(count for (known, _), count in confusion.items() if known == kind)
    found = sum(count for (_, said), count in confusion.items() if said == kind)
    return OfKind(
        precision=hits / found if found else 0.0,
        recall=hits / filed,
        f1=2 * hits / (filed + found),
        filed=filed,
    )


def _coverage(guesses: Sequence[Guess], sure: float) -> Coverage:
    kept = [guess for guess in guesses if guess.confidence >= sure]
    return Coverage(len(kept) / len(guesses), _accuracy(kept) if kept else 0.0)


def _accuracy(guesses: Sequence[Guess]) -> float:
    return sum(guess.right for guess in guesses) / len(guesses)

"""Do citizens still write as they did when this model was released, and is it still as sure?

Three figures of a week beside those of the release: the mix of classes (population stability
index), the share that was not understood, and the mean confidence. Each must differ by much, and by
more than chance, before it counts. No words are needed for it, only counts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEAST = 50
"""Messages. A smaller week tells nothing."""
SHIFTED = 0.25
"""From this index on the mix is another one: the usual bound for "a major change"."""
LESS_SURE, LESS_UNDERSTOOD = 0.08, 0.08
"""A change of the mean confidence, and of the share not understood, that is worth a look."""
CHANCE = 3.3
"""Standard errors that chance does not reach in a thousand weeks."""
UNSURE_BELOW = 0.3
"""Idle talk of which the model is not even so sure was not understood."""
IDLE = "out_of_scope"

_ORDINARY = Path(__file__).with_name("ordinary_week.txt")


@dataclass(frozen=True)
class Counts:
    """What a model made of messages. `total` and `squares` are sums over their confidences."""

    classes: Mapping[str, int]
    total: float = 0.0
    squares: float = 0.0
    unsure: int = 0

    @classmethod
    def of(cls, understood: Iterable[tuple[str | None, float]]) -> "Counts":
        """Over messages, each by its intent and the confidence in it."""
        classes: Counter[str] = Counter()
        total = squares = 0.0
        unsure = 0
        for intent, confidence in understood:
            classes[intent or IDLE] += 1
            total += confidence
            squares += confidence * confidence
            unsure += intent is None or (intent == IDLE and confidence < UNSURE_BELOW)
        return cls(classes, total, squares, unsure)

    def __add__(self, other: "Counts") -> "Counts":
        names = (*self.classes, *(name for name in other.classes if name not in self.classes))
        return Counts(
            {name: self.classes.get(name, 0) + other.classes.get(name, 0) for name in names},
            self.total + other.total,
            self.squares + other.squares,
            self.unsure + other.unsure,
        )

    @property
    def messages(self) -> int:
        return sum(self.classes.values())

    @property
    def confidence(self) -> float:
        """The mean; 0 without a message."""
        return self.total / self.messages if self.messages else 0.0

    @property
    def fallback(self) -> float:
        """The share that was not understood."""
        return self.unsure / self.messages if self.messages else 0.0

    @property
    def spread(self) -> float:
        """The variance of the confidence."""
        mean = self.confidence
        return max(self.squares / self.messages - mean * mean, 0.0) if self.messages else 0.0


@dataclass(frozen=True)
class Drift:
    """A week beside the release. `index` is the population stability index of the mix.

    What drifted is named in `mix`, `confidence` and `fallback`; none of them does in a week that is
    too small to tell (`enough`).
    """

    enough: bool
    index: float = 0.0
    mix: bool = False
    confidence: bool = False
    fallback: bool = False

    @property
    def alarms(self) -> bool:
        return self.mix or self.confidence or self.fallback


def drift(release: Counts, week: Counts) -> Drift:
    """How far `week` has gone from `release`."""
    index = stability_index(release, week)
    if week.messages < LEAST or release.messages < LEAST:
        return Drift(enough=False, index=index)
    both = 1 / release.messages + 1 / week.messages
    classes = len(release.classes.keys() | week.classes.keys())
    noise = math.sqrt(release.spread / release.messages + week.spread / week.messages)
    share = (release.unsure + week.unsure) / (release.messages + week.messages)
    return Drift(
        enough=True,
        index=index,
        mix=index >= SHIFTED and index / both > _chance(classes - 1),
        confidence=_differs(week.confidence - release.confidence, LESS_SURE, noise),
        fallback=_differs(
            week.fallback - release.fallback, LESS_UNDERSTOOD, math.sqrt(share * (1 - share) * both)
        ),
    )


def stability_index(release: Counts, week: Counts) -> float:
    """0 for the same mix of classes, above a quarter for another one."""
    names = release.classes.keys() | week.classes.keys()

    def share(counts: Counts, name: str) -> float:
        # half a message more in each class: none of them has a share of nothing
        return (counts.classes.get(name, 0) + 0.5) / (counts.messages + 0.5 * len(names))

    shares = [(share(release, name), share(week, name)) for name in names]
    return sum((now - before) * math.log(now / before) for before, now in shares)


@cache
def ordinary_week() -> tuple[str, ...]:
    """Messages of an ordinary week that no model learns from."""
    lines = _ORDINARY.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _differs(by: float, least: float, standard_error: float) -> bool:
    return abs(by) >= least and abs(by) > CHANCE * standard_error


def _chance(freedom: int) -> float:
    """What an index times its size hardly ever reaches by chance: chi square, Wilson-Hilferty."""
    if freedom < 1:
        return math.inf
    bend = 2 / (9 * freedom)
    return float(freedom * (1 - bend + CHANCE * math.sqrt(bend)) ** 3)

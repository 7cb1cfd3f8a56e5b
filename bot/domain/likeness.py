"""Does it sound like somebody in danger? For words that no rule of dangers.py foresees.

Weighs the character sequences of a short message by how much oftener the urgent examples hold
them than the harmless ones (naive Bayes, scaled by the length), and names the nearest example.
"""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

SHORTEST, LONGEST = 4, 24
"""Characters. The examples are short: about longer messages they say nothing."""
ALARMS_FROM = 2.5
"""Evidence from which on a message alarms. Chosen by cross-validation over the examples."""

EXAMPLES = Path(__file__).with_name("danger_examples.txt")
"""A line each: kind (- for harmless), tab, sentence."""
_HARMLESS = "-"
_SIZES = (1, 2, 3)
_SMOOTHING = 0.5
_RARE = 2
"""A sequence that fewer examples hold says nothing."""
_CALM = 4
"""Makes the evidence of a very short message weaker."""


class Likeness(NamedTuple):
    """The kind of danger a message sounds like, and the example it is nearest to."""

    kind: str
    example: str


def likeness(text: str) -> Likeness | None:
    """What danger `text` (simplified, without spaces) sounds like, or None."""
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    sequences = _sequences(text)
    weights = _weights()
    known = [weights[sequence] for sequence in sequences if sequence in weights]
    if sum(known) / math.sqrt(len(known) + _CALM) < ALARMS_FROM:
        return None
    return max(_examples(), key=lambda example: _nearness(sequences, example))


def _nearness(sequences: set[str], example: Likeness) -> float:
    theirs = _sequences(example.example)
    shared = sum(_weights().get(one, 0.0) for one in sequences & theirs)
    return shared / math.sqrt(len(theirs))


def _sequences(text: str) -> set[str]:
    marked = f"^{text}$"
    return {marked[i : i + size] for size in _SIZES for i in range(len(marked) - size + 1)}


@cache
def _all() -> tuple[Likeness, ...]:
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    return tuple(Likeness(*line.split("\t")) for line in lines if not line.startswith("#"))


@cache
def _examples() -> tuple[Likeness, ...]:
    return tuple(example for example in _all() if example.kind != _HARMLESS)


@cache
def _weights() -> Mapping[str, float]:
    """For each sequence the logarithm of how much oftener urgent examples hold it."""
    urgent = [example.example for example in _examples()]
    harmless = [example.example for example in _all() if example.kind == _HARMLESS]
    here, there = _counted(urgent), _counted(harmless)
    return {
        one: _share(here[one], len(urgent)) - _share(there[one], len(harmless))
        for one in here.keys() | there.keys()
        if here[one] + there[one] >= _RARE
    }


def _share(count: int, examples: int) -> float:
    return math.log((count + _SMOOTHING) / (examples + 2 * _SMOOTHING))


def _counted(lines: list[str]) -> Counter[str]:
    return Counter(sequence for line in lines for sequence in _sequences(line))

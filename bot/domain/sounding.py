"""Does it sound like somebody in danger? For words that no rule of dangers.py foresees.

A linear model over the character sequences of a short message: how much each of them speaks for
danger, and for which. `make dangers` learns the weights from danger_examples.txt.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

SHORTEST, LONGEST = 4, 30
"""Characters. The examples are short: about longer passages they say nothing."""
ALARMS_FROM = -0.25
"""Evidence (log odds) from which on words alarm. By cross-validation over the examples and by small
talk: at -0.5 one unforeseen cry of a hundred more is heard, and half as much small talk more."""
PART_ALARMS_FROM = 1.5
"""The same for a part of a longer message: one of many, and who is in danger is brief."""

EXAMPLES = Path(__file__).with_name("danger_examples.txt")
"""A line each: kind (- for harmless), tab, sentence."""
WEIGHTS = Path(__file__).with_name("danger_weights.txt")
"""A line each: sequence, tab, weight; for some another tab and kind:weight, blank between."""
HARMLESS = "-"
BIAS = "bias"
"""Stands in the place of a sequence, which is never longer than three characters."""
_SIZES = (1, 2, 3)


class Sounding(NamedTuple):
    """The kind of danger that words sound like, and the example they are nearest to."""

    kind: str
    example: str


def sounding(passages: Sequence[str]) -> Sounding | None:
    """What danger the most alarming of `passages` (simplified, without blanks) sounds like.

    One passage is a whole message, several are parts of one.
    """
    heard = [one for one in passages if SHORTEST <= len(one) <= LONGEST]
    least = ALARMS_FROM if len(passages) == 1 else PART_ALARMS_FROM
    alarming = max(heard, key=evidence, default="")
    if not alarming or evidence(alarming) < least:
        return None
    found = sequences(alarming)
    kind = _kind(found)
    examples = (one for one in _urgent() if one.kind == kind)
    return Sounding(kind, max(examples, key=lambda one: _nearness(found, one)).example)


def evidence(text: str) -> float:
    """The log odds that `text` tells of a danger."""
    found = sequences(text)
    known = _weights().alarm
    told = sum(known.get(sequence, 0.0) for sequence in found)
    return known[BIAS] + told / math.sqrt(len(found))


def sequences(text: str) -> set[str]:
    """Every sequence of one to three characters in `text`, its beginning and end marked."""
    marked = f"^{text}$"
    return {marked[i : i + size] for size in _SIZES for i in range(len(marked) - size + 1)}


def examples() -> list[Sounding]:
    """Every example, the harmless ones under HARMLESS."""
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    return [Sounding(*line.split("\t")) for line in lines if not line.startswith("#")]


# --- how ---


class _Weights(NamedTuple):
    alarm: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]  # kind -> sequence -> weight


def _kind(found: set[str]) -> str:
    kinds = _weights().kinds
    scale = math.sqrt(len(found))

    def speaks_for(kind: str) -> float:
        weights = kinds[kind]
        return weights[BIAS] + sum(weights.get(one, 0.0) for one in found) / scale

    return max(kinds, key=speaks_for)


def _nearness(found: set[str], example: Sounding) -> float:
    theirs = sequences(example.example)
    alarm = _weights().alarm
    shared = sum(max(alarm.get(one, 0.0), 0.0) for one in found & theirs)
    return shared / math.sqrt(len(theirs))


@cache
def _urgent() -> tuple[Sounding, ...]:
    return tuple(one for one in examples() if one.kind != HARMLESS)


@cache
def _weights() -> _Weights:
    alarm: dict[str, float] = {}
    kinds: dict[str, dict[str, float]] = {}
    for sequence, weight, by_kind in _lines():
        alarm[sequence] = float(weight)
        for pair in by_kind.split():
            kind, _, share = pair.partition(":")
            kinds.setdefault(kind, {})[sequence] = float(share)
    return _Weights(alarm, kinds)


def _lines() -> Iterator[tuple[str, str, str]]:
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            sequence, weight, by_kind = line.split("\t")
            yield sequence, weight, by_kind

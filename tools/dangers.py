"""Learn from danger_examples.txt what danger sounds like: `make dangers`.

Writes bot/domain/danger_weights.txt, which bot/domain/sounding.py reads. What citizens say of
ordinary matters (nlu/) counts as harmless besides, unless a rule alarms at it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.domain import emergency
from bot.domain.sounding import BIAS, EXAMPLES, HARMLESS, WEIGHTS, examples, sequences

NLU = Path(__file__).resolve().parent.parent / "nlu"
TRUSTED = 30.0
"""How far single examples are trusted; from 10 to 100 it made no difference beyond chance."""
RARE = 2
"""A sequence that fewer examples hold says nothing."""
SLIGHT, SLIGHT_OF_KIND = 0.4, 0.6
"""Smaller weights are left out: the file is a third of its size and decides alike."""
_ANNOTATED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def main() -> None:
    """Read, learn, write."""
    told = [(one.kind, emergency.plain(one.example)) for one in examples()]
    told += [(HARMLESS, text) for text in _ordinary()]
    urgent = [(kind, text) for kind, text in told if kind != HARMLESS]
    alarm = _learned([text for _, text in told], [kind != HARMLESS for kind, _ in told])[True]
    kinds = _learned([text for _, text in urgent], [kind for kind, _ in urgent])
    WEIGHTS.write_text("\n".join(_written(alarm, kinds)) + "\n", encoding="utf-8")


def digest() -> str:
    """Of the examples that the weights were learned from."""
    return hashlib.sha256(EXAMPLES.read_bytes()).hexdigest()[:12]


def _ordinary() -> list[str]:
    """Examples of ordinary matters at which no rule alarms, and the clauses of long ones."""
    found = []
    for file in sorted(NLU.rglob("*.yml")):
        for block in YAML(typ="safe").load(file.read_text(encoding="utf-8")).get("nlu", ()):
            lines = (line.strip() for line in block.get("examples", "").splitlines())
            found += [_ANNOTATED.sub(r"\1", line[2:]) for line in lines if line.startswith("- ")]
    harmless = [text for text in found if not emergency.by_rule(text)]
    return sorted({part for text in harmless for part in emergency.passages(text)})


def _learned(texts: list[str], labels: list[Any]) -> dict[Any, dict[str, float]]:
    """For each label the weight of every sequence; of two labels only the second's."""
    found = [sequences(text) for text in texts]
    counts = Counter(one for each in found for one in each)
    place = {one: at for at, one in enumerate(sorted(o for o, n in counts.items() if n >= RARE))}
    model = LogisticRegression(C=TRUSTED, max_iter=3000).fit(_matrix(found, place), labels)
    rows = model.classes_[1:] if len(model.classes_) == 2 else model.classes_
    return {
        label: {BIAS: float(bias), **dict(zip(place, weights.tolist(), strict=True))}
        for label, weights, bias in zip(rows, model.coef_, model.intercept_, strict=True)
    }


def _matrix(found: list[set[str]], place: dict[str, int]) -> csr_matrix:
    cells = [
        (row, place[one], len(each) ** -0.5)
        for row, each in enumerate(found)
        for one in each
        if one in place
    ]
    rows, columns, values = zip(*cells, strict=True)
    shape = (len(found), len(place))
    return csr_matrix((np.array(values), (rows, columns)), shape=shape)


def _written(alarm: dict[str, float], kinds: dict[str, dict[str, float]]) -> list[str]:
    lines = [f"# Learned by tools/dangers.py from danger_examples.txt {digest()}; not for editing."]
    for sequence in (BIAS, *sorted(alarm.keys() - {BIAS})):
        of_kinds = {kind: weights.get(sequence, 0.0) for kind, weights in kinds.items()}
        told = " ".join(
            f"{kind}:{weight:.1f}"
            for kind, weight in of_kinds.items()
            if sequence == BIAS or abs(weight) >= SLIGHT_OF_KIND
        )
        if sequence == BIAS or told or abs(alarm[sequence]) >= SLIGHT:
            lines.append(f"{sequence}\t{alarm[sequence]:.2f}\t{told}")
    return lines


if __name__ == "__main__":
    main()

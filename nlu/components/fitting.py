"""Learning the weights of a character model: the only module that needs scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.components.characters import CharacterModel, Floats, Grams, softmax
from nlu.components.leaning import Leaning

_MOST_GRAMS = 200_000
_MANY = 5_000
"""From so many examples on a gram must occur in two of them, and one trial is enough."""
_TRIALS, _HELD_OUT = 4, 0.2
_BLUNTEST, _SHARPEST = 1.0, 60.0
_STEPS, _CLOSE_ENOUGH = 60, 1e-3
_UNSEEN = 0.1
"""So often counts a gram that no text of one side holds."""


def fit(
    texts: Sequence[str],
    labels: Sequence[str],
    importance: Sequence[float] | None,
    cut: Grams,
    restraint: float,
) -> CharacterModel:
    """See CharacterModel.fit."""
    many = len(texts) >= _MANY
    vectorizer = TfidfVectorizer(
        analyzer=cut.of, sublinear_tf=True, min_df=2 if many else 1, max_features=_MOST_GRAMS
    )
    matrix = vectorizer.fit_transform(texts).tocsr()
    counts = np.ones(len(texts)) if importance is None else np.asarray(importance, dtype=float)
    names, targets = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    weights, bias = _regress(matrix, targets, counts, restraint, len(names))
    return CharacterModel(
        cut=cut,
        labels=tuple(names.tolist()),
        grams=tuple(vectorizer.get_feature_names_out().tolist()),
        idf=vectorizer.idf_.astype(np.float32),
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        sharpness=_sharpness(matrix, targets, counts, restraint, 1 if many else _TRIALS),
    )


def _regress(
    matrix: Any, targets: Any, counts: Any, restraint: float, labels: int
) -> tuple[Floats, Floats]:
    """Weights (grams, labels) and bias (labels,) of a ridge regression on label indicators.

    Solved by conjugate gradients in the space of the examples, all labels at once. A softmax
    regression classified no better and took thirty times as long.
    """
    wanted = np.zeros((len(targets), labels))
    wanted[np.arange(len(targets)), targets] = 1
    bias = wanted.mean(axis=0)
    slack = (restraint / counts)[:, None]
    turned = matrix.T.tocsr()
    solution = np.zeros_like(wanted)
    rest = wanted - bias
    steered = rest / (1 + slack)
    direction = steered.copy()
    size = (rest * steered).sum(axis=0)
    for _ in range(_STEPS):
        image = matrix @ (turned @ direction) + slack * direction
        length = size / ((direction * image).sum(axis=0) + 1e-30)
        solution += length * direction
        rest -= length * image
        if np.abs(rest).max() < _CLOSE_ENOUGH:
            break
        steered = rest / (1 + slack)
        before, size = size, (rest * steered).sum(axis=0)
        direction = steered + size / (before + 1e-30) * direction
    return turned @ solution, bias


def _sharpness(matrix: Any, targets: Any, counts: Any, restraint: float, trials: int) -> float:
    """The factor that makes the probabilities of unseen examples truest (temperature scaling)."""
    scores, unseen = [], []
    for seen, left in _splits(len(targets), trials):
        weights, bias = _regress(
            matrix[seen], targets[seen], counts[seen], restraint, targets.max() + 1
        )
        scores.append(matrix[left] @ weights + bias)
        unseen.append(left)
    rows, all_scores = np.concatenate(unseen), np.concatenate(scores)

    def surprise(factor: float) -> float:
        right = softmax(all_scores * factor)[np.arange(len(rows)), targets[rows]]
        return float(-(counts[rows] * np.log(right + 1e-9)).sum())

    return float(minimize_scalar(surprise, bounds=(_BLUNTEST, _SHARPEST), method="bounded").x)


def _splits(examples: int, trials: int) -> Iterator[tuple[Any, Any]]:
    """Which examples are seen and which are left over, the same at every training."""
    order = np.random.default_rng(0)
    for _ in range(trials):
        shuffled = order.permutation(examples)
        left = max(1, int(examples * _HELD_OUT))
        yield shuffled[left:], shuffled[:left]


def lean(model: CharacterModel, texts: Sequence[str], leans: Sequence[bool]) -> Leaning:
    """See Leaning.fit."""
    rows = [model.found(text).rows for text in texts]
    places = np.concatenate([[0], np.cumsum([len(of) for of in rows])])
    alike = np.concatenate([np.full(len(of), (len(of) or 1) ** -0.5) for of in rows])
    matrix = csr_matrix((alike, np.concatenate(rows), places), shape=(len(texts), len(model.grams)))
    side = np.asarray(leans, dtype=float)
    here, there = matrix.T @ side + _UNSEEN, matrix.T @ (1 - side) + _UNSEEN
    ratio = np.log(here / here.sum()) - np.log(there / there.sum())
    regression = LogisticRegression(C=1.0, max_iter=_STEPS, tol=_CLOSE_ENOUGH)
    regression.fit(matrix.multiply(ratio).tocsr(), side)
    weights = (ratio * regression.coef_[0]).astype(np.float32)
    return Leaning(weights, float(regression.intercept_[0]))

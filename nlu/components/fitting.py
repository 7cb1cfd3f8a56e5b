"""Learning the weights of a character model: the only module that needs scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlu.components.characters import MOST_GRAMS, CharacterModel, Floats, grams_of, softmax

_FOLDS = 3
_SHARPNESS = (0.3, 8.0)
_MANY = 4_000  # from here on a gram must occur in two examples to count


def fit(
    kind: type[CharacterModel],
    texts: Sequence[str],
    labels: Sequence[str],
    importance: Sequence[float] | None,
    strength: float,
) -> CharacterModel:
    """See CharacterModel.fit."""
    vectorizer = TfidfVectorizer(
        analyzer=grams_of,
        sublinear_tf=True,
        min_df=2 if len(texts) >= _MANY else 1,
        max_features=MOST_GRAMS,
        dtype=np.float32,
    )
    matrix = vectorizer.fit_transform(texts).astype(np.float64)
    counts = np.ones(len(texts)) if importance is None else np.asarray(importance, dtype=float)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    weights, bias = _regress(matrix, targets, counts, strength)
    return kind(
        labels=tuple(names.tolist()),
        grams=tuple(vectorizer.get_feature_names_out().tolist()),
        idf=vectorizer.idf_.astype(np.float32),
        weights=weights,
        bias=bias,
        sharpness=_sharpness(matrix, targets, counts, strength),
    )


def _regress(
    matrix: Any, targets: Any, counts: Any, strength: float
) -> tuple[Floats, Floats]:
    """Weights (grams, labels) and bias (labels,) of a softmax over all labels."""
    model = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    model.fit(matrix, targets, sample_weight=counts)
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:  # scikit-learn gives two labels one column
        weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return weights.astype(np.float32), bias.astype(np.float32)


def _sharpness(matrix: Any, targets: Any, counts: Any, strength: float) -> float:
    """The factor that makes probabilities of unseen examples truest (temperature scaling)."""
    if min(Counter(targets.tolist()).values()) < _FOLDS:
        return 1.0
    scores = np.zeros((len(targets), targets.max() + 1))
    for seen, unseen in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(matrix, targets):
        weights, bias = _regress(matrix[seen], targets[seen], counts[seen], strength)
        scores[unseen] = matrix[unseen] @ weights + bias
    rows = np.arange(len(targets))

    def surprise(factor: float) -> float:
        right = softmax(scores * factor)[rows, targets]
        return float(-(counts * np.log(right + 1e-9)).sum())

    return float(minimize_scalar(surprise, bounds=_SHARPNESS, method="bounded").x)

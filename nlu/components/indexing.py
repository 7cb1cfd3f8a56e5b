"""Learning the index of known questions: how much each gram says for each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags

from nlu.components.questions import CUT, Numbers, QuestionIndex

_ASKED, _ANSWERED = 0.2, 0.1
"""What counts is the share of an entry's texts that hold a gram, damped: beyond these shares a
larger one adds little. A tenth of an answer is one sentence of it."""
_MENTIONED, _NOWHERE = 0.25, 0.5
"""Every answer says to bring an identity card: a gram that only the answer holds makes it less
common by so much of an entry. One that no entry holds is as rare as in half an entry."""
_LENGTH = 0.5
"""0: an entry gains with every word of its answer; 1: it gains nothing by them."""


def fit(
    asked: Mapping[str, Sequence[str]], answered: Mapping[str, Sequence[str]], answers: float
) -> QuestionIndex:
    """See QuestionIndex.fit."""
    places: dict[str, int] = {}
    held = _shares(asked, asked, places)
    said = _shares(asked, answered, places)
    held.resize(said.shape)
    total = _damped(held, _ASKED) + answers * _damped(said, _ANSWERED)
    of = len(asked)
    asking, saying = (np.bincount(one.indices, minlength=len(places)) for one in (held, total))
    rarity = _rarity(np.maximum(asking + _MENTIONED * (saying - asking), _NOWHERE), of)
    weights = _shortened(total @ diags(rarity)).tocsc()
    return QuestionIndex(
        keys=tuple(asked),
        grams=tuple(places),
        rarity=rarity.astype(np.float32),
        starts=weights.indptr.astype(np.int64),
        entries=weights.indices.astype(np.int32),
        weights=weights.data.astype(np.float32),
        strange=float(_rarity(np.array(_NOWHERE), of)),
    )


def _shares(
    keys: Mapping[str, Any], texts: Mapping[str, Sequence[str]], places: dict[str, int]
) -> Any:
    """The share of each entry's texts that hold each gram; `places` learns new grams."""
    rows = [(at, text) for at, key in enumerate(keys) for text in texts.get(key, ())]
    found = [[places.setdefault(g, len(places)) for g in set(CUT.of(text))] for _, text in rows]
    starts = np.cumsum([0, *map(len, found)])
    columns = np.fromiter(chain.from_iterable(found), dtype=np.int32, count=int(starts[-1]))
    holds = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), len(places)))
    owner = np.array([at for at, _ in rows], dtype=np.intp)
    many = np.maximum(np.bincount(owner, minlength=len(keys)), 1)
    places_of = (owner, np.arange(len(rows)))
    return csr_matrix((1 / many[owner], places_of), shape=(len(keys), len(rows))) @ holds


def _damped(share: Any, half: float) -> Any:
    damped = share.tocsr(copy=True)
    damped.data = damped.data * (1 + half) / (damped.data + half)
    return damped


def _rarity(entries: Numbers, of: int) -> Numbers:
    """How much a gram tells that occurs in so many entries."""
    rarity: Numbers = np.log((of + 1) / entries) + 0.1
    return rarity


def _shortened(weights: Any) -> Any:
    """The same, so that an entry of many words does not win by their number."""
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return diags((length / length.mean()) ** -_LENGTH) @ weights

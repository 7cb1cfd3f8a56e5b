"""Which of many short texts mean the same? By the characters that tell topics apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.domain.alike import plain

ALIKE = 0.08
"""So alike two groups are on average when they become one; chosen on made-up paraphrases."""
MOST = 3000
"""Texts that are compared with one another; the rest stand alone."""
_ROUND = 1e-9
_OFTEN = (
    "怎么办理 在哪里办 哪儿能办 需要什么材料 要带什么 多少钱 收费吗 什么时候 多长时间 可以吗 "
    "能不能 有没有 请问一下 我想问 想咨询 谁管 找谁 去哪 条件 手续 流程 规定 为什么 是不是 申请"
)


class GramLikeness:
    """The port `Likeness`."""

    def __call__(self, texts: Sequence[str], common: Sequence[str]) -> list[list[int]]:
        some = texts[:MOST]
        groups = _groups(_like(some, common)) if len(some) > 1 else [[0]][: len(some)]
        groups += [[at] for at in range(len(some), len(texts))]
        return sorted(groups, key=lambda group: (-len(group), group[0]))


def _like(texts: Sequence[str], common: Sequence[str]) -> npt.NDArray[np.float64]:
    """How much every two have in common, 0 to 1: rare characters and pairs of them count most."""
    cut = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    words = [plain(text) or text for text in texts]
    cut.fit([*common, *words, *_OFTEN.split() * 8])
    vectors = cut.transform(words)
    return np.asarray((vectors @ vectors.T).toarray())


def _groups(like: npt.NDArray[np.float64]) -> list[list[int]]:
    apart = np.clip(1 - like, 0, 1)
    apart[apart < _ROUND] = 0
    np.fill_diagonal(apart, 0)
    joined = linkage(squareform(apart, checks=False), method="average")
    labels = fcluster(joined, 1 - ALIKE, criterion="distance")
    groups: dict[int, list[int]] = {}
    for at, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(at)
    return list(groups.values())

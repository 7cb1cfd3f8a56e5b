"""Which of many short texts are nearly the same?"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

ALIKE = 0.75
"""The share of characters and pairs of them that two texts have in common, from which on they are
nearly the same: one word of five is another."""
_SIGNS = re.compile(r"[\W_]+")
_OPENERS = re.compile(r"^(?:请问一下|请问|您好|你好|我想问一下|我想问问|我想问|咨询一下|想问)+")


class Pair(NamedTuple):
    """Two texts, by their place, the earlier one first; `share` 1: the same words."""

    first: int
    second: int
    share: float


def alike(texts: Sequence[str], owners: Sequence[str], least: float = ALIKE) -> list[Pair]:
    """Every pair of texts of different owners that are nearly the same, however they begin.

    Compares only what can be alike: of two such texts one of the rarest grams of the one is among
    the rarest of the other. Forty thousand questions take seconds.
    """
    grams = [_grams(plain(text)) for text in texts]
    common = Counter(gram for found in grams for gram in found)
    rank = {gram: at for at, gram in enumerate(sorted(common, key=lambda g: (common[g], g)))}
    held: dict[int, list[int]] = defaultdict(list)
    masks = [_mask(rank[gram] for gram in found) for found in grams]
    pairs: list[Pair] = []
    for at, found in enumerate(grams):
        rarest = sorted(rank[gram] for gram in found)[: _few(len(found), least)]
        near = {other for gram in rarest for other in held[gram]}
        pairs += _like(at, near, masks, owners, least)
        for gram in rarest:
            held[gram].append(at)
    return sorted(pairs, key=lambda pair: (-pair.share, pair.first, pair.second))


def plain(text: str) -> str:
    """The words alone: no signs, no "may I ask"."""
    return _OPENERS.sub("", _SIGNS.sub("", text))


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + size] for size in (1, 2) for at in range(len(text) - size + 1))


def _mask(places: Iterable[int]) -> int:
    """The places as bits of one number: what two texts share is counted at once."""
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask


def _few(many: int, least: float) -> int:
    """How many of its grams a text must show, so that no text like it is missed."""
    return many - math.ceil(least * many) + 1


def _like(
    at: int, near: set[int], masks: Sequence[int], owners: Sequence[str], least: float
) -> Iterator[Pair]:
    own, owner = masks[at], owners[at]
    for other in near:
        whole = (own | masks[other]).bit_count()
        both = (own & masks[other]).bit_count()
        if both >= least * whole and whole and owners[other] != owner:
            yield Pair(other, at, both / whole)

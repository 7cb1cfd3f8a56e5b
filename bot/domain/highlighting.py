"""Where the words that somebody looks for stand in a text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.domain.searching import Word, folded

_FOLDED = lru_cache(maxsize=10_000)(folded)
"""A list holds the same few thousand characters again and again."""


class Piece(NamedTuple):
    """A part of a text; `found` if it is what somebody looks for."""

    text: str
    found: bool = False


def pieces(text: str, words: Sequence[Word]) -> list[Piece]:
    """The whole text in parts, as it was written: found however it is written, as searching does.

    What is looked for whole (a telephone) is never marked: it is hidden in lists.
    """
    parts, last = list[Piece](), 0
    for start, end in _spans(text, words):
        parts += [Piece(text[last:start]), Piece(text[start:end], found=True)]
        last = end
    return [part for part in (*parts, Piece(text[last:])) if part.text]


def first_found(text: str, words: Sequence[Word]) -> int | None:
    """Where the first of the words begins; None if none is in the text."""
    return next((start for start, _ in _spans(text, words)), None)


def _spans(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where words stand, in the order of the text; those that meet are one."""
    plain, places = _folded_by_places(text)
    begun = None
    for start, end in sorted(
        (places[at], places[at + len(word.text) - 1] + 1)
        for word in words
        if word.text
        for at in _all_of(word.text, plain)
    ):
        if begun is None or start > begun[1]:
            if begun:
                yield begun
            begun = (start, end)
        else:
            begun = (begun[0], max(begun[1], end))
    if begun:
        yield begun


def _all_of(word: str, plain: str) -> Iterator[int]:
    at = plain.find(word)
    while at >= 0:
        yield at
        at = plain.find(word, at + len(word))


def _folded_by_places(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, and for each of its characters where that was written."""
    by_place = [_FOLDED(sign) for sign in text]
    places = [place for place, signs in enumerate(by_place) for _ in signs]
    return "".join(by_place), places
